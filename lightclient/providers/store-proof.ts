/**
 * Values of a Cosmos SDK chain's stores with their Merkle proofs: `abci_query` at the state that a verified header
 * commits to.
 * @module
 */
import { DecodeError, encodeUtf8, equalBytes, toHex } from '../codec/index.ts';
import {
  type Ics23FaultCode,
  joinCommitmentProofs,
  type Sha256,
  verifyMembership,
  verifyNonMembership,
} from '../proofs/index.ts';
import { ProviderError, type Signal } from '../sync/index.ts';
import { fromBase64, type Header } from '../tendermint/index.ts';
import { type BinaryVerdict, invalid, VALID } from '../verdict.ts';
import { shorten } from './limited-fetch.ts';
import { classifyNodeError, type RpcCall } from './rpc-call.ts';

/** What an `abci_query` with `prove` answers. */
export interface StoreAnswer {
  readonly key: Uint8Array;
  /** Empty when there is nothing under the key. */
  readonly value: Uint8Array;
  /** From the leaf store to the root, as `proofOps` lists them. */
  readonly proofOps: readonly { readonly type: string; readonly data: Uint8Array }[];
}

/** Which key of which store, and what the answer must be proven by. */
export interface StoreQuestion {
  /** Name of the store, such as `ibc`. */
  readonly store: string;
  readonly key: Uint8Array;
  /** Of a verified header: the state after the block before it. */
  readonly appHash: Uint8Array;
  /** A faster SHA-256 than the portable one. */
  readonly sha256?: Sha256 | undefined;
}

/** A value under a key, or its absence, with the proof as IBC messages carry it. */
export interface ProvenValue {
  /** `undefined`: proven absent. */
  readonly value: Uint8Array | undefined;
  /** `ibc.core.commitment.v1.MerkleProof` in protobuf. */
  readonly proof: Uint8Array;
}

/** What can be wrong with the answer about a key. */
export type StoreFaultCode =
  | Ics23FaultCode
  /** The answer is about another key. */
  | 'answer-key-mismatch'
  /** The answer has no proof, or not one for each store. */
  | 'proof-missing';

const OPERATIONS = ['ics23:iavl', 'ics23:simple'];

/** Whether the answer is proven by the header's app hash, as a value or as an absence. */
export function verifyStoreAnswer(
  { store, key, appHash, sha256 }: StoreQuestion,
  answer: StoreAnswer,
): { readonly verdict: BinaryVerdict<StoreFaultCode>; readonly proven: ProvenValue } {
  const proof = joinCommitmentProofs(answer.proofOps.map(({ data }) => data));
  const isAbsent = answer.value.length === 0;
  const claim = { root: appHash, path: [encodeUtf8(store), key], proof, ...(sha256 === undefined ? {} : { sha256 }) };
  const proven = { value: isAbsent ? undefined : answer.value, proof };
  const shape = checkShape(key, answer);
  if (shape.status !== 'valid') return { verdict: shape, proven };
  const verdict = isAbsent ? verifyNonMembership(claim) : verifyMembership({ ...claim, value: answer.value });
  return { verdict, proven };
}

function checkShape(key: Uint8Array, answer: StoreAnswer): BinaryVerdict<StoreFaultCode> {
  if (!equalBytes(answer.key, key)) return invalid('answer-key-mismatch', toHex(key), toHex(answer.key));
  const got = answer.proofOps.map(({ type }) => type).join(', ');
  return got === OPERATIONS.join(', ') ? VALID : invalid('proof-missing', OPERATIONS.join(', '), got || 'none');
}

/** Which key of which store to ask whom for, and the header that the answer must be proven by. */
export interface ProvenQuery {
  readonly call: RpcCall;
  /** Names the node in errors. */
  readonly id: string;
  readonly store: string;
  readonly key: Uint8Array;
  /** A verified header: the value is that after the block before it. */
  readonly header: Pick<Header, 'height' | 'appHash'>;
  readonly sha256?: Sha256 | undefined;
  readonly signal?: Signal | undefined;
}

/**
 * Reads one key of a store, proven by a verified header.
 * @throws {ProviderError} `bad-proof` when the node lies; `pruned`, `height-too-high` or `no-response` when it cannot help.
 */
export async function provenQuery({ call, id, store, key, header, sha256, signal }: ProvenQuery): Promise<ProvenValue> {
  const height = header.height - 1n;
  // The node answers for the newest state when it is asked for height 0, and proves nothing of the first block.
  if (height < 2n) throw new RangeError(`header: want height 3 or more to prove against, got ${header.height}`);
  const params = { path: `store/${store}/key`, data: toHex(key), height: `${height}`, prove: true };
  const answer = readAnswer(id, height, await call('abci_query', params, signal));
  const { verdict, proven } = verifyStoreAnswer({ store, key, appHash: header.appHash, sha256 }, answer);
  if (verdict.status === 'valid') return proven;
  const { code, want, got } = verdict.reason;
  throw new ProviderError(id, { code: 'bad-proof', want: `${code}: ${want}`, got });
}

type Json = Readonly<Record<string, unknown>>;

function readAnswer(id: string, height: bigint, result: unknown): StoreAnswer {
  const response = toJson(toJson(result).response);
  const log = typeof response.log === 'string' ? response.log : '';
  if ((response.code ?? 0) !== 0 || (log !== '' && response.proofOps === undefined)) {
    throw new ProviderError(id, { code: classifyNodeError(log), want: 'a value with a proof', got: shorten(log) });
  }
  if (`${response.height ?? 0}` !== `${height}`) {
    throw new ProviderError(id, { code: 'bad-proof', want: `state of ${height}`, got: `${response.height}` });
  }
  const ops = toJson(response.proofOps).ops;
  try {
    return {
      key: toBytes(response.key, 'key'),
      value: toBytes(response.value, 'value'),
      proofOps: (Array.isArray(ops) ? ops : []).map((op) => ({
        type: String(toJson(op).type),
        data: toBytes(toJson(op).data, 'data'),
      })),
    };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new ProviderError(id, { code: 'bad-proof', want: `${error.field}: ${error.want}`, got: error.got });
  }
}

function toJson(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

/** Go writes an empty byte string as null. */
function toBytes(value: unknown, field: string): Uint8Array {
  if (value === undefined || value === null) return new Uint8Array(0);
  if (typeof value !== 'string') throw new DecodeError(field, 'base64', typeof value);
  return fromBase64(value, field);
}
