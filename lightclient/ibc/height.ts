/** Heights with a revision, ordered by revision first. Source: ICS-02, ibc-go `02-client/types/height.go`. @module */
import { concatBytes, DecodeError, one, readMessage, uintField } from '../codec/index.ts';

/** `ibc.core.client.v1.Height`: the revision of the chain, and the height in it; 64 bits each. */
export interface Height {
  readonly revisionNumber: bigint;
  readonly revisionHeight: bigint;
}

const MAX_UINT64 = (1n << 64n) - 1n;

/** A height from its two numbers. */
export function toHeight(revisionNumber: bigint, revisionHeight: bigint): Height {
  return { revisionNumber, revisionHeight };
}

/** Negative, zero or positive, like a sort comparator. */
export function compareHeights(a: Height, b: Height): number {
  if (a.revisionNumber !== b.revisionNumber) return a.revisionNumber < b.revisionNumber ? -1 : 1;
  if (a.revisionHeight !== b.revisionHeight) return a.revisionHeight < b.revisionHeight ? -1 : 1;
  return 0;
}

/** ibc-go treats 0-0 as "no height". */
export function isZeroHeight(height: Height): boolean {
  return height.revisionNumber === 0n && height.revisionHeight === 0n;
}

/** `{revision}-{height}`, such as `1-20`. */
export function formatHeight(height: Height): string {
  return `${height.revisionNumber}-${height.revisionHeight}`;
}

/** Parses `{revision}-{height}`. @throws {DecodeError} for anything else, and for numbers of more than 64 bits. */
export function parseHeight(text: string, field = 'height'): Height {
  const match = /^0*([0-9]{1,20})-0*([0-9]{1,20})$/.exec(text);
  if (match === null) throw new DecodeError(field, '{revision}-{height}', JSON.stringify(text.slice(0, 90)));
  const revisionNumber = BigInt(match[1] ?? '');
  const revisionHeight = BigInt(match[2] ?? '');
  if (revisionNumber > MAX_UINT64 || revisionHeight > MAX_UINT64) throw new DecodeError(field, '64-bit numbers', text);
  return { revisionNumber, revisionHeight };
}

const HEIGHT = { revisionNumber: one(1, 'uint64'), revisionHeight: one(2, 'uint64') };

/** Decodes `ibc.core.client.v1.Height`. @throws {DecodeError} */
export function decodeHeight(bytes: Uint8Array, field = 'height'): Height {
  const { revisionNumber = 0n, revisionHeight = 0n } = readMessage(bytes, HEIGHT, field);
  return { revisionNumber, revisionHeight };
}

/** Encodes `ibc.core.client.v1.Height`. */
export function encodeHeight(height: Height): Uint8Array {
  return concatBytes(uintField(1, height.revisionNumber), uintField(2, height.revisionHeight));
}

/** The revision a chain id ends with (`chain-3` is 3), or 0. @throws {DecodeError} for more than 64 bits, as ibc-go panics. */
export function revisionOfChainId(chainId: string): bigint {
  const match = /[^\n-]-([1-9][0-9]*)$/.exec(chainId);
  // The part before the revision may hold any character but a line break.
  if (match === null || chainId.includes('\n')) return 0n;
  const revision = BigInt(match[1] ?? '');
  if (revision > MAX_UINT64) throw new DecodeError('chainId', 'a 64-bit revision', chainId.slice(0, 90));
  return revision;
}
