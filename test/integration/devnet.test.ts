/** Real chains: they start fast, take transactions, change their validators, stop and come back. @module */
import { existsSync } from 'node:fs';
import { toHex } from '@cosmjs/encoding';
import { MsgSend, MsgUpdateParams } from 'cosmjs-types/cosmos/bank/v1beta1/tx';
import { QueryPacketCommitmentsRequest, QueryPacketCommitmentsResponse } from 'cosmjs-types/ibc/core/channel/v2/query';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { setJson } from '../devnet/chain/edit-json.ts';
import { bigintAt, listAt, textAt } from '../devnet/client/read-json.ts';
import {
  addValidator,
  type Chain,
  type ChainNode,
  createChainClient,
  type Devnet,
  deriveAccount,
  governanceAddress,
  lies,
  listPacketSteps,
  packMessage,
  passProposal,
  readValidators,
  scanBlocks,
  sendTransfers,
  stake,
  startChain,
  startDevnet,
  startFaultProxy,
  TxError,
  unstake,
  waitForPower,
} from '../devnet/index.ts';
import { createSelfClient } from '../support/self-client.ts';

let devnet: Devnet;
let alpha: Chain;
let beta: Chain;

beforeAll(async () => {
  devnet = await startDevnet({
    chains: [
      { chainId: 'alpha-1', accounts: ['alice', { name: 'poor', coins: [{ denom: 'token', amount: 3n }] }] },
      { chainId: 'beta-7', validators: [40, 30, 30] },
    ],
    defaults: { blockTimeMs: 200, votingPeriodSeconds: 2 },
  });
  alpha = devnet.chain('alpha-1');
  beta = devnet.chain('beta-7');
});

afterAll(() => devnet?.stop());

const send = (fromAddress: string, toAddress: string, amount: bigint) =>
  packMessage(MsgSend, { fromAddress, toAddress, amount: [{ denom: 'token', amount: String(amount) }] });

describe('a chain', () => {
  test('has the id, the accounts and the coins that were asked for', async () => {
    expect((await alpha.client.rpc.status()).chainId).toBe('alpha-1');
    expect((await beta.client.rpc.status()).chainId).toBe('beta-7');
    expect(await alpha.client.balance(alpha.account('poor').address, 'token')).toBe(3n);
    expect(await alpha.client.balance(alpha.account('poor').address, 'stake')).toBe(0n);
    expect(alpha.account('alice').address).not.toBe(alpha.faucet.address);
    expect(() => alpha.account('bob')).toThrow('got bob');
    expect(() => devnet.chain('gamma-1')).toThrow('got gamma-1');
  });

  test('funds one address or many at once', async () => {
    const [one, two] = await Promise.all(['one', 'two'].map((name) => deriveAccount(name, name)));
    const addresses = [one?.address ?? '', two?.address ?? ''];
    const funded = await alpha.fund(addresses, [
      { denom: 'token', amount: 8n },
      { denom: 'stake', amount: 9n },
    ]);
    expect(funded.responses).toHaveLength(2);
    for (const address of addresses) {
      expect(await alpha.client.balance(address, 'token')).toBe(8n);
      expect(await alpha.client.balance(address, 'stake')).toBe(9n);
    }
  });

  test('takes transactions of one account that overlap, in order', async () => {
    const alice = alpha.account('alice');
    const before = await alpha.client.account(alice.address);
    const sent = await Promise.all(
      [1n, 2n, 3n, 4n, 5n].map((amount) => alpha.client.broadcast(alice, [send(alice.address, alice.address, amount)])),
    );
    const results = await Promise.all(sent.map(({ hash }) => alpha.client.waitForTx(hash)));
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    expect((await alpha.client.account(alice.address)).sequence).toBe(before.sequence + 5n);
  });

  test('reports a refused and a failed transaction with their codes, and scans both kinds of blocks', async () => {
    const poor = alpha.account('poor');
    const from = await alpha.client.height();
    const failed = await alpha.client.signAndBroadcast(poor, [send(poor.address, alpha.faucet.address, 4n)]).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failed).toBeInstanceOf(TxError);
    expect(failed).toMatchObject({ code: 5, message: expect.stringContaining('insufficient funds') });
    const paid = await alpha.client.signAndBroadcast(poor, [send(poor.address, alpha.faucet.address, 3n)], {
      memo: 'all',
    });
    const tooDear = { fee: { denom: 'stake', amount: 5n } };
    await expect(alpha.client.broadcast(poor, [send(poor.address, poor.address, 1n)], tooDear)).rejects.toMatchObject({
      code: 5,
    });
    const scanned = await scanBlocks(alpha.client.rpc, from + 1n, paid.height);
    expect(scanned).toMatchObject([
      { code: 5, sequence: 0n, messages: [{ typeUrl: MsgSend.typeUrl, response: undefined }] },
      {
        code: 0,
        sequence: 1n,
        memo: 'all',
        hash: paid.hash,
        height: paid.height,
        messages: [{ packetStep: undefined }],
      },
    ]);
  });

  test('passes a proposal by the votes of its validators', async () => {
    const message = MsgUpdateParams.fromPartial({
      authority: governanceAddress(),
      params: { defaultSendEnabled: true },
    });
    expect(await passProposal(alpha, 'same as before', [packMessage(MsgUpdateParams, message)])).toBe(1n);
    const foreign = MsgUpdateParams.fromPartial({ authority: alpha.faucet.address });
    await expect(passProposal(alpha, 'not ours', [packMessage(MsgUpdateParams, foreign)])).rejects.toThrow(TxError);
  });

  test('does not answer while it is paused', async () => {
    alpha.pause();
    const params = { method: 'POST', body: '{}', signal: AbortSignal.timeout(300) };
    await expect(fetch(alpha.rpcUrl, params)).rejects.toThrow('timeout');
    alpha.resume();
    await alpha.client.waitForHeight((await alpha.client.height()) + 2n);
  });
});

describe('transfers over IBC v2', () => {
  test('are sent many in one transaction, and found by a scan', async () => {
    const sourceClient = await createSelfClient(alpha);
    const alice = alpha.account('alice');
    const timeoutSeconds = BigInt(Math.floor(Date.now() / 1_000)) + 600n;
    const transfer = { sourceClient, receiver: alice.address, token: { denom: 'token', amount: 1n }, timeoutSeconds };
    const { tx, sequences } = await sendTransfers(alpha.client, alice, [
      transfer,
      transfer,
      { ...transfer, memo: 'last' },
    ]);
    expect(sequences).toEqual([1n, 2n, 3n]);
    const step = { step: 'send', sourceClient, signer: alice.address, effect: 'effective', hash: tx.hash };
    const found = listPacketSteps(await scanBlocks(alpha.client.rpc, tx.height, tx.height));
    expect(found).toMatchObject(sequences.map((sequence) => ({ ...step, sequence })));
    expect(tx.events.filter(({ type }) => type === 'send_packet')).toHaveLength(3);
    const late = { ...transfer, timeoutSeconds: 1n };
    await expect(sendTransfers(alpha.client, alice, [transfer, late])).rejects.toThrow(/timeout/);
  });
});

describe('the v10.3 flavour', () => {
  test('fails to list commitments once sequence 47 is pending, where v10.7 does not', async () => {
    const old = await startChain({ chainId: 'old-1', flavour: 'v10.3', blockTimeMs: 200, accounts: ['alice'] });
    try {
      const counts = await Promise.allSettled([old, alpha].map(countCommitmentsPast47));
      expect(counts[0]).toMatchObject({
        status: 'rejected',
        reason: { message: expect.stringContaining('PacketCommitments') },
      });
      expect(counts[1]).toEqual({ status: 'fulfilled', value: 48 });
    } finally {
      await old.stop();
    }
  });
});

async function countCommitmentsPast47(chain: Chain): Promise<number> {
  const clientId = await createSelfClient(chain);
  const alice = chain.account('alice');
  const transfer = {
    sourceClient: clientId,
    receiver: alice.address,
    token: { denom: 'token', amount: 1n },
    timeoutSeconds: BigInt(Math.floor(Date.now() / 1_000)) + 600n,
  };
  await sendTransfers(
    chain.client,
    alice,
    Array.from({ length: 48 }, () => transfer),
  );
  const types = { request: QueryPacketCommitmentsRequest, response: QueryPacketCommitmentsResponse };
  const path = '/ibc.core.channel.v2.Query/PacketCommitments';
  const request = QueryPacketCommitmentsRequest.fromPartial({ clientId, pagination: { limit: 100n } });
  return (await chain.client.query(path, types, request)).commitments.length;
}

describe('validators', () => {
  test('sign with keys that are ours', async () => {
    const members = await readValidators(beta.client.rpc);
    const ours = beta.nodes.map((node) => toHex(node.consensusKey.address).toUpperCase());
    expect(members.map(({ power }) => power)).toEqual([40n, 30n, 30n]);
    expect(new Set(members.map(({ address }) => address))).toEqual(new Set(ours));
  });

  test('gain and lose power', async () => {
    const { height } = await stake(beta, 1, 25);
    expect(await waitForPower(beta, 1, 55n)).toBeGreaterThanOrEqual(height);
    expect(await readValidators(beta.client.rpc, height)).toContainEqual(expect.objectContaining({ power: 40n }));
    await unstake(beta, 1, 25);
    await waitForPower(beta, 1, 30n);
  });

  test('leave gaps in commits while they are stopped, and vote again', async () => {
    await beta.stopValidator(2);
    await waitForVote(beta, 2, false);
    await beta.startValidator(2);
    await waitForVote(beta, 2, true);
  });

  test('bring the chain to a halt when too many are gone', async () => {
    await Promise.all([beta.stopValidator(1), beta.stopValidator(2)]);
    const halted = await heightAtRest(beta.nodes[0]);
    expect(beta.nodes.map((node) => node.isRunning())).toEqual([true, false, false]);
    await beta.restart();
    await beta.client.waitForHeight(halted + 2n);
    await beta.halt();
    expect(beta.nodes.map((node) => node.pid())).toEqual([undefined, undefined, undefined]);
    await expect(beta.client.height()).rejects.toThrow('fetch failed');
    await beta.restart();
    await beta.client.waitForHeight(halted + 4n);
  });

  test('join with a node of their own, and leave', async () => {
    const node = await addValidator(beta, 'late', 20);
    expect(beta.nodes.indexOf(node)).toBe(3);
    await waitForPower(beta, 3, 20n);
    await waitForVote(beta, 3, true);
    await unstake(beta, 3, 20);
    await waitForPower(beta, 3, 0n);
  });
});

/** Waits for a commit in which the node's vote is there, or is absent. */
async function waitForVote(chain: Chain, index: number, present: boolean): Promise<void> {
  const address = toHex(chain.nodes[index]?.consensusKey.address ?? new Uint8Array()).toUpperCase();
  await vi.waitFor(
    async () => {
      const height = String((await chain.client.height()) - 1n);
      const commit = await chain.client.rpc.call('commit', { height });
      const signatures = listAt(commit, 'signed_header.commit.signatures');
      const found = signatures.find((signature) => textAt(signature, 'validator_address') === address);
      expect(found !== undefined && bigintAt(found, 'block_id_flag') === 2n).toBe(present);
    },
    { timeout: 20_000, interval: 100 },
  );
}

/** The height that stays the same for a second and a half, several times what a block takes. */
async function heightAtRest(node: ChainNode | undefined): Promise<bigint> {
  if (node === undefined) throw new Error('want a node, got none');
  let since = Date.now();
  let height = await node.client.height();
  await vi.waitUntil(
    async () => {
      const now = await node.client.height();
      if (now !== height) [height, since] = [now, Date.now()];
      return Date.now() - since > 1_500;
    },
    { timeout: 20_000, interval: 100 },
  );
  return height;
}

describe('nodes', () => {
  test('fall behind while they are alone, and catch up', async () => {
    const node = await alpha.addNode('follower');
    await node.waitUntilUp(await alpha.client.height(), 20_000);
    await node.stop();
    await node.start({ alone: true });
    await node.waitUntilUp(1n, 20_000);
    const behind = await node.client.height();
    await alpha.client.waitForHeight(behind + 5n);
    expect(await node.client.height()).toBe(behind);
    await node.stop();
    await node.start();
    await node.waitUntilUp(behind + 5n, 20_000);
  });

  test('take settings of their own', async () => {
    const nodeSettings = { 'validator-0': { 'consensus.timeout_prevote': '1ms', no_such_setting: true } };
    await expect(startChain({ chainId: 'odd-1', nodeSettings })).rejects.toThrow('want the setting no_such_setting');
  });
});

describe('a fork', () => {
  test('shares the past and the keys of its chain, and goes on by itself', async () => {
    const chain = await startChain({ chainId: 'split-1', validators: [100, 20], blockTimeMs: 200 });
    try {
      const [twin] = await chain.fork([0]);
      if (twin === undefined) throw new Error('want a twin, got none');
      const height = await chain.client.waitForHeight((await twin.client.height()) + 1n);
      await twin.client.waitForHeight(height);
      const nodes = [chain, twin];
      const hashes = async (at: bigint) =>
        Promise.all(
          nodes.map(async ({ client }) => textAt(await client.rpc.call('block', { height: `${at}` }), 'block_id.hash')),
        );
      const [ours, theirs] = await hashes(height);
      expect(ours).not.toBe(theirs);
      expect(new Set(await hashes(3n)).size).toBe(1);
      const signers = nodes.map(
        async ({ client }) =>
          listAt(await client.rpc.call('commit', { height: `${height}` }), 'signed_header.commit.signatures').length,
      );
      expect(await Promise.all(signers)).toEqual([2, 2]);
      const proxy = await startFaultProxy({ target: chain.rpcUrl });
      proxy.use(lies.showFork(twin.rpcUrl));
      const shown = await createChainClient('split-1', proxy.url).rpc.call('block', { height: `${height}` });
      expect(textAt(shown, 'block_id.hash')).toBe(theirs);
      await proxy.stop();
    } finally {
      await chain.stop();
    }
  });
});

describe('stopping', () => {
  test('ends every process, removes the data, and can be asked for twice', async () => {
    const chain = await startChain({ chainId: 'brief-1', blockTimeMs: 100 });
    const [node] = chain.nodes;
    await chain.stop();
    await chain.stop();
    expect(node?.isRunning()).toBe(false);
    expect(existsSync(chain.folder)).toBe(false);
  });

  test('a chain that cannot start shows its log and leaves nothing', async () => {
    const broken = startChain({
      chainId: 'broken-1',
      editGenesis: (genesis) => setJson(genesis, 'app_state.staking.params.bond_denom', 'other'),
    });
    await expect(broken).rejects.toThrow(/want validator-0 running, got its end:.*not bonded pool balance/s);
  });

  test('a chain that fails in its first block is given up at once', async () => {
    const broken = startChain({
      chainId: 'broken-2',
      editGenesis: (genesis) => setJson(genesis, 'app_state.mint.params.blocks_per_year', '0'),
    });
    await expect(broken).rejects.toThrow(/want validator-0 to agree on blocks, got .*division by zero/s);
  });

  test('one chain that cannot start takes the others along', async () => {
    const both = startDevnet({
      chains: ['fine-1', { chainId: 'late-1', startTimeoutMs: 1 }],
      defaults: { blockTimeMs: 100 },
    });
    await expect(both).rejects.toThrow(/want validator-0 at height 3 within 1 ms/);
  });
});
