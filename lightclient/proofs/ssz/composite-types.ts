/** SSZ vectors, lists and containers. @module */
import { concatBytes, DecodeError } from '../../codec/index.ts';
import type { Sha256 } from '../ics23/hash.ts';
import { readExactObject, readJsonArray } from './json.ts';
import { CHUNK_SIZE, merkleize, mixInLength, packBytes } from './merkleize.ts';
import { needSize, part, type SszSlice, type SszType, type SszValue } from './ssz-type.ts';

const OFFSET_SIZE = 4;

/** So many values of one type. */
export function vectorType<T>(element: SszType<T>, length: number): SszType<readonly T[]> {
  const fixedSize = element.fixedSize === undefined ? undefined : element.fixedSize * length;
  return {
    fixedSize,
    packed: false,
    read: (slice) => readSequence(element, slice, length, length),
    encode: (values) => encodeSequence(element, values, length, length),
    hashTreeRoot: (values, sha256) => sequenceRoot(element, values, length, sha256),
    parse: (json, field) => parseSequence(element, readJsonArray(json, length, length, field), field),
    format: (values) => values.map((value) => element.format(value)),
  };
}

/** At most so many values of one type. */
export function listType<T>(element: SszType<T>, limit: number): SszType<readonly T[]> {
  return {
    fixedSize: undefined,
    packed: false,
    read: (slice) => readSequence(element, slice, 0, limit),
    encode: (values) => encodeSequence(element, values, 0, limit),
    hashTreeRoot: (values, sha256) => mixInLength(sequenceRoot(element, values, limit, sha256), values.length, sha256),
    parse: (json, field) => parseSequence(element, readJsonArray(json, 0, limit, field), field),
    format: (values) => values.map((value) => element.format(value)),
  };
}

/** Fields of a container in the order of the specification; names in JSON are those in snake case. */
export type ContainerFields = Readonly<Record<string, SszType<unknown>>>;

/** The value of a container. */
export type ContainerValue<F extends ContainerFields> = { readonly [K in keyof F]: SszValue<F[K]> };

/** A container, with the roots of its fields for branches into it. */
export interface ContainerType<T> extends SszType<T> {
  fieldRoots(value: T, sha256?: Sha256): readonly Uint8Array[];
}

/** A container with these fields. */
export function containerType<F extends ContainerFields>(fields: F): ContainerType<ContainerValue<F>> {
  type Value = ContainerValue<F>;
  const plan = Object.entries(fields).map(([name, type]) => ({ name, key: snakeCase(name), type }));
  const types = plan.map(({ type }) => type);
  const keys = plan.map(({ key }) => key);
  const fixedSize = types.reduce<number | undefined>(
    (sum, { fixedSize: size }) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  );
  const fieldRoots = (value: Value, sha256?: Sha256) =>
    plan.map(({ name, type }) => type.hashTreeRoot(value[name], sha256));
  const build = (fieldAt: (index: number) => unknown): Value =>
    Object.fromEntries(plan.map(({ name }, index) => [name, fieldAt(index)])) as Value;
  return {
    fixedSize,
    packed: false,
    read: (slice) => {
      const parts = splitParts(types, slice, (index) => `.${keys[index]}`);
      return build((index) => readPart(types[index], parts[index]));
    },
    encode: (value) => joinParts(plan.map(({ name, type }) => ({ type, bytes: type.encode(value[name]) }))),
    fieldRoots,
    hashTreeRoot: (value, sha256) => merkleize(fieldRoots(value, sha256), plan.length, sha256),
    parse: (json, field) => {
      const object = readExactObject(json, keys, field);
      return build((index) => types[index]?.parse(object[keys[index] ?? ''], `${field}.${keys[index]}`));
    },
    format: (value) => Object.fromEntries(plan.map(({ name, key, type }) => [key, type.format(value[name])])),
  };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function readPart(type: SszType<unknown> | undefined, slice: SszSlice | undefined): unknown {
  if (type === undefined || slice === undefined) throw new Error('unreachable: as many parts as types');
  return type.read(slice);
}

type PartName = (index: number) => string;

/** Cuts a slice into what belongs to each type. Offsets leave no gap, never go back and end within the slice. */
function splitParts(types: readonly SszType<unknown>[], slice: SszSlice, nameOf: PartName): readonly SszSlice[] {
  const starts = partStarts(types, slice, nameOf);
  const parts: SszSlice[] = [];
  let end = slice.bytes.length;
  for (let index = types.length - 1; index >= 0; index--) {
    const start = starts[index] ?? end;
    const size = types[index]?.fixedSize;
    parts.push(part(slice, nameOf(index), start, size === undefined ? end : start + size));
    if (size === undefined) end = start;
  }
  return parts.reverse();
}

/** Where each part begins. */
function partStarts(types: readonly SszType<unknown>[], slice: SszSlice, nameOf: PartName): readonly number[] {
  const { bytes, field, offset } = slice;
  const head = types.reduce((sum, { fixedSize }) => sum + (fixedSize ?? OFFSET_SIZE), 0);
  if (types.every(({ fixedSize }) => fixedSize !== undefined)) needSize(slice, head);
  if (bytes.length < head) throw new DecodeError(field, `${head} bytes or more`, `${bytes.length}`, offset);
  let at = 0;
  // The first offset is where the fixed parts end; each later one is at or after the one before.
  let least = head;
  let most = head;
  return types.map(({ fixedSize }, index) => {
    const here = at;
    at += fixedSize ?? OFFSET_SIZE;
    if (fixedSize !== undefined) return here;
    const start = readOffset(bytes, here);
    if (start < least || start > most) {
      const want = least === most ? `offset ${most}` : `an offset of ${least} to ${most}`;
      throw new DecodeError(`${field}${nameOf(index)}`, want, `${start}`, offset + here);
    }
    least = start;
    most = bytes.length;
    return start;
  });
}

function readOffset(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let i = OFFSET_SIZE - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}

function joinParts(parts: readonly { readonly type: SszType<unknown>; readonly bytes: Uint8Array }[]): Uint8Array {
  const head: Uint8Array[] = [];
  const tail: Uint8Array[] = [];
  let offset = parts.reduce((sum, { type }) => sum + (type.fixedSize ?? OFFSET_SIZE), 0);
  for (const { type, bytes } of parts) {
    if (type.fixedSize !== undefined) {
      head.push(bytes);
      continue;
    }
    head.push(Uint8Array.of(offset & 0xff, (offset >>> 8) & 0xff, (offset >>> 16) & 0xff, offset >>> 24));
    tail.push(bytes);
    offset += bytes.length;
  }
  return concatBytes(...head, ...tail);
}

function readSequence<T>(element: SszType<T>, slice: SszSlice, least: number, most: number): readonly T[] {
  const count = countElements(element, slice);
  if (count < least || count > most) {
    const want = least === most ? `${most} elements` : `${least} to ${most} elements`;
    throw new DecodeError(slice.field, want, `${count}`, slice.offset);
  }
  if (element.fixedSize === undefined) {
    const types = Array.from({ length: count }, () => element as SszType<unknown>);
    return splitParts(types, slice, (index) => `[${index}]`).map((at) => element.read(at));
  }
  const size = element.fixedSize;
  return Array.from({ length: count }, (_, i) => element.read(part(slice, `[${i}]`, i * size, (i + 1) * size)));
}

function countElements(element: SszType<unknown>, { bytes, field, offset }: SszSlice): number {
  if (bytes.length === 0) return 0;
  // The first offset tells where the values begin and so how many offsets there are.
  const size = element.fixedSize ?? OFFSET_SIZE;
  const whole = element.fixedSize === undefined ? readOffset(bytes, 0) : bytes.length;
  if (whole > 0 && whole % size === 0 && whole <= bytes.length) return whole / size;
  const want = element.fixedSize === undefined ? 'a first offset that ends the offsets' : `a multiple of ${size} bytes`;
  throw new DecodeError(field, want, `${whole}`, offset);
}

function encodeSequence<T>(element: SszType<T>, values: readonly T[], least: number, most: number): Uint8Array {
  needCount(values, least, most);
  const type = element as SszType<unknown>;
  return joinParts(values.map((value) => ({ type, bytes: element.encode(value) })));
}

function sequenceRoot<T>(element: SszType<T>, values: readonly T[], limit: number, sha256?: Sha256): Uint8Array {
  needCount(values, 0, limit);
  if (!element.packed || element.fixedSize === undefined) {
    return merkleize(
      values.map((value) => element.hashTreeRoot(value, sha256)),
      limit,
      sha256,
    );
  }
  const chunks = packBytes(concatBytes(...values.map((value) => element.encode(value))));
  return merkleize(chunks, Math.ceil((limit * element.fixedSize) / CHUNK_SIZE), sha256);
}

function parseSequence<T>(element: SszType<T>, values: readonly unknown[], field: string): readonly T[] {
  return values.map((value, index) => element.parse(value, `${field}[${index}]`));
}

function needCount(values: readonly unknown[], least: number, most: number): void {
  if (values.length >= least && values.length <= most) return;
  throw new RangeError(`elements: want ${least === most ? most : `${least} to ${most}`}, got ${values.length}`);
}
