/**
 * Environment overrides: `CAUSEWAY_HTTP_PORT=8080` sets `http.port`, `CAUSEWAY_CHAINS_ALPHA_RPC=url,url` sets
 * `chains.alpha.rpc`. The names follow from the schema, so a new setting has its variable at once.
 * @module
 */
import { z } from 'zod';
import type { ConfigProblem } from './config-error.ts';
import { fileSchema } from './schema.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Override {
  readonly path: readonly string[];
  readonly variable: string;
  readonly value: unknown;
}

export interface Overrides {
  readonly overrides: readonly Override[];
  readonly problems: readonly ConfigProblem[];
}

const PREFIX = 'CAUSEWAY_';
/** Their settings exclude each other, so an override replaces the whole section of the file. */
const REPLACED_WHOLE: ReadonlySet<string> = new Set(['store', 'queue']);

/** Finds the overrides for a file. Variables that begin with the name of a section but fit no setting are problems. */
export function readOverrides(env: Environment, file: unknown): Overrides {
  const overrides: Override[] = [];
  const problems: ConfigProblem[] = [];
  const sections = Object.keys(fileSchema.shape).map(toVariable);
  for (const [variable, text] of Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!variable.startsWith(PREFIX) || text === undefined || text === '') continue;
    const rest = variable.slice(PREFIX.length);
    if (!sections.some((section) => rest === section || rest.startsWith(`${section}_`))) continue;
    const found = resolve(fileSchema, file, rest);
    if (found === undefined) {
      problems.push({
        path: '',
        variable,
        want: 'the name of a setting (chains and paths must be in the file)',
        got: rest,
      });
      continue;
    }
    overrides.push({ path: found.path, variable, value: toValue(found.leaf, text) });
  }
  return { overrides, problems };
}

/** A copy of the file's content with the overrides written into it. */
export function applyOverrides(file: unknown, overrides: readonly Override[]): unknown {
  const copy: unknown = structuredClone(file);
  if (!isMapping(copy)) return copy;
  for (const section of new Set(overrides.map(({ path }) => path[0] ?? ''))) {
    if (REPLACED_WHOLE.has(section)) copy[section] = {};
  }
  for (const { path, value } of overrides) {
    let at: Record<string, unknown> = copy;
    for (const key of path.slice(0, -1)) {
      const next = at[key];
      const child = isMapping(next) ? next : {};
      at[key] = child;
      at = child;
    }
    at[path.at(-1) ?? ''] = value;
  }
  return copy;
}

interface Leaf {
  readonly path: readonly string[];
  readonly leaf: z.core.$ZodType;
}

/** Tries every key that the rest of the name can begin with; names may hold underscores themselves. */
function resolve(schema: z.core.$ZodType, value: unknown, rest: string): Leaf | undefined {
  const bare = unwrap(schema);
  const children = childrenOf(bare, value);
  if (children === undefined) return rest === '' ? { path: [], leaf: bare } : undefined;
  for (const [key, child] of children) {
    const name = toVariable(key);
    if (rest !== name && !rest.startsWith(`${name}_`)) continue;
    const found = resolve(child, isMapping(value) ? value[key] : undefined, rest.slice(name.length + 1));
    if (found !== undefined) return { path: [key, ...found.path], leaf: found.leaf };
  }
  return undefined;
}

function childrenOf(schema: z.core.$ZodType, value: unknown): readonly [string, z.core.$ZodType][] | undefined {
  if (schema instanceof z.ZodObject) return Object.entries(schema.shape);
  if (!(schema instanceof z.ZodRecord)) return undefined;
  return isMapping(value) ? Object.keys(value).map((key) => [key, schema.valueType]) : [];
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) {
    return unwrap(schema.unwrap());
  }
  return schema;
}

/** A value of the type that the setting has; what does not parse stays text, and the schema says what it wanted. */
function toValue(leaf: z.core.$ZodType, text: string): unknown {
  if (leaf instanceof z.ZodArray) return text.split(/[\s,]+/).filter((part) => part !== '');
  if (leaf instanceof z.ZodNumber && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (leaf instanceof z.ZodLiteral && /^\d+$/.test(text)) return Number(text);
  if (leaf instanceof z.ZodBoolean && /^(true|false)$/.test(text)) return text === 'true';
  return text;
}

/** `gasPrice` and `alpha-1` as `GAS_PRICE` and `ALPHA_1`. */
function toVariable(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toUpperCase();
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
