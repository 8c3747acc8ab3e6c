/** Merkle paths: which key of which store, root store first. Source: ICS-23, ibc-go `23-commitment/types/v2`. @module */
import { concatBytes, encodeUtf8, many, messageField, readMessage } from '../codec/index.ts';

/** Keys from the root to the leaf, such as `["ibc", key]`. */
export type MerklePath = readonly Uint8Array[];

/** The Merkle prefix of an ibc-go chain, as its counterparties must register it. */
export const IBC_STORE_PREFIX: MerklePath = [encodeUtf8('ibc'), new Uint8Array(0)];

const MAX_KEYS = 32;

/**
 * Puts a key behind a counterparty's Merkle prefix: it is appended to the prefix's **last** element.
 * @throws {RangeError} when the prefix has no element.
 */
export function buildMerklePath(prefix: MerklePath, key: Uint8Array): MerklePath {
  const last = prefix.at(-1);
  if (last === undefined) throw new RangeError('merkle prefix: want at least one element, got none');
  return [...prefix.slice(0, -1), concatBytes(last, key)];
}

/** Decodes `ibc.core.commitment.v2.MerklePath`. @throws {DecodeError} */
export function decodeMerklePath(bytes: Uint8Array, field = 'merklePath'): MerklePath {
  return readMessage(bytes, { keyPath: many(1, 'bytes', MAX_KEYS) }, field).keyPath;
}

/** Encodes `ibc.core.commitment.v2.MerklePath`. */
export function encodeMerklePath(path: MerklePath): Uint8Array {
  return concatBytes(...path.map((key) => messageField(1, key)));
}
