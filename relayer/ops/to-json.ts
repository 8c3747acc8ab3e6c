/** Reports as JSON: bigints as decimal text, bytes as hex. @module */
import { toHex } from '@causeway/lightclient/codec';

/** A copy that `JSON.stringify` takes, with no `undefined` left in it. */
export function toJson(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}`;
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) => (entry === undefined ? [] : [[key, toJson(entry)]])),
  );
}
