/** Runs forge on a copy of the sources, compiled quickly: profile `mutants` of `foundry.toml`. @module */
import { execFile } from 'node:child_process';
import { findFoundry } from '../../support/solidity/find-foundry.ts';
import type { ForgeKiller } from './mutant.ts';

export interface ForgeRun {
  readonly passed: readonly string[];
  /** Names of the tests that failed; a set-up that failed is one of them, by the name `setUp`. */
  readonly failed: readonly string[];
  /** What was printed. */
  readonly output: string;
}

/** The tests that killers name; all of their files where they name none. Nothing has passed or failed if nothing compiles. */
export async function runForgeTests(root: string, killers: readonly ForgeKiller[]): Promise<ForgeRun> {
  const files = [...new Set(killers.map(({ file }) => file))];
  const tests = killers.flatMap((killer) => killer.tests);
  const output = await runForge(root, [
    ...[
      'test',
      '--json',
      '--match-path',
      `test/contracts/${files.length === 1 ? files[0] : `{${files.join(',')}}`}.t.sol`,
    ],
    ...(tests.length === 0 ? [] : ['--match-test', `^(${[...new Set(tests)].join('|')})\\(`]),
  ]);
  const results = Object.values(readReport(output)).flatMap((suite) => Object.entries(suite.test_results));
  const named = (status: string) =>
    results.filter(([, result]) => result.status === status).map(([signature]) => signature.replace(/\(.*$/, ''));
  return { passed: named('Success'), failed: named('Failure'), output };
}

/** What forge printed; a failure is no error. */
export function runForge(root: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, FOUNDRY_PROFILE: 'mutants', NO_COLOR: '1' };
  const options = { cwd: root, env, maxBuffer: 2 ** 28 };
  return new Promise((resolve) => {
    execFile(findFoundry('forge'), [...args], options, (_error, stdout, stderr) => resolve(`${stdout}\n${stderr}`));
  });
}

type Report = Readonly<
  Record<string, { readonly test_results: Readonly<Record<string, { readonly status: string }>> }>
>;

/** The line that is the report; warnings may stand before it. */
function readReport(output: string): Report {
  const line = output.split('\n').find((candidate) => candidate.startsWith('{"test/contracts/'));
  return line === undefined ? {} : (JSON.parse(line) as Report);
}
