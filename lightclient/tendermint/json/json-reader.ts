/** Reads untyped JSON with an error that names the field. Unknown keys are ignored, since nodes add fields. @module */
import { DecodeError, fromHex } from '../../codec/index.ts';
import { fromBase64 } from '../base64.ts';

/** An object of JSON whose values nobody has looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

const MIN_INT64 = -(1n << 63n);
const MAX_INT64 = (1n << 63n) - 1n;
const MAX_UINT64 = (1n << 64n) - 1n;

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : String(value);
}

export function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** @throws {DecodeError} */
export function readObject(value: unknown, field: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DecodeError(field, 'an object', describe(value));
  }
  return value as JsonObject;
}

/** `null` counts as empty, as Go writes a nil slice. @throws {DecodeError} */
export function readArray(value: unknown, limit: number, field: string): readonly unknown[] {
  if (value === null) return [];
  if (!Array.isArray(value)) throw new DecodeError(field, 'an array', describe(value));
  if (value.length > limit) throw new DecodeError(field, `at most ${limit} elements`, `${value.length}`);
  return value;
}

/** @throws {DecodeError} */
export function readString(value: unknown, field: string): string {
  if (typeof value !== 'string') throw new DecodeError(field, 'a string', describe(value));
  if (/\p{Surrogate}/u.test(value)) throw new DecodeError(field, 'well-formed Unicode', 'a lone surrogate');
  return value;
}

/** A decimal string, or a number that a double holds exactly. @throws {DecodeError} */
export function readInt64(value: unknown, field: string): bigint {
  return readInteger(value, MIN_INT64, MAX_INT64, field);
}

/** @throws {DecodeError} */
export function readUint64(value: unknown, field: string): bigint {
  return readInteger(value, 0n, MAX_UINT64, field);
}

/** @throws {DecodeError} */
export function readInt32(value: unknown, field: string): number {
  return Number(readInteger(value, -(1n << 31n), (1n << 31n) - 1n, field));
}

/** @throws {DecodeError} */
export function readUint32(value: unknown, field: string): number {
  return Number(readInteger(value, 0n, (1n << 32n) - 1n, field));
}

function readInteger(value: unknown, least: bigint, most: bigint, field: string): bigint {
  const isText = typeof value === 'string' && /^-?[0-9]{1,20}$/.test(value);
  if (!isText && !Number.isSafeInteger(value)) throw new DecodeError(field, 'an integer', describe(value));
  const integer = BigInt(value as string | number);
  if (integer >= least && integer <= most) return integer;
  throw new DecodeError(field, `${least} to ${most}`, `${integer}`);
}

/** Hex of any case; `null` counts as empty. @throws {DecodeError} */
export function readHex(value: unknown, field: string): Uint8Array {
  return value === null ? new Uint8Array(0) : fromHex(readString(value, field), field);
}

/** Base64; `null` counts as empty. @throws {DecodeError} */
export function readBase64(value: unknown, field: string): Uint8Array {
  return value === null ? new Uint8Array(0) : fromBase64(readString(value, field), field);
}
