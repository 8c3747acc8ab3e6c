/** Mutants follow the sources: one that no longer fits is noticed here, not when somebody tries it. @module */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applyEdit, mutateAsWanted } from '../../mutation/apply-edit.ts';
import { MUTANTS } from '../../mutation/mutants.ts';
import { SOLIDITY_MUTANTS } from '../../mutation/solidity/mutants.ts';

const ROOT = join(import.meta.dirname, '../../..');
const edit = { file: 'some.ts', find: 'a > b', put: 'a >= b' };

const ALL = [...MUTANTS, ...SOLIDITY_MUTANTS];

test.each(ALL)('$name fits its source', ({ edit: { file, find, put } }) => {
  const source = readFileSync(join(ROOT, file), 'utf8');
  const mutated = applyEdit({ file, find, put }, source);
  expect(mutated).not.toBe(source);
  expect(mutated).toContain(put);
});

test('rejects a text that is not there, or there twice', () => {
  expect(applyEdit(edit, 'return a > b;')).toBe('return a >= b;');
  expect(() => applyEdit(edit, 'return a < b;')).toThrow('want the text to mutate once, got it 0 times');
  expect(() => applyEdit(edit, 'a > b || a > b')).toThrow('got it 2 times');
});

test('changes the one file that the mutant is about, and nothing without one', () => {
  const [mutant] = MUTANTS;
  if (mutant === undefined) throw new Error('unreachable: there are mutants');
  const mutate = mutateAsWanted({ MUTANT: mutant.name });
  const source = readFileSync(join(ROOT, mutant.edit.file), 'utf8');
  expect(mutate?.(join(ROOT, mutant.edit.file), () => source)).toBe(applyEdit(mutant.edit, source));
  expect(mutate?.(join(ROOT, 'package.json'), () => source)).toBeUndefined();
  expect(mutateAsWanted({})).toBeUndefined();
  expect(() => mutateAsWanted({ MUTANT: 'none' })).toThrow('no mutant is called none');
});

test('has no two mutants of one name', () => {
  expect(new Set(ALL.map(({ name }) => name)).size).toBe(ALL.length);
});
