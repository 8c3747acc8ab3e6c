/** What a run of forge says about a mutant. */
import { expect, test } from 'vitest';
import { forge } from '../../../mutation/solidity/mutant.ts';
import { judge } from '../../../mutation/solidity/try-mutants.ts';

const killer = forge('Some', 'test_a', 'test_b');
const run = (passed: readonly string[], failed: readonly string[]) => judge(killer, { passed, failed, output: '' });

test('accepts a mutant that every named test notices, whatever else fails', () => {
  expect(run([], ['test_a', 'test_b'])).toBeUndefined();
  expect(run([], ['test_a', 'test_b', 'test_c'])).toBeUndefined();
});

test('rejects a mutant that one of them lets pass', () => {
  expect(run(['test_b'], ['test_a'])).toBe('the mutant survived test_b');
  expect(run(['test_a', 'test_b'], [])).toBe('the mutant survived test_a, test_b');
});

test('rejects a run that says nothing: no tests, or a set-up that fails', () => {
  expect(run([], [])).toContain('want a mutant that compiles');
  expect(run([], ['setUp'])).toContain('want a set-up that works');
});
