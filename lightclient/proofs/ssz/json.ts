/** Strict reading of the specification's JSON mapping. Integers are never taken through a number that could have lost digits. @module */
import { DecodeError, fromHex } from '../../codec/index.ts';

/** An object of JSON whose values nobody has looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : String(value);
}

/** @throws {DecodeError} */
export function readJsonObject(value: unknown, field: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DecodeError(field, 'an object', describe(value));
  }
  return value as JsonObject;
}

/** An object with exactly these keys, and perhaps the optional ones. @throws {DecodeError} */
export function readExactObject(
  value: unknown,
  keys: readonly string[],
  field: string,
  optional: readonly string[] = [],
): JsonObject {
  const json = readJsonObject(value, field);
  for (const key of keys) {
    if (!Object.hasOwn(json, key)) throw new DecodeError(`${field}.${key}`, 'a value', 'nothing');
  }
  const known = new Set([...keys, ...optional]);
  const strange = Object.keys(json).find((key) => !known.has(key));
  if (strange !== undefined) throw new DecodeError(field, 'known keys only', JSON.stringify(strange.slice(0, 60)));
  return json;
}

/** An array of at least `least` and at most `most` elements. @throws {DecodeError} */
export function readJsonArray(value: unknown, least: number, most: number, field: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new DecodeError(field, 'an array', describe(value));
  if (value.length >= least && value.length <= most) return value;
  throw new DecodeError(field, least === most ? `${most} elements` : `${least} to ${most} elements`, `${value.length}`);
}

/**
 * An unsigned integer of so many bits: a decimal string without leading zeros or, where no digit can have been lost, a number.
 * @throws {DecodeError}
 */
export function readJsonUint(value: unknown, bits: number, field: string): bigint {
  const isText = typeof value === 'string' && /^(?:0|[1-9][0-9]{0,77})$/.test(value);
  const isExact = typeof value === 'bigint' || (Number.isSafeInteger(value) && !Object.is(value, -0));
  if (!isText && !isExact) throw new DecodeError(field, 'a decimal integer, exactly', describe(value));
  const integer = BigInt(value as string | number | bigint);
  if (integer >= 0n && integer >> BigInt(bits) === 0n) return integer;
  throw new DecodeError(field, `0 to 2^${bits} - 1`, `${integer}`);
}

/** Hex with `0x`, of any case. @throws {DecodeError} unless it has `least` to `most` bytes. */
export function readJsonBytes(value: unknown, least: number, most: number, field: string): Uint8Array {
  if (typeof value !== 'string' || !value.startsWith('0x')) {
    throw new DecodeError(field, 'hex that begins with 0x', describe(value));
  }
  const bytes = fromHex(value, field);
  if (bytes.length >= least && bytes.length <= most) return bytes;
  throw new DecodeError(field, least === most ? `${most} bytes` : `${least} to ${most} bytes`, `${bytes.length}`);
}
