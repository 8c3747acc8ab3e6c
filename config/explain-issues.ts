/** Turns the schema's findings into problems that say what was wanted, what was got and where. @module */
import type { z } from 'zod';
import type { ConfigProblem } from './config-error.ts';
import { maskUrl } from './mask.ts';

interface Finding {
  readonly path: readonly PropertyKey[];
  readonly want: string;
  readonly got: string;
}

/** One problem an issue; `locate` adds the line or the environment variable. */
export function explainIssues(
  issues: readonly z.core.$ZodIssue[],
  content: unknown,
  locate: (path: readonly PropertyKey[]) => Pick<ConfigProblem, 'line' | 'variable'>,
): readonly ConfigProblem[] {
  return issues
    .flatMap((issue) => findings(issue, content))
    .map(({ path, want, got }) => ({ path: path.map(String).join('.'), want, got, ...locate(path) }));
}

function findings(issue: z.core.$ZodIssue, content: unknown): readonly Finding[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...issue.path, key], want: 'a known setting', got: `'${key}'` }));
  }
  if (issue.code === 'invalid_key') {
    const want = issue.issues[0]?.message ?? 'a valid name';
    return [{ path: issue.path, want, got: `'${String(issue.path.at(-1))}'` }];
  }
  return [{ path: issue.path, want: issue.message, got: describe(valueAt(content, issue.path)) }];
}

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  let at: unknown = content;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Object.entries(at).find(([name]) => name === String(key))?.[1];
  }
  return at;
}

/** A value for an error message: short, and without the secrets that URLs carry. */
function describe(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return value === '' ? 'an empty text' : `'${shorten(maskUrl(value))}'`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value !== 'object') return String(value);
  const keys = Object.keys(value);
  return keys.length === 0 ? 'an empty mapping' : `a mapping with ${shorten(keys.join(', '))}`;
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
