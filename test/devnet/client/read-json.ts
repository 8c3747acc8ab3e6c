/** Reads values out of parsed JSON of unknown shape. @module */

/** The value at `path` (object keys and array indexes separated by dots), or undefined. */
export function at(json: unknown, path: string): unknown {
  let value: unknown = json;
  for (const name of path.split('.')) value = isObject(value) ? value[name] : undefined;
  return value;
}

/** @throws {Error} unless a string is there. */
export function textAt(json: unknown, path: string): string {
  const value = at(json, path);
  if (typeof value !== 'string') throw new Error(`devnet: want text at ${path}, got ${shorten(value)}`);
  return value;
}

/** A whole number, which CometBFT writes as text or as a number. @throws {Error} unless one is there. */
export function bigintAt(json: unknown, path: string): bigint {
  const value = at(json, path);
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return BigInt(value);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  throw new Error(`devnet: want a whole number at ${path}, got ${shorten(value)}`);
}

/** An array, where Go writes an empty one as null; absent counts as empty too. */
export function listAt(json: unknown, path: string): readonly unknown[] {
  const value = at(json, path);
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw new Error(`devnet: want a list at ${path}, got ${shorten(value)}`);
  return value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function shorten(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 200);
}
