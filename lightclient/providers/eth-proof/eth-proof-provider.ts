/**
 * Reads state, headers, receipts and logs from an execution node, and returns what is proven under a trusted block only.
 * @module
 */
import { DecodeError, equalBytes, fromHex, toHex } from '../../codec/index.ts';
import {
  type Account,
  type BlockHeader,
  type BlockLog,
  blockHashSlot,
  collectLogs,
  EMPTY_ACCOUNT,
  type EthProof,
  type ExecutionFaultCode,
  HISTORY_CONTRACT,
  HISTORY_WINDOW,
  type LogFilter,
  mayHoldLogs,
  type ProvenSlot,
  parseEthProof,
  parseReceipts,
  type Receipt,
  readBlockHash,
  readBlockHeaderJson,
  verifyCode,
  verifyEthProof,
  verifyReceipts,
} from '../../ethereum/execution/index.ts';
import { ProviderError, type ProviderFaultCode, type Signal } from '../../sync/index.ts';
import type { BinaryVerdict } from '../../verdict.ts';
import { shorten } from '../limited-fetch.ts';
import type { RpcCallOptions } from '../rpc-call.ts';
import { createEthCall, type EthCall } from './eth-call.ts';

/** A node, and the chain that it must serve. */
export interface EthProofOptions extends Partial<RpcCallOptions> {
  /** In place of `url`, for a caller with a transport of its own; then `id` names the node. */
  readonly call?: EthCall | undefined;
  /** Execution chain id (EIP-155). A node of another chain is never believed. */
  readonly chainId: bigint;
}

/** A block whose state root is trusted: from a light client, or from a header under a trusted hash. */
export interface TrustedState {
  readonly number: bigint;
  readonly stateRoot: Uint8Array;
  /** Asks for the block by its hash, so that a node on another fork says that it does not know it. */
  readonly hash?: Uint8Array | undefined;
}

/** A block whose receipts root is trusted. */
export interface TrustedReceipts extends Pick<BlockHeader, 'number' | 'receiptsRoot' | 'logsBloom'> {
  readonly hash: Uint8Array;
}

/** A part of the state, proven. */
export interface ProvenState {
  /** `undefined`: proven absent. */
  readonly account: Account | undefined;
  /** As many as were asked for, in their order. */
  readonly storage: readonly ProvenSlot[];
  /** The node's answer with the proofs, to hand on. */
  readonly answer: EthProof;
}

/**
 * Every method throws a `ProviderError`: `bad-proof` and `wrong-chain` when the node lies; `pruned` when it has deleted what
 * is asked for, `height-too-high` when it does not know the block, and `no-response` when it does not answer.
 */
export interface EthProofProvider {
  readonly id: string;
  /** An account and some of its slots (32 bytes each, at most 1024). */
  readState(
    block: TrustedState,
    address: Uint8Array,
    slots?: readonly Uint8Array[],
    signal?: Signal,
  ): Promise<ProvenState>;
  /** The code of an account; empty where there is none. */
  readCode(block: TrustedState, address: Uint8Array, signal?: Signal): Promise<Uint8Array>;
  /**
   * The hash of one of the 8191 blocks before a trusted one, by EIP-2935; `undefined` where the chain kept no history yet.
   * @throws {RangeError} for a block that is not one of them.
   */
  readBlockHash(block: TrustedState, number: bigint, signal?: Signal): Promise<Uint8Array | undefined>;
  /** The header with a trusted hash. */
  readHeader(blockHash: Uint8Array, signal?: Signal): Promise<BlockHeader>;
  /** All receipts of a block. */
  readReceipts(block: TrustedReceipts, signal?: Signal): Promise<readonly Receipt[]>;
  /** All logs of a block that fit: none can be left out. Costs no call where the header's bloom rules them out. */
  readLogs(block: TrustedReceipts, filter: LogFilter, signal?: Signal): Promise<readonly BlockLog[]>;
}

/** As many as geth proves in one answer. */
const MAX_SLOTS = 1024;

/** A node with its chain checked before the first question. */
interface Node {
  readonly id: string;
  ask(method: string, params: readonly unknown[], signal: Signal | undefined): Promise<unknown>;
}

/** @throws {TypeError} when the URL is none. @throws {RangeError} without a URL or a transport. */
export function createEthProofProvider(options: EthProofOptions): EthProofProvider {
  const node = createNode(options);
  return {
    id: node.id,
    readState: (block, address, slots = [], signal) => readState(node, block, { address, slots }, signal),
    readCode: (block, address, signal) => readCode(node, block, address, signal),
    readBlockHash: (block, number, signal) => readHash(node, block, number, signal),
    readHeader: (blockHash, signal) => readHeader(node, blockHash, signal),
    readReceipts: (block, signal) => readReceipts(node, block, signal),
    async readLogs(block, filter, signal) {
      return mayHoldLogs(block.logsBloom, filter) ? collectLogs(await readReceipts(node, block, signal), filter) : [];
    },
  };
}

function createNode({ call: transport, url, chainId, ...rest }: EthProofOptions): Node {
  if (transport === undefined && url === undefined)
    throw new RangeError('eth-proof: want a url or a call, got neither');
  const id = rest.id ?? (url === undefined ? 'node' : new URL(url).host);
  const call = transport ?? createEthCall({ ...rest, id, url: url ?? '' });
  let checked = false;
  return {
    id,
    async ask(method, params, signal) {
      if (!checked) checkChain(id, chainId, await call('eth_chainId', [], signal));
      checked = true;
      return call(method, params, signal);
    },
  };
}

function checkChain(id: string, want: bigint, answer: unknown): void {
  const isQuantity = typeof answer === 'string' && /^0x[0-9a-fA-F]{1,64}$/.test(answer);
  if (!isQuantity) fail(id, 'no-response', 'a chain id', `eth_chainId: ${shorten(String(JSON.stringify(answer)))}`);
  if (BigInt(answer) !== want) fail(id, 'wrong-chain', `chain id ${want}`, `${BigInt(answer)}`);
}

async function readState(
  node: Node,
  block: TrustedState,
  { address, slots }: { readonly address: Uint8Array; readonly slots: readonly Uint8Array[] },
  signal: Signal | undefined,
): Promise<ProvenState> {
  demandLength('address', address, 20);
  for (const slot of slots) demandLength('slot', slot, 32);
  demandLength('stateRoot', block.stateRoot, 32);
  if (slots.length > MAX_SLOTS) throw new RangeError(`slots: want at most ${MAX_SLOTS}, got ${slots.length}`);
  const result = await node.ask('eth_getProof', [hex(address), slots.map(hex), toBlockParameter(block)], signal);
  const answer = decode(node, 'eth_getProof', result, parseEthProof);
  const reading = verifyEthProof(block.stateRoot, answer, { address });
  if (reading.status === 'invalid') throw badProof(node.id, reading);
  const got = reading.storage.map(({ slot }) => toHex(slot)).join();
  if (got !== slots.map(toHex).join()) {
    fail(node.id, 'bad-proof', `${slots.length} slots as they were asked for`, `${reading.storage.length}, or others`);
  }
  return { account: reading.account, storage: reading.storage, answer };
}

async function readCode(
  node: Node,
  block: TrustedState,
  address: Uint8Array,
  signal: Signal | undefined,
): Promise<Uint8Array> {
  const { account } = await readState(node, block, { address, slots: [] }, signal);
  const { codeHash } = account ?? EMPTY_ACCOUNT;
  if (equalBytes(codeHash, EMPTY_ACCOUNT.codeHash)) return new Uint8Array(0);
  const result = await node.ask('eth_getCode', [hex(address), toBlockParameter(block)], signal);
  const code = decode(node, 'eth_getCode', result, (json, field) => fromHex(String(json), field));
  demand(node.id, verifyCode(code, codeHash));
  return code;
}

async function readHash(
  node: Node,
  block: TrustedState,
  number: bigint,
  signal: Signal | undefined,
): Promise<Uint8Array | undefined> {
  if (number < 0n || number >= block.number || number < block.number - HISTORY_WINDOW) {
    throw new RangeError(`number: want one of the ${HISTORY_WINDOW} blocks before ${block.number}, got ${number}`);
  }
  const question = { address: HISTORY_CONTRACT, slots: [blockHashSlot(number)] };
  const { answer } = await readState(node, block, question, signal);
  const reading = readBlockHash({ anchor: block, number }, answer);
  if (reading.status === 'invalid') throw badProof(node.id, reading);
  return reading.status === 'present' ? reading.blockHash : undefined;
}

async function readHeader(node: Node, blockHash: Uint8Array, signal: Signal | undefined): Promise<BlockHeader> {
  const result = await node.ask('eth_getBlockByHash', [hex(blockHash), false], signal);
  const reading = decode(node, 'eth_getBlockByHash', result, (json) => readBlockHeaderJson(json, blockHash));
  if (reading.status === 'invalid') throw badProof(node.id, reading);
  return reading.header;
}

async function readReceipts(
  node: Node,
  block: TrustedReceipts,
  signal: Signal | undefined,
): Promise<readonly Receipt[]> {
  const result = await node.ask('eth_getBlockReceipts', [hex(block.hash)], signal);
  const receipts = decode(node, 'eth_getBlockReceipts', result, parseReceipts);
  demand(node.id, verifyReceipts(block, receipts));
  return receipts;
}

function demandLength(name: string, bytes: Uint8Array, length: number): void {
  if (bytes.length !== length) throw new RangeError(`${name}: want ${length} bytes, got ${bytes.length}`);
}

/** EIP-1898 where the hash is known. */
function toBlockParameter({ hash, number }: TrustedState): unknown {
  return hash === undefined ? `0x${number.toString(16)}` : { blockHash: hex(hash) };
}

/** Nodes say null about a block that they do not know. */
function decode<T>(node: Node, method: string, result: unknown, parse: (json: unknown, field: string) => T): T {
  if (result === null || result === undefined)
    fail(node.id, 'height-too-high', 'a block that the node knows', `${method}: null`);
  try {
    return parse(result, method);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return fail(node.id, 'bad-proof', `${error.field}: ${error.want}`, error.got);
  }
}

function demand(id: string, verdict: BinaryVerdict<ExecutionFaultCode>): void {
  if (verdict.status === 'invalid') throw badProof(id, verdict);
}

function badProof(
  id: string,
  { reason }: Extract<BinaryVerdict<ExecutionFaultCode>, { status: 'invalid' }>,
): ProviderError {
  return new ProviderError(id, { code: 'bad-proof', want: `${reason.code}: ${reason.want}`, got: reason.got });
}

function fail(id: string, code: ProviderFaultCode, want: string, got: string): never {
  throw new ProviderError(id, { code, want, got });
}

function hex(bytes: Uint8Array): string {
  return `0x${toHex(bytes)}`;
}
