/** The hash and length operations of ICS-23. @module */
import { blake2b, blake2s } from '@noble/hashes/blake2.js';
import { blake3 } from '@noble/hashes/blake3.js';
import { ripemd160 } from '@noble/hashes/legacy.js';
import { sha256 as portableSha256, sha512, sha512_256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes, lengthPrefixed } from '../../codec/index.ts';
import type { HashOp, LengthOp } from './operations.ts';

/** Any implementation of SHA-256; nearly all the time of a verification is spent in it. */
export type Sha256 = (data: Uint8Array) => Uint8Array;

const HASHES: Readonly<Record<HashOp, (data: Uint8Array, sha256: Sha256) => Uint8Array>> = {
  'no-hash': (data) => data,
  sha256: (data, sha256) => sha256(data),
  sha512: (data) => sha512(data),
  keccak256: (data) => keccak_256(data),
  ripemd160: (data) => ripemd160(data),
  bitcoin: (data, sha256) => ripemd160(sha256(data)),
  'sha512-256': (data) => sha512_256(data),
  'blake2b-512': (data) => blake2b(data),
  'blake2s-256': (data) => blake2s(data),
  blake3: (data) => blake3(data),
};

/** Hashes, or gives the data back for `no-hash`. */
export function applyHashOp(op: HashOp, data: Uint8Array, sha256: Sha256 = portableSha256): Uint8Array {
  return HASHES[op](data, sha256);
}

/** Puts the length before the data; `undefined` where the operation refuses the data or is not defined (`var-rlp`). */
export function applyLengthOp(op: LengthOp, data: Uint8Array): Uint8Array | undefined {
  switch (op) {
    case 'no-prefix':
      return data;
    case 'var-proto':
      return lengthPrefixed(data);
    case 'var-rlp':
      return undefined;
    case 'fixed32-big':
      return concatBytes(fixedLength(data.length, 4).reverse(), data);
    case 'fixed32-little':
      return concatBytes(fixedLength(data.length, 4), data);
    case 'fixed64-big':
      return concatBytes(fixedLength(data.length, 8).reverse(), data);
    case 'fixed64-little':
      return concatBytes(fixedLength(data.length, 8), data);
    case 'require-32-bytes':
      return data.length === 32 ? data : undefined;
    case 'require-64-bytes':
      return data.length === 64 ? data : undefined;
  }
}

/** Little-endian. */
function fixedLength(length: number, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let rest = length;
  for (let i = 0; i < size; i++) {
    out[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return out;
}
