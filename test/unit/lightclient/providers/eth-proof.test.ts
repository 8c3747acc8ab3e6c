/** State, headers, receipts and logs from an execution node: proven, or an error that tells an outage from a lie. */
import { toHex } from '@causeway/lightclient/codec';
import { HISTORY_CONTRACT } from '@causeway/lightclient/ethereum/execution';
import { createEthCall, createEthProofProvider } from '@causeway/lightclient/providers/eth-proof';
import { isBenign, ProviderError, type ProviderFault } from '@causeway/lightclient/sync';
import { describe, expect, test } from 'vitest';
import { buildBlock, makeReceipts } from '../../../support/build-block.ts';
import { addressOf, buildState, word } from '../../../support/build-state.ts';
import { createExecutionNode, type NodeAnswer } from '../../../support/execution-node.ts';

const CONTRACT = addressOf(1);
const PERSON = addressOf(2);
const NOBODY = addressOf(3);
const code = Uint8Array.of(0x60, 0x2a);
const state = buildState(
  new Map([
    [toHex(CONTRACT), { nonce: 1n, code, storage: new Map([[0n, 42n]]) }],
    [toHex(PERSON), { balance: 9n }],
  ]),
);
const block = buildBlock(makeReceipts(20), { stateRoot: state.stateRoot });
const trusted = { number: block.header.number, stateRoot: state.stateRoot, hash: block.hash };
const receiptsOf = { ...block.header, hash: block.hash };

function setup(answers: Readonly<Record<string, NodeAnswer>> = {}, chainId = 7n) {
  const node = createExecutionNode({
    chainId,
    state,
    blocks: [block],
    code: new Map([[toHex(CONTRACT), code]]),
    answers,
  });
  const provider = createEthProofProvider({ url: 'http://node.test:8545', chainId: 7n, fetch: node.fetch });
  return { provider, calls: node.calls, methods: () => node.calls.map(({ method }) => method) };
}

async function faultOf(work: Promise<unknown>): Promise<ProviderFault> {
  const error = await work.catch((thrown: unknown) => thrown);
  if (!(error instanceof ProviderError)) throw new Error('want a ProviderError', { cause: error });
  expect(error.provider).toBe('node.test:8545');
  return error.fault;
}

describe('state', () => {
  test('is an account with its slots, in the order in which they were asked for', async () => {
    const { provider } = setup();
    const slots = [word(5n), word(0n)];
    const { account, storage, answer } = await provider.readState(trusted, CONTRACT, slots);
    expect(account).toMatchObject({ nonce: 1n, balance: 0n });
    expect(storage).toEqual([
      { slot: word(5n), value: undefined },
      { slot: word(0n), value: word(42n) },
    ]);
    expect(answer.storageProof).toHaveLength(2);
  });

  test('is nothing where there is no account', async () => {
    const { provider } = setup();
    const { account, storage } = await provider.readState(trusted, NOBODY, [word(1n)]);
    expect(account).toBeUndefined();
    expect(storage).toEqual([{ slot: word(1n), value: undefined }]);
  });

  test('is asked for by hash, or by number where there is none', async () => {
    const { provider, calls } = setup();
    await provider.readState(trusted, PERSON);
    await provider.readState({ ...trusted, hash: undefined }, PERSON);
    const blocks = calls.filter(({ method }) => method === 'eth_getProof').map(({ params }) => params[2]);
    expect(blocks).toEqual([{ blockHash: `0x${toHex(block.hash)}` }, '0x3e8']);
  });

  const lie = (change: (json: Record<string, unknown>) => object): Record<string, NodeAnswer> => ({
    eth_getProof: () => change({ ...state.getProof(CONTRACT, [0n]) }),
  });
  test.each<[string, Record<string, NodeAnswer>, RegExp]>([
    ['another balance', lie((json) => ({ ...json, balance: '0x1' })), /^claim-mismatch: balance 0$/],
    ['another account', { eth_getProof: () => state.getProof(PERSON, [0n]) }, /^address-mismatch: /],
    ['no nodes', lie((json) => ({ ...json, accountProof: [] })), /^missing-node: /],
    ['no slots', lie((json) => ({ ...json, storageProof: [] })), /^1 slots as they were asked for$/],
    ['another slot', { eth_getProof: () => state.getProof(CONTRACT, [3n]) }, /^1 slots as they were asked for$/],
    ['a slot twice', { eth_getProof: () => state.getProof(CONTRACT, [0n, 0n]) }, /^1 slots as they were asked for$/],
    ['a number', lie((json) => ({ ...json, nonce: 1 })), /^eth_getProof.nonce: a text of 0x/],
    ['a text', { eth_getProof: () => '0x' }, /^eth_getProof: an object$/],
  ])('rejects %s (bad-proof)', async (_, answers, want) => {
    const { provider } = setup(answers);
    const fault = await faultOf(provider.readState(trusted, CONTRACT, [word(0n)]));
    expect(fault).toMatchObject({ code: 'bad-proof', want: expect.stringMatching(want) });
  });

  test('rejects a state that is not the trusted one (bad-proof)', async () => {
    const { provider } = setup();
    const fault = await faultOf(provider.readState({ ...trusted, stateRoot: word(1n) }, CONTRACT));
    expect(fault).toMatchObject({ code: 'bad-proof', want: expect.stringContaining('root-mismatch') });
  });

  test('rejects what can be no address, slot or root before asking (RangeError)', async () => {
    const { provider, calls } = setup();
    await expect(provider.readState(trusted, word(1n))).rejects.toThrow('address: want 20 bytes, got 32');
    await expect(provider.readState(trusted, CONTRACT, [CONTRACT])).rejects.toThrow('slot: want 32 bytes, got 20');
    const cut = { ...trusted, stateRoot: CONTRACT };
    await expect(provider.readState(cut, CONTRACT)).rejects.toThrow('stateRoot: want 32 bytes, got 20');
    expect(calls).toEqual([]);
  });

  test('rejects more slots than a node proves at once (RangeError)', async () => {
    const { provider } = setup();
    const slots = Array.from({ length: 1025 }, (_, i) => word(BigInt(i)));
    await expect(provider.readState(trusted, CONTRACT, slots)).rejects.toThrow(RangeError);
  });
});

describe('code', () => {
  test('is that of the account', async () => {
    const { provider, methods } = setup();
    expect(await provider.readCode(trusted, CONTRACT)).toEqual(code);
    expect(await provider.readCode(trusted, PERSON)).toEqual(new Uint8Array(0));
    expect(await provider.readCode(trusted, NOBODY)).toEqual(new Uint8Array(0));
    expect(methods()).toEqual(['eth_chainId', 'eth_getProof', 'eth_getCode', 'eth_getProof', 'eth_getProof']);
  });

  test.each<[string, unknown]>([
    ['other code', '0x602b'],
    ['no code', '0x'],
    ['a number', 7],
    ['no hex', 'code'],
  ])('rejects %s (bad-proof)', async (_, answer) => {
    const { provider } = setup({ eth_getCode: () => answer });
    expect(await faultOf(provider.readCode(trusted, CONTRACT))).toMatchObject({ code: 'bad-proof' });
  });
});

describe('a block', () => {
  test('is the header with the trusted hash, and its receipts', async () => {
    const { provider } = setup();
    const header = await provider.readHeader(block.hash);
    expect(header).toEqual(block.header);
    expect(await provider.readReceipts({ ...header, hash: block.hash })).toEqual(block.receipts);
  });

  test('rejects another header and other receipts (bad-proof)', async () => {
    const other = buildBlock(makeReceipts(19));
    const { provider } = setup({
      eth_getBlockByHash: () => other.blockJson,
      eth_getBlockReceipts: () => other.receiptsJson,
    });
    expect(await faultOf(provider.readHeader(block.hash))).toMatchObject({
      code: 'bad-proof',
      want: expect.stringContaining('block-hash-mismatch'),
    });
    expect(await faultOf(provider.readReceipts(receiptsOf))).toMatchObject({
      code: 'bad-proof',
      want: expect.stringContaining('receipts-root-mismatch'),
    });
  });

  test('gives all logs that fit, and asks nobody where the bloom filter rules them out', async () => {
    const { provider, calls } = setup();
    const logs = await provider.readLogs(receiptsOf, { addresses: [addressOf(2)] });
    expect(logs.length).toBeGreaterThan(3);
    expect(logs.every(({ address }) => toHex(address) === toHex(addressOf(2)))).toBe(true);
    const asked = calls.length;
    expect(await provider.readLogs(receiptsOf, { addresses: [addressOf(200)] })).toEqual([]);
    expect(calls).toHaveLength(asked);
  });
});

describe('the hash of an earlier block', () => {
  const history = buildState(new Map([[toHex(HISTORY_CONTRACT), { nonce: 1n, storage: new Map([[998n, 0xabcdn]]) }]]));
  const anchor = { number: 1_000n, stateRoot: history.stateRoot };

  test('is that of the history contract, or nothing', async () => {
    const { provider } = setup({
      eth_getProof: ([, slots]) => history.getProof(HISTORY_CONTRACT, [BigInt(String(slots))]),
    });
    expect(await provider.readBlockHash(anchor, 998n)).toEqual(word(0xabcdn));
    expect(await provider.readBlockHash(anchor, 999n)).toBeUndefined();
  });

  test('rejects a proof that is wrong (bad-proof), and blocks that it cannot know (RangeError)', async () => {
    const { provider } = setup({ eth_getProof: () => history.getProof(HISTORY_CONTRACT, [997n]) });
    expect(await faultOf(provider.readBlockHash(anchor, 998n))).toMatchObject({ code: 'bad-proof' });
    for (const number of [-1n, 1_000n, 1_001n]) {
      await expect(provider.readBlockHash(anchor, number)).rejects.toThrow(RangeError);
    }
    await expect(provider.readBlockHash({ ...anchor, number: 9_190n }, 998n)).rejects.toThrow(/one of the 8191 blocks/);
  });
});

describe('a node that cannot help', () => {
  test.each<[string, string]>([
    ['pruned', 'missing trie node 1234 (path ) state 0x1234 is not available, not found'],
    ['pruned', 'historical state 0xabc is not available'],
    ['pruned', 'required historical state unavailable (reexec=128)'],
    ['pruned', 'distance to target block exceeds maximum proof window'],
    ['pruned', 'No state available for block 0x12'],
    ['pruned', 'World state unavailable'],
    ['pruned', 'old data not available due to pruning'],
    ['pruned', 'pruned history unavailable'],
    ['height-too-high', 'header not found'],
    ['height-too-high', 'header for hash not found'],
    ['height-too-high', 'Unknown block'],
    ['height-too-high', 'block not found: 0x12'],
    ['height-too-high', 'Block 0x12 could not be found'],
    ['no-response', 'the method eth_getProof does not exist/is not available'],
    ['no-response', 'daily request count exceeded, request rate limited'],
    ['no-response', 'execution timeout'],
  ])('says %s for "%s"', async (wanted, message) => {
    const refuse = () => {
      throw new Error(message);
    };
    const { provider } = setup({ eth_getProof: refuse });
    const fault = await faultOf(provider.readState(trusted, PERSON));
    expect(fault).toMatchObject({ code: wanted, got: expect.stringContaining(message) });
    expect(isBenign(new ProviderError('x', fault))).toBe(true);
  });

  test('does not know a block that it says null about (height-too-high)', async () => {
    const { provider } = setup();
    const unknown = { code: 'height-too-high' };
    expect(await faultOf(provider.readHeader(word(1n)))).toMatchObject(unknown);
    expect(await faultOf(provider.readReceipts({ ...receiptsOf, hash: word(1n) }))).toMatchObject(unknown);
  });

  test('is out (no-response) when it says no JSON-RPC at all', async () => {
    const fetch = async () => new Response('<html>Bad Gateway</html>', { status: 502 });
    const provider = createEthProofProvider({ url: 'http://node.test:8545', chainId: 7n, fetch });
    expect(await faultOf(provider.readState(trusted, PERSON))).toMatchObject({
      code: 'no-response',
      got: expect.stringContaining('eth_chainId: HTTP 502: <html>'),
    });
  });

  test('is not read beyond the limit', async () => {
    const { fetch } = createExecutionNode({ state });
    const call = createEthCall({ url: 'http://node.test:8545', fetch, maxBytes: 500 });
    const fault = await faultOf(call('eth_getProof', [`0x${toHex(CONTRACT)}`, [`0x${toHex(word(0n))}`]]));
    expect(fault).toMatchObject({ code: 'no-response', got: expect.stringContaining('500') });
  });
});

describe('the chain', () => {
  test('is checked once, before anything else', async () => {
    const { provider, methods } = setup();
    await provider.readState(trusted, PERSON);
    await provider.readState(trusted, PERSON);
    expect(methods()).toEqual(['eth_chainId', 'eth_getProof', 'eth_getProof']);
  });

  test('rejects a node of another chain each time (wrong-chain)', async () => {
    const { provider, methods } = setup({}, 8n);
    for (let i = 0; i < 2; i++) {
      expect(await faultOf(provider.readHeader(block.hash))).toEqual({
        code: 'wrong-chain',
        want: 'chain id 7',
        got: '8',
      });
    }
    expect(methods()).toEqual(['eth_chainId', 'eth_chainId']);
  });

  test.each([7, null, '7', '0x', 'mainnet'])('takes %j for no answer (no-response)', async (answer) => {
    const { provider } = setup({ eth_chainId: () => answer });
    expect(await faultOf(provider.readHeader(block.hash))).toMatchObject({ code: 'no-response' });
  });
});

test('a transport of one’s own takes the place of a URL', async () => {
  const node = createExecutionNode({ state });
  const call = createEthCall({ url: 'http://node.test:8545', fetch: node.fetch });
  const provider = createEthProofProvider({ call, id: 'mine', chainId: 7n });
  expect(provider.id).toBe('mine');
  expect((await provider.readState(trusted, PERSON)).account?.balance).toBe(9n);
  expect(() => createEthProofProvider({ chainId: 7n })).toThrow(RangeError);
  expect(() => createEthProofProvider({ url: 'nowhere', chainId: 7n })).toThrow(TypeError);
});
