/** Signing, simulating and sending, compared with CosmJS where it does the same. @module */
import { DirectSecp256k1Wallet, encodePubkey, makeAuthInfoBytes, makeSignDoc } from '@cosmjs/proto-signing';
import { QueryAccountInfoRequest, QueryAccountInfoResponse } from 'cosmjs-types/cosmos/auth/v1beta1/query';
import { SimulateRequest, SimulateResponse } from 'cosmjs-types/cosmos/tx/v1beta1/service';
import { Tx, TxBody, TxRaw } from 'cosmjs-types/cosmos/tx/v1beta1/tx';
import { afterEach, describe, expect, test } from 'vitest';
import { classifyCheckTx, classifyMempoolError } from '../../../../../relayer/chains/cosmos/classify-broadcast.ts';
import { createCosmosWriter } from '../../../../../relayer/chains/cosmos/cosmos-writer.ts';
import { feeFor } from '../../../../../relayer/chains/cosmos/gas-price.ts';
import { createLocalSigner } from '../../../../../relayer/chains/cosmos/signer.ts';
import { abciRefusal, abciValue, Refusal, type ScriptedNode } from '../../../../support/scripted-node.ts';
import { type ScriptedPool, startScriptedPool } from '../../../../support/scripted-pool.ts';

const KEY = new Uint8Array(32).fill(5);
const MESSAGES = [
  { type: '/test.One', bytes: Uint8Array.of(1, 2) },
  { type: '/test.Two', bytes: new Uint8Array(300) },
];
const REQUEST = { messages: MESSAGES, sequence: 4n, gasLimit: 123_456n, timeoutHeight: 99n };
const open: ScriptedPool[] = [];

afterEach(async () => {
  for (const each of open.splice(0)) await each.stop();
});

const checkTx = (code: number) => ({ code, codespace: 'sdk', log: 'why', data: '', hash: '' });

interface Account {
  readonly accountNumber: bigint;
  readonly sequence: bigint;
}

function serveAccount(node: ScriptedNode, account: Account | undefined, simulated?: object): void {
  node.on('abci_query', ({ path, data }) => {
    if (String(path).endsWith('/Simulate')) return simulated ?? abciRefusal('no');
    const { address } = QueryAccountInfoRequest.decode(Buffer.from(String(data), 'hex'));
    if (account === undefined) return abciRefusal(`rpc error: code = NotFound desc = account ${address} not found`);
    const info = { address, ...account };
    return abciValue(QueryAccountInfoResponse.encode(QueryAccountInfoResponse.fromPartial({ info })).finish());
  });
}

async function start(count = 1, account: Account = { accountNumber: 7n, sequence: 4n }) {
  // No time passes: none is faster than another, and the first is asked first.
  const scripted = await startScriptedPool(count, { clock: { now: () => 0 } });
  open.push(scripted);
  for (const node of scripted.nodes) serveAccount(node, account);
  const writer = createCosmosWriter({
    pool: scripted.pool,
    signer: createLocalSigner({ privateKey: KEY, addressPrefix: 'cosmos' }),
    gasPrice: { amount: '0.025', denom: 'stake' },
    limits: { maxTxBytes: 450_000, maxGas: 1_000_000n, maxMessages: 50, gasAdjustment: 1.3 },
    memo: 'by test',
  });
  return { ...scripted, writer };
}

describe('signing', () => {
  test('accepts the address and signature that CosmJS makes, byte by byte', async () => {
    const { writer, pool } = await start();
    const wallet = await DirectSecp256k1Wallet.fromKey(KEY, 'cosmos');
    const [account] = await wallet.getAccounts();
    if (account === undefined) throw new Error('unreachable: a wallet has an account');
    expect(writer).toMatchObject({ chain: 'alpha', signer: account.address, limits: { maxMessages: 50 } });

    const messages = MESSAGES.map(({ type, bytes }) => ({ typeUrl: type, value: bytes }));
    const body = TxBody.encode(TxBody.fromPartial({ messages, memo: 'by test', timeoutHeight: 99n })).finish();
    const pubkey = encodePubkey({
      type: 'tendermint/PubKeySecp256k1',
      value: Buffer.from(account.pubkey).toString('base64'),
    });
    const fee = [{ denom: 'stake', amount: '3087' }];
    const authInfo = makeAuthInfoBytes([{ pubkey, sequence: 4n }], fee, 123_456, undefined, undefined);
    const { signature } = await wallet.signDirect(account.address, makeSignDoc(body, authInfo, pool.chainId, 7));
    const expected = TxRaw.encode({
      bodyBytes: body,
      authInfoBytes: authInfo,
      signatures: [Buffer.from(signature.signature, 'base64')],
    });

    const signed = await writer.sign(REQUEST);
    expect(Buffer.from(signed.bytes).toString('hex')).toBe(Buffer.from(expected.finish()).toString('hex'));
    expect(signed).toMatchObject({
      sequence: 4n,
      gasLimit: 123_456n,
      timeoutHeight: 99n,
      hash: expect.stringMatching(/^[0-9A-F]{64}$/),
    });
    expect(await writer.sign(REQUEST)).toEqual(signed);
  });

  test('names a payer of fees', async () => {
    const { pool } = await start();
    const signer = createLocalSigner({ privateKey: KEY, addressPrefix: 'cosmos' });
    const limits = { maxTxBytes: 1, maxGas: 1n, maxMessages: 1, gasAdjustment: 1.3 };
    const granted = createCosmosWriter({
      pool,
      signer,
      gasPrice: { amount: '1', denom: 'stake' },
      limits,
      feeGranter: 'cosmos1rich',
    });
    const tx = Tx.decode((await granted.sign(REQUEST)).bytes);
    expect(tx.authInfo?.fee).toMatchObject({ granter: 'cosmos1rich', gasLimit: 123_456n, payer: '' });
    expect(tx.body?.memo).toBe('');
  });

  test.each([new Uint8Array(32), new Uint8Array(31).fill(1), new Uint8Array(32).fill(255)])(
    'rejects a number that is no key (CONFIG_INVALID)',
    (privateKey) => {
      expect(() => createLocalSigner({ privateKey, addressPrefix: 'cosmos' })).toThrow('not a secp256k1 private key');
    },
  );
});

test.each([
  ['0.025', 123_456n, 3_087n],
  ['0.025', 40n, 1n],
  ['0.025', 41n, 2n],
  ['3', 7n, 21n],
  ['0.000000000000000001', 10n ** 18n, 1n],
  ['1000000000.5', 2n ** 63n, (2n ** 63n * 10_000_000_005n) / 10n],
])('accepts a fee at price %s for %i gas', (amount, gas, fee) => {
  expect(feeFor({ amount, denom: 'stake' }, gas)).toEqual([{ denom: 'stake', amount: fee }]);
});

test('accepts a price of nothing, and rejects one that is no decimal (CONFIG_INVALID)', () => {
  expect(feeFor({ amount: '0.00', denom: 'stake' }, 100n)).toEqual([]);
  for (const amount of ['', '.5', '1e3', '-1', '1,5'])
    expect(() => feeFor({ amount, denom: 'stake' }, 1n)).toThrow('unusable');
});

describe('the next sequence', () => {
  test('is what most endpoints tell', async () => {
    const { writer, nodes } = await start(3);
    serveAccount(nodes[1] as ScriptedNode, { accountNumber: 7n, sequence: 900n });
    expect(await writer.nextSequence()).toBe(4n);
  });

  test('is the higher one when they are even: one of them lags', async () => {
    const { writer, nodes } = await start(2);
    serveAccount(nodes[1] as ScriptedNode, { accountNumber: 7n, sequence: 5n });
    expect(await writer.nextSequence()).toBe(5n);
  });

  test('is the one that the chain wanted when it refused another', async () => {
    const { writer, nodes, pool } = await start(2);
    serveAccount(nodes[0] as ScriptedNode, { accountNumber: 7n, sequence: 5n });
    const log = 'account sequence mismatch, expected 4, got 5: incorrect account sequence';
    for (const node of nodes) node.on('broadcast_tx_sync', () => ({ ...checkTx(32), log }));
    expect(await writer.nextSequence()).toBe(5n);
    await writer.broadcast(await writer.sign({ ...REQUEST, sequence: 5n }));
    expect(await writer.nextSequence()).toBe(4n);
    expect(pool.status().map(({ state }) => state)).toEqual(['ready', 'ready']);
  });

  test('puts an endpoint aside that gave a higher one than a block then took, but not one that lags', async () => {
    const { writer, nodes, pool } = await start(3);
    serveAccount(nodes[0] as ScriptedNode, { accountNumber: 7n, sequence: 5n });
    serveAccount(nodes[1] as ScriptedNode, { accountNumber: 7n, sequence: 3n });
    expect(await writer.nextSequence()).toBe(5n);
    await writer.sign({ ...REQUEST, sequence: 5n });
    expect(await writer.nextSequence()).toBe(5n);
    const { hash, sequence } = await writer.sign(REQUEST);
    writer.settled({ hash, sequence, status: 'included', gasWanted: 9n, gasUsed: 8n });
    expect(pool.status().map(({ state }) => state)).toEqual(['ready', 'ready', 'ready']);

    for (const node of nodes.slice(1)) serveAccount(node, { accountNumber: 7n, sequence: 4n });
    expect(await writer.nextSequence()).toBe(4n);
    const tx = await writer.sign(REQUEST);
    writer.settled({ hash: tx.hash, sequence: tx.sequence, status: 'included', gasWanted: 9n, gasUsed: 8n });
    expect(pool.status().map(({ state }) => state)).toEqual(['aside', 'ready', 'ready']);
    expect(pool.status()[0]?.reason?.message).toContain('it gave the sequence 5 before 4 was used');
  });

  test('rejects an account that does not exist (CHAIN_OUT_OF_FUNDS), and endpoints that are all down (RPC_NO_ENDPOINT)', async () => {
    const { writer, node } = await start();
    serveAccount(node, undefined);
    await expect(writer.nextSequence()).rejects.toMatchObject({ fault: { code: 'CHAIN_OUT_OF_FUNDS' } });
    node.breakWith((request) => void request.socket.destroy());
    await expect(writer.nextSequence()).rejects.toMatchObject({ fault: { code: 'RPC_NO_ENDPOINT' } });
  });
});

describe('simulation', () => {
  const ok = (gasUsed: bigint) =>
    abciValue(
      SimulateResponse.encode(
        SimulateResponse.fromPartial({ gasInfo: { gasWanted: 1n, gasUsed }, result: { log: 'x' } }),
      ).finish(),
    );

  test('accepts gas, and sends a transaction of real length without a real signature', async () => {
    const { writer, node } = await start();
    serveAccount(node, { accountNumber: 7n, sequence: 4n }, ok(80_000n));
    expect(await writer.simulate(MESSAGES, 4n)).toEqual({ status: 'ok', gasUsed: 80_000n });
    const asked = node.heard.find(({ params }) => String(params.path).endsWith('/Simulate'))?.params.data;
    const tx = Tx.decode(SimulateRequest.decode(Buffer.from(String(asked), 'hex')).txBytes);
    expect(tx.signatures).toEqual([new Uint8Array(64)]);
    expect(tx.body?.messages).toHaveLength(2);
    expect(tx.authInfo?.signerInfos[0]?.sequence).toBe(4n);
  });

  test('names the message that fails', async () => {
    const { writer, node } = await start();
    const log = 'failed to execute message; message index: 12: insufficient funds';
    serveAccount(node, { accountNumber: 7n, sequence: 4n }, abciRefusal(`${log} with gas used: '5'`, 6));
    expect(await writer.simulate(MESSAGES, 4n)).toEqual({ status: 'failed', reason: 'failed', log, messageIndex: 12 });
    serveAccount(node, { accountNumber: 7n, sequence: 4n }, abciRefusal('out of gas', 11));
    expect(await writer.simulate(MESSAGES, 4n)).toEqual({ status: 'failed', reason: 'failed', log: 'out of gas' });
  });

  test('does not take a wrong sequence for a fault of the messages', async () => {
    const { writer, node } = await start();
    const log = 'rpc error: account sequence mismatch, expected 4, got 5: incorrect account sequence';
    serveAccount(node, { accountNumber: 7n, sequence: 4n }, abciRefusal(log, 32));
    expect(await writer.simulate(MESSAGES, 5n)).toEqual({ status: 'failed', reason: 'sequence-mismatch', log });
  });

  test('puts an endpoint aside whose gas proven blocks contradict again and again', async () => {
    const { writer, nodes, pool } = await start(2);
    for (const [index, node] of nodes.entries()) {
      serveAccount(node, { accountNumber: 7n, sequence: 4n }, ok(index === 0 ? 9_000_000n : 120_000n));
    }
    for (let sequence = 4n; sequence < 7n; sequence++) {
      expect(pool.status()[0]?.state).toBe('ready');
      await writer.simulate(MESSAGES, sequence);
      // Other messages than those that were simulated last.
      const other = await writer.sign({ ...REQUEST, messages: [...MESSAGES], sequence });
      writer.settled({ hash: other.hash, sequence, status: 'included', gasWanted: 150_000n, gasUsed: 121_000n });
      await writer.simulate(MESSAGES, sequence);
      const { hash } = await writer.sign({ ...REQUEST, sequence });
      writer.settled({ hash, sequence, status: 'included', gasWanted: 150_000n, gasUsed: 121_000n });
    }
    expect(pool.status()[0]).toMatchObject({ state: 'aside', reason: { code: 'RPC_DISTRUSTED' } });
    expect(pool.status()[1]).toMatchObject({ state: 'ready' });
  });

  test('rejects a success without gas (RPC_NO_ENDPOINT)', async () => {
    const { writer, node } = await start();
    serveAccount(node, undefined, ok(0n));
    await expect(writer.simulate(MESSAGES, 4n)).rejects.toMatchObject({ fault: { code: 'RPC_NO_ENDPOINT' } });
  });
});

describe('broadcast', () => {
  test.each([
    [0, 'sdk', { status: 'accepted' }],
    [5, 'sdk', { status: 'rejected', reason: 'insufficient-funds' }],
    [11, 'sdk', { status: 'rejected', reason: 'out-of-gas' }],
    [13, 'sdk', { status: 'rejected', reason: 'insufficient-funds' }],
    [19, 'sdk', { status: 'unknown' }],
    [20, 'sdk', { status: 'rejected', reason: 'mempool-full' }],
    [21, 'sdk', { status: 'rejected', reason: 'too-large' }],
    [22, 'channel', { status: 'rejected', reason: 'redundant' }],
    [22, 'channelv2', { status: 'rejected', reason: 'failed' }],
    [30, 'sdk', { status: 'rejected', reason: 'failed' }],
    [32, 'sdk', { status: 'rejected', reason: 'sequence-mismatch' }],
    [32, 'channel', { status: 'rejected', reason: 'failed' }],
    [5, 'transfer', { status: 'rejected', reason: 'failed' }],
  ])('accepts code %i of %s', (code, codespace, expected) => {
    expect(classifyCheckTx({ code, codespace, log: 'why' })).toMatchObject(expected);
  });

  test.each([
    ['Internal error: tx already exists in cache', { status: 'unknown' }],
    ['Internal error: mempool is full: number of txs 5000 (max: 5000)', { status: 'rejected', reason: 'mempool-full' }],
    ['Internal error: Tx too large. Max size is 1048576, but got 2000000', { status: 'rejected', reason: 'too-large' }],
    [
      'Invalid Request: error reading request body: http: request body too large',
      { status: 'rejected', reason: 'too-large' },
    ],
    ['Internal error: timed out waiting for tx to be included in mempool', { status: 'unknown' }],
  ])('accepts the refusal of a mempool: %s', (text, expected) => {
    expect(classifyMempoolError(text)).toMatchObject(expected);
  });

  test('sends to another endpoint what one has taken and no block holds', async () => {
    const { writer, nodes } = await start(2);
    for (const node of nodes) node.on('broadcast_tx_sync', () => checkTx(0));
    const tx = await writer.sign(REQUEST);
    const counts = () => nodes.map(({ heard }) => heard.filter(({ method }) => method === 'broadcast_tx_sync').length);
    await writer.broadcast(tx);
    expect(counts().toSorted()).toEqual([0, 1]);
    await writer.resend(tx);
    expect(counts()).toEqual([1, 1]);
    await writer.resend(tx);
    expect(counts().toSorted()).toEqual([1, 2]);
  });

  describe('puts an endpoint aside that again and again', () => {
    const fate = { sequence: 4n, status: 'included', gasWanted: 150_000n, gasUsed: 120_000n } as const;

    test('refuses what another one takes and a block holds', async () => {
      const { writer, nodes, pool } = await start(2);
      const [liar, honest] = nodes as [ScriptedNode, ScriptedNode];
      liar.on('broadcast_tx_sync', () => checkTx(5));
      honest.on('broadcast_tx_sync', () => checkTx(0));
      for (let round = 0n; round < 3n; round++) {
        expect(pool.status()[0]?.state).toBe('ready');
        // A new series goes to whoever is best, not to where the last one went.
        await writer.nextSequence();
        const tx = await writer.sign({ ...REQUEST, timeoutHeight: round });
        expect(await writer.broadcast(tx)).toEqual({ status: 'accepted' });
        writer.settled({ ...fate, hash: tx.hash });
      }
      expect(pool.status()[0]?.reason?.message).toContain('it refuses');
    });

    test('takes what another one does not know some blocks later', async () => {
      const { writer, nodes, pool } = await start(2);
      for (const node of nodes) node.on('broadcast_tx_sync', () => checkTx(0));
      for (let round = 0n; round < 3n; round++) {
        expect(pool.status()[0]?.state).toBe('ready');
        await writer.nextSequence();
        const tx = await writer.sign({ ...REQUEST, timeoutHeight: round });
        await writer.broadcast(tx);
        await writer.resend(tx);
        writer.settled({ ...fate, hash: tx.hash });
      }
      expect(pool.status()[0]?.reason?.message).toContain('passes it on to nobody');
    });

    test('takes what another one refuses and no block holds', async () => {
      const { writer, nodes, pool } = await start(2);
      nodes[0]?.on('broadcast_tx_sync', () => checkTx(0));
      nodes[1]?.on('broadcast_tx_sync', () => checkTx(5));
      for (let round = 0n; round < 3n; round++) {
        expect(pool.status()[0]?.state).toBe('ready');
        await writer.nextSequence();
        const tx = await writer.sign({ ...REQUEST, timeoutHeight: round });
        await writer.broadcast(tx);
        await writer.resend(tx);
        writer.settled({ hash: tx.hash, sequence: 4n, status: 'expired' });
      }
      expect(pool.status()[0]?.reason?.message).toContain('no block holds');
    });
  });

  test('sends the bytes as they are, a series of them to one mempool', async () => {
    const { writer, nodes } = await start(2);
    for (const node of nodes) node.on('broadcast_tx_sync', () => checkTx(0));
    for (let sequence = 4n; sequence < 14n; sequence++) {
      const tx = await writer.sign({ ...REQUEST, sequence });
      expect(await writer.broadcast(tx)).toEqual({ status: 'accepted' });
      const sent = nodes.flatMap(({ heard }) => heard.filter(({ method }) => method === 'broadcast_tx_sync'));
      expect(sent.some(({ params }) => params.tx === Buffer.from(tx.bytes).toString('base64'))).toBe(true);
    }
    const counts = nodes.map(({ heard }) => heard.filter(({ method }) => method === 'broadcast_tx_sync').length);
    expect(counts.toSorted()).toEqual([0, 10]);
  });

  test('knows nothing when the connection is lost, nor when the next endpoint refuses then', async () => {
    const { writer, nodes } = await start(2);
    const tx = await writer.sign(REQUEST);
    for (const node of nodes) node.on('broadcast_tx_sync', () => checkTx(0));
    await writer.broadcast(tx);
    const preferred = nodes.find(({ heard }) => heard.some(({ method }) => method === 'broadcast_tx_sync'));
    const [other] = nodes.filter((node) => node !== preferred);
    preferred?.breakWith((request) => void request.socket.destroy());
    other?.on('broadcast_tx_sync', () => checkTx(32));
    expect(await writer.broadcast(tx)).toEqual({ status: 'unknown', log: 'why' });
    other?.breakWith((request) => void request.socket.destroy());
    expect(await writer.broadcast(tx)).toMatchObject({
      status: 'unknown',
      log: expect.stringContaining('no endpoint'),
    });
  });

  test('takes a refusal for one when the endpoint before it was not there at all', async () => {
    const scripted = await startScriptedPool(2);
    open.push(scripted);
    const [gone, there] = scripted.nodes as [ScriptedNode, ScriptedNode];
    for (const node of [gone, there]) serveAccount(node, { accountNumber: 7n, sequence: 4n });
    const signer = createLocalSigner({ privateKey: KEY, addressPrefix: 'cosmos' });
    const limits = { maxTxBytes: 1, maxGas: 1n, maxMessages: 1, gasAdjustment: 1.3 };
    const writer = createCosmosWriter({
      pool: scripted.pool,
      signer,
      gasPrice: { amount: '0', denom: 'stake' },
      limits,
    });
    const tx = await writer.sign(REQUEST);
    await gone.stop();
    there.on('broadcast_tx_sync', () => checkTx(32));
    expect(await writer.broadcast(tx)).toMatchObject({ status: 'rejected', reason: 'sequence-mismatch' });
  });

  test('reads the account number again after a signature was refused', async () => {
    const { writer, node } = await start();
    node.on('broadcast_tx_sync', () => checkTx(4));
    const tx = await writer.sign(REQUEST);
    serveAccount(node, { accountNumber: 8n, sequence: 4n });
    expect((await writer.sign(REQUEST)).hash).toBe(tx.hash);
    expect(await writer.broadcast(tx)).toMatchObject({ status: 'rejected', reason: 'failed' });
    expect((await writer.sign(REQUEST)).hash).not.toBe(tx.hash);
  });

  test('takes the words of the node for a refusal', async () => {
    const { writer, node } = await start();
    node.on('broadcast_tx_sync', () => {
      throw new Refusal('mempool is full: number of txs 5000 (max: 5000)');
    });
    expect(await writer.broadcast(await writer.sign(REQUEST))).toMatchObject({
      status: 'rejected',
      reason: 'mempool-full',
    });
  });
});
