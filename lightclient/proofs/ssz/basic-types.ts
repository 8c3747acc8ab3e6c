/** SSZ integers and byte strings. @module */
import { concatBytes, DecodeError, toHex } from '../../codec/index.ts';
import { readJsonBytes, readJsonUint } from './json.ts';
import { CHUNK_SIZE, merkleize, mixInLength, packBytes } from './merkleize.ts';
import { needSize, type SszType } from './ssz-type.ts';

/** An unsigned integer, little-endian on the wire. */
export function uintType(bits: 8 | 16 | 32 | 64 | 128 | 256): SszType<bigint> {
  const size = bits / 8;
  const encode = (value: bigint): Uint8Array => {
    if (value < 0n || value >> BigInt(bits) !== 0n) {
      throw new RangeError(`uint${bits}: want 0 to 2^${bits} - 1, got ${value}`);
    }
    const out = new Uint8Array(size);
    let rest = value;
    for (let at = 0; at < size; at++) {
      out[at] = Number(rest & 0xffn);
      rest >>= 8n;
    }
    return out;
  };
  return {
    fixedSize: size,
    packed: true,
    read: (slice) => {
      needSize(slice, size);
      return slice.bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
    },
    encode,
    hashTreeRoot: (value) => concatBytes(encode(value), new Uint8Array(CHUNK_SIZE - size)),
    parse: (json, field) => readJsonUint(json, bits, field),
    format: (value) => `${value}`,
  };
}

/** The specification's `uint64`: slots, indices, gas. */
export const UINT64: SszType<bigint> = uintType(64);
/** The specification's `uint256`. */
export const UINT256: SszType<bigint> = uintType(256);

/** So many bytes. */
export function bytesType(size: number): SszType<Uint8Array> {
  return {
    fixedSize: size,
    packed: false,
    read: (slice) => {
      needSize(slice, size);
      return slice.bytes;
    },
    encode: (value) => sized(value, size, size),
    hashTreeRoot: (value, sha256) => {
      const chunks = packBytes(sized(value, size, size));
      return merkleize(chunks, chunks.length, sha256);
    },
    parse: (json, field) => readJsonBytes(json, size, size, field),
    format: (value) => `0x${toHex(value)}`,
  };
}

/** A root, a hash, a node of a branch. */
export const BYTES32: SszType<Uint8Array> = bytesType(32);

/** At most so many bytes. */
export function byteListType(limit: number): SszType<Uint8Array> {
  return {
    fixedSize: undefined,
    packed: false,
    read: ({ bytes, field, offset }) => {
      if (bytes.length > limit) throw new DecodeError(field, `at most ${limit} bytes`, `${bytes.length}`, offset);
      return bytes;
    },
    encode: (value) => sized(value, 0, limit),
    hashTreeRoot: (value, sha256) => {
      const root = merkleize(packBytes(sized(value, 0, limit)), Math.ceil(limit / CHUNK_SIZE), sha256);
      return mixInLength(root, value.length, sha256);
    },
    parse: (json, field) => readJsonBytes(json, 0, limit, field),
    format: (value) => `0x${toHex(value)}`,
  };
}

/** So many bits, as bytes: the least significant bit of the first byte comes first. Bits beyond the last one are refused. */
export function bitvectorType(count: number): SszType<Uint8Array> {
  const size = Math.ceil(count / 8);
  const bytes = bytesType(size);
  const unused = size * 8 - count;
  const checked = (value: Uint8Array, field: string, offset?: number): Uint8Array => {
    if ((value[size - 1] ?? 0) >> (8 - unused) === 0 || unused === 0) return value;
    throw new DecodeError(field, `no bit beyond ${count}`, 'one', offset === undefined ? undefined : offset + size - 1);
  };
  return {
    ...bytes,
    read: (slice) => checked(bytes.read(slice), slice.field, slice.offset),
    parse: (json, field) => checked(bytes.parse(json, field), field),
  };
}

function sized(value: Uint8Array, least: number, most: number): Uint8Array {
  if (value.length >= least && value.length <= most) return value;
  throw new RangeError(`bytes: want ${least === most ? most : `${least} to ${most}`}, got ${value.length}`);
}
