/** Counts what a test run did, so that nothing that went wrong can look like a success. @module */

/** How many tests ended how. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The part of Vitest's report on one test file that counts. */
export interface RanModule {
  state(): string;
  errors(): readonly unknown[];
  readonly children: {
    allTests(): Iterable<{ result(): { readonly state: string } }>;
    allSuites(): Iterable<{ errors(): readonly unknown[] }>;
  };
}

const NOTHING: Tally = { passed: 0, failed: 0, skipped: 0 };

/**
 * One file's tests, plus a failure for each error outside a test: an import that failed, a hook that threw, a worker
 * that died. A test that was found but never ended failed, too.
 */
export function tallyModule(module: RanModule): Tally {
  let { passed, failed, skipped } = NOTHING;
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state === 'passed') passed++;
    else if (state === 'skipped') skipped++;
    else failed++;
  }
  failed += module.errors().length;
  for (const suite of module.children.allSuites()) failed += suite.errors().length;
  const ended = module.state() === 'passed' || module.state() === 'skipped';
  return { passed, failed: failed === 0 && !ended ? 1 : failed, skipped };
}

/** The sum of all. */
export function sumTallies(tallies: Iterable<Tally>): Tally {
  let sum = NOTHING;
  for (const tally of tallies) {
    sum = {
      passed: sum.passed + tally.passed,
      failed: sum.failed + tally.failed,
      skipped: sum.skipped + tally.skipped,
    };
  }
  return sum;
}

/** The line that a test run ends with. */
export function closingLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** 0 only when tests ran and none failed; in CI a skipped test is a failure as well. */
export function exitCodeOf({ passed, failed, skipped }: Tally, inCi: boolean): 0 | 1 {
  return passed === 0 || failed > 0 || (inCi && skipped > 0) ? 1 : 0;
}
