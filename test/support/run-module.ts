/** Runs one of our TypeScript files as a process of its own. @module */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Starts `file` (relative to this folder); standard error goes to ours. */
export function runModule(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return spawn(process.execPath, ['--conditions=causeway-source', path, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** The first line that it prints. @throws {Error} when it ends before. */
export async function readFirstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('want a readable output, got none');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('want a line, got the end of the output');
}

/** Its exit code. */
export async function waitForEnd(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}
