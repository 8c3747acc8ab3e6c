/** Follows a Vitest run: counts per project, and a sign of life while a long test runs. @module */
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { closingLine, sumTallies, type Tally, tallyModule } from './tally-tests.ts';

/** Without a terminal, what is running is named this often. */
const HEARTBEAT_MS = 30_000;
const NO_PROJECT = 'outside tests';

/** A reporter that keeps the counts. */
export interface TestReport extends Reporter {
  /** Per project; failures that belong to no test file have a row of their own. */
  tallies(): ReadonlyMap<string, Tally>;
  /** One line a project: name, counts, seconds from its first file's start to its last one's end. */
  summary(): readonly string[];
}

/** @param say takes the signs of life; left out on a terminal, where Vitest itself shows what runs. */
export function createTestReport(say: (line: string) => void = () => undefined): TestReport {
  const spans = new Map<string, { fromMs: number; toMs: number }>();
  const running = new Map<TestCase | TestModule, number>();
  const tallies = new Map<string, Tally>();
  const heartbeat = setInterval(() => describeRunning(running).forEach(say), HEARTBEAT_MS);
  heartbeat.unref();
  const markTime = (module: TestModule, now = Date.now()) => {
    spans.set(module.project.name, { fromMs: spans.get(module.project.name)?.fromMs ?? now, toMs: now });
  };
  const add = (project: string, tally: Tally) =>
    tallies.set(project, sumTallies([tallies.get(project) ?? sumTallies([]), tally]));
  return {
    onTestModuleStart: (module) => {
      markTime(module);
      running.set(module, Date.now());
    },
    onTestModuleEnd: (module) => {
      markTime(module);
      running.delete(module);
    },
    onTestCaseReady: (test) => void running.set(test, Date.now()),
    onTestCaseResult: (test) => void running.delete(test),
    onTestRunEnd: (modules, unhandled, reason) => {
      clearInterval(heartbeat);
      for (const module of modules) add(module.project.name, tallyModule(module));
      const failed = unhandled.length + (reason === 'interrupted' ? 1 : 0);
      if (failed > 0) add(NO_PROJECT, { passed: 0, failed, skipped: 0 });
    },
    tallies: () => tallies,
    summary: () =>
      [...tallies].map(([project, tally]) => {
        const span = spans.get(project) ?? { fromMs: 0, toMs: 0 };
        const seconds = ((span.toMs - span.fromMs) / 1_000).toFixed(1);
        return `${project.padEnd(NO_PROJECT.length)}  ${seconds.padStart(7)} s  ${closingLine(tally)}`;
      }),
  };
}

/** Long-running tests; a file that runs for long without one is in a hook or between two tests. */
function describeRunning(running: ReadonlyMap<TestCase | TestModule, number>): readonly string[] {
  const long = [...running].filter(([, sinceMs]) => Date.now() - sinceMs >= HEARTBEAT_MS);
  const tests = long.filter(([{ type }]) => type === 'test');
  return (tests.length > 0 ? tests : long).map(([what, sinceMs]) => {
    const seconds = Math.round((Date.now() - sinceMs) / 1_000);
    const name = what.type === 'test' ? `${what.module.relativeModuleId} > ${what.fullName}` : what.relativeModuleId;
    return `still running after ${seconds} s: ${what.project.name} ${name}`;
  });
}
