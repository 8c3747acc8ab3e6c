/** What an SSZ type can do: strict bytes, strict JSON, roots. @module */
import { DecodeError } from '../../codec/index.ts';
import type { Sha256 } from '../ics23/hash.ts';

/** A value as the specification's JSON mapping writes it: integers are decimal strings, bytes are hex with `0x`. */
export type SszJson = string | boolean | null | readonly SszJson[] | { readonly [key: string]: SszJson };

/** A slice of the input, with what an error needs to say where it was. */
export interface SszSlice {
  readonly bytes: Uint8Array;
  /** Path of the field, such as `update.attested_header`. */
  readonly field: string;
  /** Where the slice begins in the whole input. */
  readonly offset: number;
}

/** An SSZ type: how its values are read, written and hashed. */
export interface SszType<T> {
  /** Bytes of every value; undefined when values differ in length. */
  readonly fixedSize: number | undefined;
  /** Whether several values share a chunk, as integers do. */
  readonly packed: boolean;
  /** Reads a value that takes up the whole slice. @throws {DecodeError} */
  read(slice: SszSlice): T;
  encode(value: T): Uint8Array;
  hashTreeRoot(value: T, sha256?: Sha256): Uint8Array;
  /** @throws {DecodeError} */
  parse(json: unknown, field: string): T;
  format(value: T): SszJson;
}

/** The type of a type's values. */
export type SszValue<S> = S extends SszType<infer T> ? T : never;

/** Decodes a whole input, which may be changed afterwards. @throws {DecodeError} naming the field and the byte offset. */
export function decodeSsz<T>(type: SszType<T>, bytes: Uint8Array, field: string): T {
  return type.read({ bytes: Uint8Array.from(bytes), field, offset: 0 });
}

/** @throws {DecodeError} unless the slice has exactly this many bytes. */
export function needSize({ bytes, field, offset }: SszSlice, size: number): void {
  if (bytes.length === size) return;
  const got = bytes.length > size ? `${bytes.length}, ${bytes.length - size} too many` : `${bytes.length}`;
  throw new DecodeError(field, `${size} bytes`, got, offset + Math.min(size, bytes.length));
}

/** A part of a slice, for the field of this name. */
export function part(slice: SszSlice, name: string, start: number, end: number): SszSlice {
  return {
    bytes: slice.bytes.subarray(start, end),
    field: `${slice.field}${name}`,
    offset: slice.offset + start,
  };
}

/** A type whose values look otherwise in memory than on the wire. */
export function mapType<Wire, T>(
  wire: SszType<Wire>,
  toValue: (wire: Wire) => T,
  toWire: (value: T) => Wire,
): SszType<T> {
  return {
    fixedSize: wire.fixedSize,
    packed: wire.packed,
    read: (slice) => toValue(wire.read(slice)),
    encode: (value) => wire.encode(toWire(value)),
    hashTreeRoot: (value, sha256) => wire.hashTreeRoot(toWire(value), sha256),
    parse: (json, field) => toValue(wire.parse(json, field)),
    format: (value) => wire.format(toWire(value)),
  };
}
