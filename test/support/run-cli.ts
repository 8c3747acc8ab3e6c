/** Runs the `causeway` program from its sources, as a process of its own. @module */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { mutantOptions } from '../mutation/apply-edit.ts';

const ENTRY = fileURLToPath(new URL('../../relayer/cli/causeway.ts', import.meta.url));

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Stop reading, as `head` does, after so many lines of standard output. */
  readonly endAfterLines?: number;
  /** Send this signal, as a person or a supervisor does, after the first line of standard output. */
  readonly signalAfterLine?: 'SIGINT' | 'SIGTERM';
  /** Further options for Node itself. */
  readonly node?: readonly string[];
}

/** The environment holds nothing of ours but what the test gives. */
export async function runCli(
  args: readonly string[],
  { env = {}, input = '', node = [], endAfterLines, signalAfterLine }: CliOptions = {},
): Promise<CliRun> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('CAUSEWAY_') && name !== 'NODE_OPTIONS',
  );
  const child = spawn(process.execPath, ['--conditions=causeway-source', ...mutantOptions(), ...node, ENTRY, ...args], {
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: 'pipe',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const isFirst = !stdout.includes('\n');
    stdout += text;
    if (isFirst && signalAfterLine !== undefined && stdout.includes('\n')) child.kill(signalAfterLine);
    if (endAfterLines !== undefined && stdout.split('\n').length > endAfterLines) child.stdout.destroy();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // A program that fails at once does not read its input.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
