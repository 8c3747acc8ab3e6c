/** Runs the tests of one killer against the sources as they are, or against a mutant. @module */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MUTANT, MUTANT_LOG } from './apply-edit.ts';
import type { Killer, Mutant } from './mutant.ts';

export interface KillerRun {
  readonly passed: number;
  /** Names of the tests that failed. */
  readonly failed: readonly string[];
  /** Whether a process has loaded the mutated source. */
  readonly isLoaded: boolean;
  /** What was printed. */
  readonly output: string;
}

const ROOT = join(import.meta.dirname, '../..');
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');

/** One failure is enough of a mutant; the sources as they are run to the end. */
export async function runKiller({ files, tests }: Killer, mutant?: Mutant): Promise<KillerRun> {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-mutant-'));
  try {
    const report = join(folder, 'report.json');
    const log = join(folder, 'loaded');
    const args = [
      ...['--conditions=causeway-source', VITEST, 'run', '--root', ROOT],
      ...['--config', join(import.meta.dirname, 'vitest.config.ts')],
      ...['--reporter', 'json', '--outputFile', report],
      ...(tests === undefined ? [] : ['--testNamePattern', tests]),
      ...(mutant === undefined ? [] : ['--bail', '1']),
      ...files,
    ];
    const env = mutant === undefined ? {} : { [MUTANT]: mutant.name, [MUTANT_LOG]: log };
    const output = await runNode(args, env);
    const { passed, failed } = readReport(await readFile(report, 'utf8').catch(() => '{}'));
    const loaded = await readFile(log, 'utf8').catch(() => '');
    return { passed, failed, isLoaded: loaded !== '', output };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runNode(args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: 'pipe' });
  child.stdin.end();
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve(output));
  });
}

interface Report {
  readonly testResults?: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

function readReport(text: string): { readonly passed: number; readonly failed: readonly string[] } {
  const { testResults = [] } = JSON.parse(text) as Report;
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
  };
}
