/** What counts as passed, failed and skipped, and the line a run ends with. @module */
import { expect, test } from 'vitest';
import { closingLine, exitCodeOf, type RanModule, sumTallies, tallyModule } from '../../support/tally-tests.ts';

interface Facts {
  readonly state?: string;
  readonly tests?: readonly string[];
  readonly moduleErrors?: number;
  readonly suiteErrors?: number;
}

function buildModule({ state = 'passed', tests = ['passed', 'passed'], ...errors }: Facts = {}): RanModule {
  const list = (count = 0): readonly Error[] => Array.from({ length: count }, () => new Error('outside a test'));
  return {
    state: () => state,
    errors: () => list(errors.moduleErrors),
    children: {
      allTests: () => tests.map((outcome) => ({ result: () => ({ state: outcome }) })),
      allSuites: () => [{ errors: () => list(errors.suiteErrors) }],
    },
  };
}

test('counts tests by how they ended', () => {
  const module = buildModule({ state: 'failed', tests: ['passed', 'failed', 'skipped', 'passed'] });
  expect(tallyModule(module)).toEqual({ passed: 2, failed: 1, skipped: 1 });
});

test.each<[string, Facts, number]>([
  ['a file that cannot be imported', { state: 'failed', tests: [], moduleErrors: 1 }, 1],
  ['a hook that throws', { state: 'failed', tests: ['skipped'], suiteErrors: 1 }, 1],
  ['a test that never ended', { state: 'pending', tests: ['passed', 'pending'] }, 1],
  ['a file whose worker died before its tests were known', { state: 'queued', tests: [] }, 1],
  ['a failed file without a cause', { state: 'failed' }, 1],
  ['a failed test beside a failed hook', { state: 'failed', tests: ['failed'], suiteErrors: 1 }, 2],
])('counts %s as failed', (_, facts, failed) => {
  expect(tallyModule(buildModule(facts)).failed).toBe(failed);
});

test('adds tallies up and writes the closing line', () => {
  const sum = sumTallies([
    { passed: 40, failed: 0, skipped: 1 },
    { passed: 2, failed: 3, skipped: 0 },
  ]);
  expect(closingLine(sum)).toBe('42 passed, 3 failed, 1 skipped');
  expect(closingLine(sumTallies([]))).toBe('0 passed, 0 failed, 0 skipped');
});

test('accepts only a run in which tests ran and none failed', () => {
  expect(exitCodeOf({ passed: 1, failed: 0, skipped: 0 }, true)).toBe(0);
  expect(exitCodeOf({ passed: 1, failed: 1, skipped: 0 }, false)).toBe(1);
  expect(exitCodeOf({ passed: 0, failed: 0, skipped: 0 }, false)).toBe(1);
});

test('accepts skipped tests on a desk, but not in CI', () => {
  expect(exitCodeOf({ passed: 1, failed: 0, skipped: 1 }, false)).toBe(0);
  expect(exitCodeOf({ passed: 1, failed: 0, skipped: 1 }, true)).toBe(1);
});
