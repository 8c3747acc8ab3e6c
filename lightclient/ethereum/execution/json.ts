/** Hex in the JSON of execution nodes. Integers are never JSON numbers there, so none is taken. @module */
import { DecodeError, fromHex } from '../../codec/index.ts';

/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/** @throws {DecodeError} */
export function toObject(value: unknown, field: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.fromEntries(Object.entries(value));
  throw new DecodeError(field, 'an object', describeJson(value));
}

/** @throws {DecodeError} also above `most` entries. */
export function toArray(value: unknown, field: string, most: number): readonly unknown[] {
  if (!Array.isArray(value)) throw new DecodeError(field, 'a list', describeJson(value));
  if (value.length > most) throw new DecodeError(field, `at most ${most} entries`, `${value.length}`);
  return value;
}

/** `0x` and whole bytes, of a given number where that is given. @throws {DecodeError} */
export function toData(value: unknown, field: string, length?: number): Uint8Array {
  const text = toPrefixed(value, field);
  const bytes = fromHex(text, field);
  if (length === undefined || bytes.length === length) return bytes;
  throw new DecodeError(field, `${length} bytes`, `${bytes.length}`);
}

/** `0x` and digits; nodes differ in whether they pad them. @throws {DecodeError} also above `bits` bits. */
export function toQuantity(value: unknown, field: string, bits: 64 | 256): bigint {
  const digits = toPrefixed(value, field).slice(2);
  if (!/^[0-9a-fA-F]{1,64}$/.test(digits)) {
    throw new DecodeError(field, '0x and 1 to 64 hex digits', JSON.stringify(`0x${digits.slice(0, 80)}`));
  }
  const quantity = BigInt(`0x${digits}`);
  if (quantity >> BigInt(bits) === 0n) return quantity;
  throw new DecodeError(field, `an integer of ${bits} bits`, `0x${digits}`);
}

/** A quantity as 32 bytes, big-endian. @throws {DecodeError} */
export function toWord(value: unknown, field: string): Uint8Array {
  return fromHex(toQuantity(value, field, 256).toString(16).padStart(64, '0'));
}

/** For errors: the kind of a value, never its content. */
export function describeJson(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function toPrefixed(value: unknown, field: string): string {
  if (typeof value !== 'string') throw new DecodeError(field, 'a text of 0x and hex digits', describeJson(value));
  if (value.startsWith('0x')) return value;
  throw new DecodeError(field, 'a text of 0x and hex digits', JSON.stringify(value.slice(0, 80)));
}
