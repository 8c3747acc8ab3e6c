/** Changed copies of parsed JSON. @module */
import { at, isObject } from '../client/read-json.ts';

/** A copy of `json` with `value` at `path`; containers that are missing on the way are made. */
export function withAt(json: unknown, path: string, value: unknown): unknown {
  const dot = path.indexOf('.');
  const name = dot === -1 ? path : path.slice(0, dot);
  const inner = dot === -1 ? value : withAt(at(json, name), path.slice(dot + 1), value);
  if (Array.isArray(json)) return json.map((item, i) => (String(i) === name ? inner : item));
  return { ...(isObject(json) ? json : {}), [name]: inner };
}

/** A copy of `json` with several changes. */
export function withAll(json: unknown, changes: Readonly<Record<string, unknown>>): unknown {
  return Object.entries(changes).reduce((changed, [path, value]) => withAt(changed, path, value), json);
}

/** A copy of `bytes` whose byte at `index` (from the end when negative) differs in its lowest bit. */
export function flipByte(bytes: Uint8Array, index: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const place = index < 0 ? copy.length + index : index;
  const byte = copy[place];
  if (byte === undefined) throw new RangeError(`devnet: want a byte below ${copy.length}, got ${index}`);
  copy[place] = byte ^ 1;
  return copy;
}

/** The same for bytes in hex behind `0x`. */
export function flipHex(text: string, index: number): string {
  const bytes = Uint8Array.from(Buffer.from(text.slice(2), 'hex'));
  return `0x${Buffer.from(flipByte(bytes, index)).toString('hex')}`;
}
