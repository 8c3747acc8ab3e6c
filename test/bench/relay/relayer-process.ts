/** `causeway` as operators run it: the compiled program, a process of its own, measured from outside. @module */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LinkReport } from '../../../relayer/ports/control.ts';
import { type GuardedProcess, startGuarded } from '../../devnet/process/guarded-process.ts';
import type { RelayerHome } from '../../support/relayer-home.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PROGRAM = join(ROOT, 'dist', 'relayer', 'cli', 'causeway.js');
const run = promisify(execFile);

/** Compiles what has changed since the last time. @throws {Error} with the compiler's words. */
export async function compileProgram(): Promise<void> {
  await run(join(ROOT, 'node_modules', '.bin', 'tsc'), ['-b', 'relayer'], { cwd: ROOT }).catch((error: unknown) => {
    const words = error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
    throw new Error(`the program does not compile: ${words.trim().split('\n')[0]}`, { cause: error });
  });
}

/** `causeway link` for the only path of this home. */
export async function linkPath({ env }: RelayerHome): Promise<LinkReport> {
  const { stdout } = await run(process.execPath, [PROGRAM, 'link', '--json'], { env: { ...process.env, ...env } });
  return JSON.parse(stdout);
}

export interface RelayerProcess {
  readonly process: GuardedProcess;
  readonly startedAtMs: number;
  readonly logFile: string;
}

/** `causeway start`. Further options for Node come from `CAUSEWAY_BENCH_NODE`, such as `--cpu-prof`. */
export async function startRelayer({ env, folder }: RelayerHome): Promise<RelayerProcess> {
  const startedAtMs = Date.now();
  const logFile = join(folder, 'relayer.log');
  const options = (process.env.CAUSEWAY_BENCH_NODE ?? '').split(' ').filter((option) => option !== '');
  const child = await startGuarded({
    command: process.execPath,
    args: [...options, PROGRAM, 'start'],
    env: { NODE_OPTIONS: '', ...env },
    logFile,
  });
  return { process: child, startedAtMs, logFile };
}

export interface Usage {
  /** User and system time. */
  readonly cpuSeconds: number;
  readonly peakMiB: number;
}

/** What Linux counts, in hundredths of a second. */
const TICKS_PER_SECOND = 100;
/** Places of `utime` and `stime` behind the name in `/proc/PID/stat`, which may hold spaces itself. */
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;

/** Of a running process, since it began. Linux only. */
export function readUsage({ process: { pid } }: RelayerProcess): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const peakKiB = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]);
  const ticks = Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS]);
  return { cpuSeconds: ticks / TICKS_PER_SECOND, peakMiB: peakKiB / 1024 };
}
