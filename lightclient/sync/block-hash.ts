/** Block hashes, computed once a block. @module */
import { equalBytes, toHex } from '../codec/index.ts';
import { type Header, hashHeader, type LightBlock } from '../tendermint/index.ts';

const HASHES = new WeakMap<Header, Uint8Array>();

/** The hash of the header itself, whatever its commit claims. Undefined when the header has none. */
export function hashOfBlock({ signedHeader: { header } }: LightBlock): Uint8Array | undefined {
  const known = HASHES.get(header);
  if (known !== undefined) return known;
  const hash = hashHeader(header);
  if (hash !== undefined) HASHES.set(header, hash);
  return hash;
}

/** Whether both are the same block. False when one of them has no hash. */
export function hasSameHash(a: LightBlock, b: LightBlock): boolean {
  const hash = hashOfBlock(a);
  const other = hashOfBlock(b);
  return hash !== undefined && other !== undefined && equalBytes(hash, other);
}

/** `height/HASH`, for people. */
export function describeBlock(block: LightBlock): string {
  const hash = hashOfBlock(block);
  const { height } = block.signedHeader.header;
  return `${height}/${hash === undefined ? 'no hash' : toHex(hash).toUpperCase()}`;
}
