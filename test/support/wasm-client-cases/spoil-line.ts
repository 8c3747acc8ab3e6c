/** Case lines with one thing changed, for verifiers that must agree on whatever they are given. @module */
import { type ExactJson, formatExactJson, parseExactJson } from '@causeway/lightclient/codec';
import { nameOf, replaceAt } from '../spoil-json.ts';

type Path = readonly (string | number)[];

/** What to change, and how; every number is taken modulo the choices that there are. */
export interface Spoiling {
  readonly line: number;
  /** Another line, which something may be borrowed from. */
  readonly other: number;
  readonly place: number;
  readonly change: number;
  readonly value: number;
}

/** A line with one thing changed. */
export interface SpoiledLine {
  /** Where and how, such as `accepts … .header.trusted_slot = 73`. */
  readonly what: string;
  readonly line: string;
}

/** Parts of a line that a client would be given. The others are not read strictly. */
const PARTS = ['client_state', 'consensus_state', 'header', 'misbehaviour', 'proof'];

const EXTREMES = [0n, 1n, 1n << 32n, (1n << 53n) + 1n, (1n << 63n) - 1n, (1n << 64n) - 1n, 1n << 64n];

/** Spoils one of the lines. */
export function spoilLine(lines: readonly string[], { line, other, place, change, value }: Spoiling): SpoiledLine {
  const json = parseExactJson(lines[line % lines.length] ?? '', 'line');
  const paths = placesIn(json);
  const path = paths[place % paths.length] ?? [];
  const old = valueAt(json, path);
  const donor = valueAt(parseExactJson(lines[other % lines.length] ?? '', 'line'), path);
  const changes: readonly (() => ExactJson | undefined)[] = [
    () => otherScalar(old, value),
    () => otherScalar(old, value),
    () => otherScalar(old, value),
    () => (donor === undefined ? otherScalar(old, value) : donor),
    () => null,
    () => undefined,
    () => otherList(old, value),
  ];
  const next = changes[change % changes.length]?.();
  const name = String(valueAt(json, ['name']));
  const shown = next === undefined ? 'left out' : `= ${formatExactJson(next).slice(0, 100)}`;
  return {
    what: `${name} ${nameOf(path)} ${shown}`,
    line: formatExactJson(replaceAt(json, path, next) as ExactJson),
  };
}

function childrenOf(json: ExactJson | undefined): readonly (readonly [string | number, ExactJson])[] {
  if (typeof json !== 'object' || json === null) return [];
  return isList(json) ? json.map((child, index) => [index, child] as const) : Object.entries(json);
}

function isList(json: ExactJson | undefined): json is readonly ExactJson[] {
  return Array.isArray(json);
}

/** Paths of everything in the parts. Of a long list only some elements: they would crowd out all else. */
function placesIn(json: ExactJson): readonly Path[] {
  const below = (value: ExactJson, path: Path): readonly Path[] => {
    const children = childrenOf(value).filter(([key], _, all) => all.length < 20 || Number(key) % 16 === 0);
    return [path, ...children.flatMap(([key, child]) => below(child, [...path, key]))];
  };
  const parts = childrenOf(json).filter(([key]) => PARTS.includes(String(key)));
  return parts.flatMap(([key, part]) => childrenOf(part).flatMap(([name, child]) => below(child, [key, name])));
}

function valueAt(json: ExactJson | undefined, path: Path): ExactJson | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return json;
  return valueAt(childrenOf(json).find(([name]) => name === key)?.[1], rest);
}

/** Another value of the same form; of what has parts, itself. */
function otherScalar(old: ExactJson | undefined, value: number): ExactJson | undefined {
  if (typeof old === 'bigint') return otherInteger(old, value);
  if (typeof old === 'boolean') return !old;
  if (typeof old !== 'string') return old;
  if (!old.startsWith('0x')) return `${otherInteger(BigInt(old), value)}`;
  const at = 2 + (value % (old.length - 1));
  const digit = '0123456789abcdefF'[value % 17] ?? '';
  return value % 29 === 0 ? old + digit : old.slice(0, at) + digit + old.slice(at + 1);
}

function otherInteger(old: bigint, value: number): bigint {
  const near = [old + 1n, old - 1n, old + 8n, old - 8n, old + 64n, old - 64n].map((n) => (n < 0n ? 0n : n));
  const choices = [...near, ...EXTREMES];
  return choices[value % choices.length] ?? old;
}

/** One element more, fewer, twice or elsewhere; of what is no list, another scalar. */
function otherList(old: ExactJson | undefined, value: number): ExactJson | undefined {
  if (!isList(old) || old.length === 0) return otherScalar(old, value);
  const at = value % old.length;
  const element = old[at] ?? null;
  const lists = [old.toSpliced(at, 1), old.toSpliced(at, 0, element), [...old.slice(at), ...old.slice(0, at)], []];
  return lists[value % lists.length];
}
