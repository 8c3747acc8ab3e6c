/** The part of Solidity's ABI that IBC v2 needs: `abi.encode` of nested tuples, and the reading of one flat tuple. @module */
import { concatBytes, DecodeError, toHex } from '../../codec/index.ts';

/** A value with its ABI type. `bytes` also stands for `string`, whose encoding is the same. */
export type AbiValue =
  | { readonly type: 'uint'; readonly value: bigint }
  | { readonly type: 'bytes'; readonly value: Uint8Array }
  | { readonly type: 'tuple'; readonly fields: readonly AbiValue[] }
  | { readonly type: 'array'; readonly items: readonly AbiValue[] };

const WORD = 32;

/** `abi.encode(a, b, …)`. @throws {RangeError} for an integer that does not fit 256 bits. */
export function encodeAbi(values: readonly AbiValue[]): Uint8Array {
  const parts = values.map((value) => ({ isDynamic: isDynamic(value), bytes: encodeValue(value) }));
  let tailAt = parts.reduce((size, part) => size + (part.isDynamic ? WORD : part.bytes.length), 0);
  const head: Uint8Array[] = [];
  const tail: Uint8Array[] = [];
  for (const part of parts) {
    head.push(part.isDynamic ? encodeWord(BigInt(tailAt)) : part.bytes);
    if (!part.isDynamic) continue;
    tail.push(part.bytes);
    tailAt += part.bytes.length;
  }
  return concatBytes(...head, ...tail);
}

/** 32 bytes, big-endian. @throws {RangeError} unless 0 <= value < 2^256. */
export function encodeWord(value: bigint): Uint8Array {
  if (value < 0n || value >> 256n !== 0n) throw new RangeError(`uint256: want 0 to 2^256 - 1, got ${value}`);
  const out = new Uint8Array(WORD);
  let rest = value;
  for (let i = WORD - 1; rest > 0n; i--) {
    out[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return out;
}

/** The word at this offset. @throws {DecodeError} past the end. */
export function readWord(bytes: Uint8Array, offset: number, field: string): bigint {
  if (offset + WORD > bytes.length) throw new DecodeError(field, '32 bytes', `${bytes.length - offset} left`, offset);
  return BigInt(`0x${toHex(bytes.subarray(offset, offset + WORD))}`);
}

/** A word that says where something is or how long it is. @throws {DecodeError} when it points past the end. */
export function readSize(bytes: Uint8Array, offset: number, field: string): number {
  const size = readWord(bytes, offset, field);
  if (size > BigInt(bytes.length)) throw new DecodeError(field, `at most ${bytes.length}`, `${size}`, offset);
  return Number(size);
}

/** The `bytes` or `string` whose length stands at this offset. @throws {DecodeError} */
export function readBytes(bytes: Uint8Array, offset: number, field: string): Uint8Array {
  const length = readSize(bytes, offset, field);
  const start = offset + WORD;
  if (start + length > bytes.length) {
    throw new DecodeError(field, `${length} bytes`, `${bytes.length - start} left`, start);
  }
  return bytes.subarray(start, start + length);
}

function isDynamic(value: AbiValue): boolean {
  if (value.type === 'tuple') return value.fields.some(isDynamic);
  return value.type !== 'uint';
}

function encodeValue(value: AbiValue): Uint8Array {
  switch (value.type) {
    case 'uint':
      return encodeWord(value.value);
    case 'bytes':
      return concatBytes(encodeWord(BigInt(value.value.length)), padRight(value.value));
    case 'tuple':
      return encodeAbi(value.fields);
    case 'array':
      return concatBytes(encodeWord(BigInt(value.items.length)), encodeAbi(value.items));
  }
}

function padRight(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.ceil(bytes.length / WORD) * WORD);
  out.set(bytes);
  return out;
}
