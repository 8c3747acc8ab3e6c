/** One change to one source file, made to its text while it is loaded: the file itself stays as it is. @module */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Edit } from './mutant.ts';
import { MUTANTS } from './mutants.ts';

/** Names the mutant to load; set by `npm run test:mutation` for the processes that it starts. */
export const MUTANT = 'MUTANT';
/** A file that gets a line whenever a process has loaded the mutated source. */
export const MUTANT_LOG = 'MUTANT_LOG';

/** For each start of a program under test: what makes Node load the mutant, while one is tried. */
export function mutantOptions(): readonly string[] {
  return process.env[MUTANT] === undefined ? [] : ['--import', join(import.meta.dirname, 'load-mutant.ts')];
}

const ROOT = join(import.meta.dirname, '../..');

/** @throws {Error} unless the text to replace is there exactly once: the source has changed, and the mutant must follow. */
export function applyEdit({ file, find, put }: Edit, source: string): string {
  const [before, after, ...more] = source.split(find);
  if (before === undefined || after === undefined || more.length > 0) {
    const times = source.split(find).length - 1;
    throw new Error(`${file}: want the text to mutate once, got it ${times} times:\n${find}`);
  }
  return `${before}${put}${after}`;
}

/** What to do to the source of a module; it gives `undefined` for a module that is not concerned. */
export type Mutate = (path: string, readSource: () => string) => string | undefined;

/** `undefined` when no mutant is wanted. @throws {Error} for a name that no mutant has. */
export function mutateAsWanted(env: Readonly<Record<string, string | undefined>>): Mutate | undefined {
  const name = env[MUTANT];
  if (name === undefined) return undefined;
  const mutant = MUTANTS.find((candidate) => candidate.name === name);
  if (mutant === undefined) throw new Error(`${MUTANT}: no mutant is called ${name}`);
  const concerned = join(ROOT, mutant.edit.file);
  return (path, readSource) => {
    if (path !== concerned) return undefined;
    const mutated = applyEdit(mutant.edit, readSource());
    const log = env[MUTANT_LOG];
    if (log !== undefined) appendFileSync(log, `${name}\n`);
    return mutated;
  };
}
