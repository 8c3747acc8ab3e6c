/** The provider for execution nodes, and all it verifies, against a real geth: honest, lying, pruned, gone. */
import { fromHex, toHex } from '@causeway/lightclient/codec';
import {
  blockHashSlot,
  buildReceiptsTrie,
  collectLogs,
  HISTORY_CONTRACT,
  hashBlockHeader,
  type LogFilter,
  parseLogs,
  readReceipt,
  receiptKey,
  verifyBlockHash,
  verifyLogs,
} from '@causeway/lightclient/ethereum/execution';
import { createEthProofProvider, type TrustedState } from '@causeway/lightclient/providers/eth-proof';
import { ProviderError } from '@causeway/lightclient/sync';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { textAt } from '../devnet/client/read-json.ts';
import {
  deployStorageContract,
  ethereumFaults,
  ethereumLies,
  type Fault,
  type FaultProxy,
  type MinedTransaction,
  type StorageContract,
  startFaultProxy,
} from '../devnet/index.ts';
import { addressOf, word } from '../support/build-state.ts';
import { type DevGeth, startDevGeth } from '../support/start-dev-geth.ts';

const SLOTS = 8n;
let geth: DevGeth;
let contract: StorageContract;
/** What a light client would have found: the hash of the block that cleared the last slot. */
let head: Uint8Array;
/** The hash of the block that wrote it. Not always the head's parent: geth sometimes adds an empty block between the two. */
let written: Uint8Array;

beforeAll(async () => {
  geth = await startDevGeth();
  contract = await deployStorageContract(geth.execution, geth.owner);
  for (let slot = 1n; slot < SLOTS; slot++) await contract.write(hex(word(slot)), hex(word(1000n + slot)));
  written = await hashOfBlock(await contract.write(hex(word(SLOTS)), hex(word(1000n + SLOTS))));
  head = await hashOfBlock(await contract.clear(hex(word(SLOTS))));
});
afterAll(() => geth?.stop());

async function hashOfBlock({ blockNumber }: MinedTransaction): Promise<Uint8Array> {
  const block = await geth.execution.call('eth_getBlockByNumber', [`0x${blockNumber.toString(16)}`, false]);
  return fromHex(textAt(block, 'hash'));
}

const hex = (bytes: Uint8Array): `0x${string}` => `0x${toHex(bytes)}`;

function connect(url = geth.url, maxBytes?: number) {
  return createEthProofProvider({ url, chainId: geth.chainId, maxBytes });
}

async function readTrusted(): Promise<TrustedState> {
  const { number, stateRoot } = await connect().readHeader(head);
  return { number, stateRoot, hash: head };
}

describe('an honest node', () => {
  test('leads from one hash back to genesis, header by header', async () => {
    const provider = connect();
    let header = await provider.readHeader(head);
    const last = header.number;
    while (header.number > 0n) {
      const parent = await provider.readHeader(header.parentHash);
      expect(hashBlockHeader(parent)).toEqual(header.parentHash);
      expect(parent.number).toBe(header.number - 1n);
      header = parent;
    }
    expect(last).toBeGreaterThan(SLOTS);
  });

  test('proves accounts, code, slots that hold something and slots that hold nothing', async () => {
    const provider = connect();
    const trusted = await readTrusted();
    const address = fromHex(contract.address);
    const slots = [0n, 1n, 7n, SLOTS, 99n].map(word);
    for (const block of [trusted, { ...trusted, hash: undefined }]) {
      const { account, storage } = await provider.readState(block, address, slots);
      expect(account).toMatchObject({ nonce: 1n, balance: 0n });
      expect(storage.map(({ value }) => value)).toEqual([undefined, word(1001n), word(1007n), undefined, undefined]);
    }
    expect((await provider.readCode(trusted, address)).length).toBeGreaterThan(20);
    const owner = await provider.readState(trusted, fromHex(geth.owner.address), [word(0n)]);
    expect(owner.account?.nonce).toBe(SLOTS + 2n);
    expect(owner.account?.balance).toBeGreaterThan(10n ** 18n);
    const nobody = await provider.readState(trusted, addressOf(4711), [word(0n)]);
    expect(nobody).toMatchObject({ account: undefined, storage: [{ value: undefined }] });
  });

  test('proves an earlier state too, in which the last slot was not yet cleared', async () => {
    const provider = connect();
    const { number, stateRoot } = await provider.readHeader(written);
    const before = await provider.readState({ number, stateRoot }, fromHex(contract.address), [word(SLOTS)]);
    expect(before.storage).toEqual([{ slot: word(SLOTS), value: word(1000n + SLOTS) }]);
  });

  test('gives all receipts and logs of a block, and each with its own proof', async () => {
    const provider = connect();
    const block = { ...(await provider.readHeader(written)), hash: written };
    const receipts = await provider.readReceipts(block);
    const filter: LogFilter = { addresses: [fromHex(contract.address)], topics: [[word(SLOTS)]] };
    const logs = await provider.readLogs(block, filter);
    expect(logs).toMatchObject([{ topics: [word(SLOTS)], data: word(1000n + SLOTS), logIndex: 0n }]);
    const asked = { blockHash: hex(written), address: contract.address, topics: [hex(word(SLOTS))] };
    const answer = parseLogs(await geth.execution.call('eth_getLogs', [asked]));
    expect(verifyLogs(block, receipts, filter, answer)).toEqual({ status: 'valid' });
    expect(verifyLogs(block, receipts, filter, [])).toMatchObject({ reason: { code: 'log-missing' } });
    const proof = buildReceiptsTrie(receipts).prove(receiptKey(0n));
    const reading = readReceipt({ receiptsRoot: block.receiptsRoot, index: 0n, proof });
    expect(reading).toMatchObject({ status: 'present', receipt: { outcome: true } });
    expect(collectLogs(receipts).length).toBe(1);
  });

  test('proves the hash of an earlier block by the history contract', async () => {
    const provider = connect();
    const trusted = await readTrusted();
    const { parentHash } = await provider.readHeader(head);
    for (const [number, blockHash] of [
      [trusted.number - 1n, parentHash],
      [trusted.number - 2n, (await provider.readHeader(parentHash)).parentHash],
    ] as const) {
      const { answer } = await provider.readState(trusted, HISTORY_CONTRACT, [blockHashSlot(number)]);
      expect(verifyBlockHash({ anchor: trusted, number, blockHash }, answer)).toEqual({ status: 'valid' });
      expect(await provider.readBlockHash(trusted, number)).toEqual(blockHash);
      const other = { anchor: trusted, number, blockHash: head };
      expect(verifyBlockHash(other, answer)).toMatchObject({ reason: { code: 'block-hash-not-in-history' } });
    }
  });
});

describe('behind a proxy', () => {
  let proxy: FaultProxy;
  beforeAll(async () => {
    proxy = await startFaultProxy({ target: geth.url });
  });
  afterEach(() => proxy.clear());
  afterAll(() => proxy?.stop());

  /** The code of the fault that reading one slot, or a header, ends with. */
  async function codeOf(fault: Fault, read: 'state' | 'header' = 'state'): Promise<string> {
    const trusted = { ...(await readTrusted()), hash: undefined };
    proxy.use(fault);
    const provider = connect(proxy.url, 200_000);
    const work =
      read === 'header'
        ? provider.readHeader(head)
        : provider.readState(trusted, fromHex(contract.address), [word(1n)]);
    const error = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof ProviderError)) throw new Error('want a ProviderError', { cause: error });
    return error.fault.code;
  }

  test.each<[string, () => Fault]>([
    ['a changed leaf of storage', () => ethereumLies.changeProofNode('storage')],
    ['a changed root of storage', () => ethereumLies.changeProofNode('storage', 0)],
    ['a changed leaf of the account', () => ethereumLies.changeProofNode('account')],
    ['a dropped leaf of storage', () => ethereumLies.dropProofNode('storage')],
    ['a dropped root of the account', () => ethereumLies.dropProofNode('account', 0)],
    ['another value', () => ethereumLies.changeStorageValue()],
    ['another nonce', () => ethereumLies.changeAccount('nonce')],
    ['another balance', () => ethereumLies.changeAccount('balance')],
    ['another code hash', () => ethereumLies.changeAccount('codeHash')],
    ['another storage root', () => ethereumLies.changeAccount('storageHash')],
    ['the proof of another slot', () => ethereumLies.proveOtherSlot()],
  ])('rejects %s (bad-proof)', async (_, fault) => {
    expect(await codeOf(fault())).toBe('bad-proof');
  });

  test.each(['stateRoot', 'receiptsRoot', 'parentHash', 'logsBloom', 'extraData'])(
    'rejects a header with another %s (bad-proof)',
    async (field) => {
      expect(await codeOf(ethereumLies.changeBlock(field), 'header')).toBe('bad-proof');
    },
  );

  test('tells another chain, a state that is gone and an answer without end apart', async () => {
    expect(await codeOf(ethereumLies.misstateChainId())).toBe('wrong-chain');
    proxy.clear();
    expect(await codeOf(ethereumFaults.pruneStatesBelow(1_000_000n))).toBe('pruned');
    proxy.clear();
    expect(await codeOf(ethereumFaults.inflateAnswers(400_000))).toBe('no-response');
  });
});

describe('at the end', () => {
  test('a block that the node does not know, and a node that is gone', async () => {
    const provider = connect();
    const trusted = await readTrusted();
    const unknown = { ...trusted, hash: word(1n) };
    const codes: unknown[] = [];
    const note = (error: unknown) => codes.push(error instanceof ProviderError ? error.fault.code : error);
    await provider.readState(unknown, HISTORY_CONTRACT).catch(note);
    await provider.readHeader(word(1n)).catch(note);
    await provider.readState({ ...trusted, number: 1_000_000n, hash: undefined }, HISTORY_CONTRACT).catch(note);
    await geth.stop();
    await provider.readState(trusted, HISTORY_CONTRACT).catch(note);
    expect(codes).toEqual(['height-too-high', 'height-too-high', 'height-too-high', 'no-response']);
  });
});
