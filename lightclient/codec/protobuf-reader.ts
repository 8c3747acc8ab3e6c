/**
 * A strict protobuf reader: unknown fields, wrong wire types, repeated singular fields, over-long varints and truncated
 * input are errors. Submessages are read as `bytes`, so that their raw form stays at hand for hashing.
 * Source: protobuf.dev, "Encoding".
 * @module
 */
import { DecodeError } from './decode-error.ts';
import { decodeUtf8 } from './utf8.ts';

interface Kinds {
  bytes: Uint8Array;
  string: string;
  uint64: bigint;
  int64: bigint;
  uint32: number;
  int32: number;
  bool: boolean;
  sfixed64: bigint;
}
/** How a field is read: a scalar type of protobuf; submessages are `bytes`. */
export type Kind = keyof Kinds;

/** How one field of a message is read; `one` and `many` build it. */
export interface FieldSpec<K extends Kind = Kind, R extends boolean = boolean> {
  readonly number: number;
  readonly kind: K;
  readonly repeated: R;
  /** The most elements a repeated field may have; a peer chooses how many it sends. */
  readonly limit: number;
}

/** The fields of a message by the names that the result shall have. */
export type MessageSpec = Readonly<Record<string, FieldSpec>>;

/** What `readMessage` gives for a spec. */
export type Fields<S extends MessageSpec> = {
  readonly [N in keyof S]: S[N] extends FieldSpec<infer K, infer R>
    ? R extends true
      ? readonly Kinds[K][]
      : Kinds[K] | undefined
    : never;
};

/** A singular field with this number. */
export function one<K extends Kind>(number: number, kind: K): FieldSpec<K, false> {
  return { number, kind, repeated: false, limit: 1 };
}

/** A repeated field with this number, and the most elements that it may have. */
export function many<K extends Kind>(number: number, kind: K, limit: number): FieldSpec<K, true> {
  return { number, kind, repeated: true, limit };
}

const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;
const WIRE_TYPES: Readonly<Record<Kind, number>> = {
  bytes: DELIMITED,
  string: DELIMITED,
  uint64: VARINT,
  int64: VARINT,
  uint32: VARINT,
  int32: VARINT,
  bool: VARINT,
  sfixed64: FIXED64,
};

interface Cursor {
  readonly bytes: Uint8Array;
  readonly field: string;
  at: number;
}

interface PlannedField {
  readonly name: string;
  readonly entry: FieldSpec;
  readonly wireType: number;
}

interface Plan {
  readonly fields: readonly PlannedField[];
  readonly byNumber: ReadonlyMap<number, PlannedField>;
}

/** Specs are few and live as long as their module; messages are many. */
const PLANS = new WeakMap<MessageSpec, Plan>();

function planOf(spec: MessageSpec): Plan {
  const known = PLANS.get(spec);
  if (known !== undefined) return known;
  const fields = Object.entries(spec).map(([name, entry]) => ({ name, entry, wireType: WIRE_TYPES[entry.kind] }));
  const plan = { fields, byNumber: new Map(fields.map((planned) => [planned.entry.number, planned])) };
  PLANS.set(spec, plan);
  return plan;
}

type Values = Record<string, Kinds[Kind] | Kinds[Kind][] | undefined>;

/**
 * Reads one message. Absent singular fields are `undefined`, absent repeated ones empty.
 * @param field Path of the message for errors, such as `header.signed_header`.
 * @throws {DecodeError} naming the field and the offset.
 */
export function readMessage<const S extends MessageSpec>(bytes: Uint8Array, spec: S, field: string): Fields<S> {
  const { fields, byNumber } = planOf(spec);
  const cursor: Cursor = { bytes, field, at: 0 };
  const out: Values = {};
  for (const { name, entry } of fields) out[name] = entry.repeated ? [] : undefined;
  while (cursor.at < bytes.length) {
    const start = cursor.at;
    const tag = readUint32(cursor);
    const known = byNumber.get(tag >>> 3);
    if (known === undefined) throw new DecodeError(field, 'known fields only', `field number ${tag >>> 3}`, start);
    readField(cursor, known, { out, tag, start });
  }
  return out as Fields<S>;
}

interface FieldAt {
  readonly out: Values;
  readonly tag: number;
  readonly start: number;
}

function readField(cursor: Cursor, { name, entry, wireType }: PlannedField, { out, tag, start }: FieldAt): void {
  if ((tag & 7) !== wireType) {
    throw new DecodeError(`${cursor.field}.${name}`, `wire type ${wireType}`, `wire type ${tag & 7}`, start);
  }
  const before = out[name];
  const list = Array.isArray(before) ? before : undefined;
  const count = list?.length ?? (before === undefined ? 0 : 1);
  if (count >= entry.limit) {
    throw new DecodeError(`${cursor.field}.${name}`, `at most ${entry.limit}`, `${count + 1} or more`, start);
  }
  const value = readValue(cursor, entry.kind, name);
  if (list === undefined) out[name] = value;
  else list.push(value);
}

function readValue(cursor: Cursor, kind: Kind, name: string): Kinds[Kind] {
  const start = cursor.at;
  switch (kind) {
    case 'bytes':
      return readDelimited(cursor, name);
    case 'string':
      return decodeUtf8(readDelimited(cursor, name), `${cursor.field}.${name}`);
    case 'sfixed64':
      return BigInt.asIntN(64, readFixed64(cursor, name));
    case 'uint64':
      return readVarint(cursor, 64);
    case 'int64':
      return BigInt.asIntN(64, readVarint(cursor, 64));
    case 'uint32':
      return readUint32(cursor);
    case 'int32':
      return toInt32(readVarint(cursor, 64), `${cursor.field}.${name}`, start);
    case 'bool':
      return toBoolean(readVarint(cursor, 64), `${cursor.field}.${name}`, start);
  }
}

function toInt32(raw: bigint, path: string, start: number): number {
  const value = BigInt.asIntN(64, raw);
  if (value !== BigInt.asIntN(32, value)) throw new DecodeError(path, 'an int32', `${value}`, start);
  return Number(value);
}

function toBoolean(raw: bigint, path: string, start: number): boolean {
  if (raw > 1n) throw new DecodeError(path, '0 or 1', `${raw}`, start);
  return raw === 1n;
}

function readDelimited(cursor: Cursor, name: string): Uint8Array {
  const start = cursor.at;
  const length = readUint32(cursor);
  const end = cursor.at + length;
  if (end > cursor.bytes.length) {
    const left = cursor.bytes.length - cursor.at;
    throw new DecodeError(`${cursor.field}.${name}`, `${length} bytes`, `${left} left`, start);
  }
  const out = cursor.bytes.subarray(cursor.at, end);
  cursor.at = end;
  return out;
}

function readFixed64(cursor: Cursor, name: string): bigint {
  const left = cursor.bytes.length - cursor.at;
  if (left < 8) throw new DecodeError(`${cursor.field}.${name}`, '8 bytes', `${left} left`, cursor.at);
  let value = 0n;
  for (let i = 7; i >= 0; i--) value = (value << 8n) | BigInt(cursor.bytes[cursor.at + i] ?? 0);
  cursor.at += 8;
  return value;
}

/** Tags, lengths and small numbers, of one or two bytes nearly always: no bigint for those. */
function readUint32(cursor: Cursor): number {
  const first = cursor.bytes[cursor.at] ?? 0x80;
  if (first < 0x80) {
    cursor.at += 1;
    return first;
  }
  const second = cursor.bytes[cursor.at + 1] ?? 0x80;
  // A second byte of zero is padding: an error, told below.
  if (second < 0x80 && second > 0) {
    cursor.at += 2;
    return (first & 0x7f) | (second << 7);
  }
  return Number(readVarint(cursor, 32));
}

/** A minimal varint below 2^bits. */
function readVarint(cursor: Cursor, bits: number): bigint {
  const start = cursor.at;
  const first = cursor.bytes[start];
  if (first !== undefined && first < 0x80) {
    cursor.at += 1;
    return BigInt(first);
  }
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = cursor.bytes[cursor.at];
    if (byte === undefined) throw new DecodeError(cursor.field, 'a complete varint', 'the end', start);
    cursor.at += 1;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte >= 0x80) continue;
    if (byte === 0) throw new DecodeError(cursor.field, 'a minimal varint', 'a padded one', start);
    if (value >> BigInt(bits) !== 0n) throw new DecodeError(cursor.field, `a ${bits}-bit varint`, `${value}`, start);
    return value;
  }
  throw new DecodeError(cursor.field, 'a varint of at most 10 bytes', 'a longer one', start);
}
