/** Changes one thing at a time in a JSON document. @module */

/** A document with one thing changed. */
export interface SpoiledJson {
  /** Where and how, such as `.attested_header.beacon.slot + 1`. */
  readonly what: string;
  readonly json: unknown;
}

type Path = readonly (string | number)[];

/**
 * Each text that is a number or hex once with another value of the same form. @param pick Which of the hex digits is
 * changed: a number that is taken modulo their count.
 */
export function spoilEachLeaf(json: unknown, pick: (path: string) => number): readonly SpoiledJson[] {
  return leavesOf(json).map(({ path, value }) => {
    const name = nameOf(path);
    if (/^\d+$/.test(value)) return { what: `${name} + 1`, json: replaceAt(json, path, `${BigInt(value) + 1n}`) };
    const digits = value.length - 2;
    const at = digits === 0 ? 0 : pick(name) % digits;
    return { what: `${name}, digit ${at}`, json: replaceAt(json, path, changeDigit(value, at)) };
  });
}

/** Each field and each element of an array once left out. */
export function dropEachPart(json: unknown): readonly SpoiledJson[] {
  return partsOf(json).map((path) => ({ what: `${nameOf(path)} left out`, json: replaceAt(json, path, undefined) }));
}

interface Leaf {
  readonly path: Path;
  readonly value: string;
}

/** All texts. */
export function leavesOf(json: unknown, path: Path = []): readonly Leaf[] {
  if (typeof json === 'string') return [{ path, value: json }];
  return childrenOf(json).flatMap(([key, child]) => leavesOf(child, [...path, key]));
}

function partsOf(json: unknown, path: Path = []): readonly Path[] {
  return childrenOf(json).flatMap(([key, child]) => [[...path, key], ...partsOf(child, [...path, key])]);
}

function childrenOf(json: unknown): readonly (readonly [string | number, unknown])[] {
  if (Array.isArray(json)) return json.map((child: unknown, index) => [index, child] as const);
  return typeof json === 'object' && json !== null ? Object.entries(json) : [];
}

/** @param value `undefined` to leave it out. */
export function replaceAt(json: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const isLeftOut = rest.length === 0 && value === undefined;
  if (Array.isArray(json)) {
    return json.flatMap((child: unknown, index) => {
      if (index !== key) return [child];
      return isLeftOut ? [] : [replaceAt(child, rest, value)];
    });
  }
  const entries = Object.entries(json as Readonly<Record<string, unknown>>).flatMap(([name, child]) => {
    if (name !== key) return [[name, child] as const];
    return isLeftOut ? [] : [[name, replaceAt(child, rest, value)] as const];
  });
  return Object.fromEntries(entries);
}

/** Hex with `0x`; without a digit it gets two. */
function changeDigit(hex: string, at: number): string {
  const digit = hex[at + 2];
  if (digit === undefined) return `${hex}01`;
  const other = ((Number.parseInt(digit, 16) + 1) % 16).toString(16);
  return `${hex.slice(0, at + 2)}${other}${hex.slice(at + 3)}`;
}

export function nameOf(path: Path): string {
  return path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
}
