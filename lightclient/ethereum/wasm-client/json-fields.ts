/** Fields of the client's JSON, read strictly and written canonically. Keys that nobody knows are passed over, as serde does. @module */
import { DecodeError, type ExactJson, fromHex, toHex } from '../../codec/index.ts';

export type JsonObject = { readonly [key: string]: ExactJson };

const MAX_UINT64 = (1n << 64n) - 1n;
const MAX_UINT256 = (1n << 256n) - 1n;

function describe(value: ExactJson | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'object') return Array.isArray(value) ? 'an array' : 'an object';
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : String(value);
}

/** @throws {DecodeError} */
export function readObject(value: ExactJson | undefined, field: string): JsonObject {
  if (typeof value !== 'object' || value === null || isArray(value)) {
    throw new DecodeError(field, 'an object', describe(value));
  }
  return value;
}

/** @throws {DecodeError} */
export function readArray(value: ExactJson | undefined, limit: number, field: string): readonly ExactJson[] {
  if (!isArray(value)) throw new DecodeError(field, 'an array', describe(value));
  if (value.length > limit) throw new DecodeError(field, `at most ${limit} elements`, `${value.length}`);
  return value;
}

function isArray(value: ExactJson | undefined): value is readonly ExactJson[] {
  return Array.isArray(value);
}

/** Whether a key that may be left out is missing or `null`. */
export function isAbsent(value: ExactJson | undefined): value is null | undefined {
  return value === null || value === undefined;
}

/** A JSON number of 64 bits. @throws {DecodeError} */
export function readUint64(value: ExactJson | undefined, field: string): bigint {
  if (typeof value === 'bigint' && value >= 0n && value <= MAX_UINT64) return value;
  throw new DecodeError(field, 'a JSON number from 0 to 2^64 - 1', describe(value));
}

/** @throws {DecodeError} */
export function readBoolean(value: ExactJson | undefined, field: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new DecodeError(field, 'true or false', describe(value));
}

/** Hex with `0x`, of exactly `length` bytes. @throws {DecodeError} */
export function readBytes(value: ExactJson | undefined, length: number, field: string): Uint8Array {
  const bytes = readHex(value, field);
  if (bytes.length === length) return bytes;
  throw new DecodeError(field, `${length} bytes`, `${bytes.length}`);
}

/** Hex with `0x`, of any length. @throws {DecodeError} */
export function readHex(value: ExactJson | undefined, field: string): Uint8Array {
  if (typeof value === 'string' && value.startsWith('0x')) return fromHex(value, field);
  throw new DecodeError(field, 'hex with 0x', describe(value));
}

const QUANTITY = /^0x[0-9a-fA-F]{1,64}$/;

/** A 256-bit number as hex with `0x`, with or without leading zeros. @throws {DecodeError} */
export function readUint256(value: ExactJson | undefined, field: string): bigint {
  if (typeof value === 'string' && QUANTITY.test(value)) return BigInt(value);
  throw new DecodeError(field, 'hex of at most 256 bits with 0x', describe(value));
}

/** Lower-case hex with `0x`. */
export function formatBytes(bytes: Uint8Array): string {
  return `0x${toHex(bytes)}`;
}

/** Lower-case hex with `0x` and without leading zeros. @throws {RangeError} unless 0 <= value < 2^256 */
export function formatUint256(value: bigint): string {
  if (value < 0n || value > MAX_UINT256) throw new RangeError(`uint256: want 0 to 2^256 - 1, got ${value}`);
  return `0x${value.toString(16)}`;
}

/** A JSON number. @throws {RangeError} unless 0 <= value < 2^64 */
export function formatUint64(value: bigint): bigint {
  if (value < 0n || value > MAX_UINT64) throw new RangeError(`uint64: want 0 to 2^64 - 1, got ${value}`);
  return value;
}
