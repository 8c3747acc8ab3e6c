/** Child processes that cannot outlive this one, however it ends: a small shell watches a pipe that only we hold. @module */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';

/**
 * The shell becomes the program (`exec`), so the pid is the program's own. Its helper waits on descriptor 3: a line means
 * "the program is gone, so are you"; end of file means that the parent died, whatever the signal.
 */
const GUARD_SCRIPT = `
{ read -r _ <&3 || {
    kill -KILL $$
    if [ -n "$GUARD_REMOVE" ]; then sleep 0.3; rm -rf "$GUARD_REMOVE"; rmdir "$(dirname "$GUARD_REMOVE")"; fi
    kill -KILL -$$
  }
} </dev/null >/dev/null 2>&1 &
unset GUARD_REMOVE
exec "$@" 3<&-
`;

/** What to run; all paths absolute. */
export interface GuardedOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Both output streams are appended here; without it they are readable as `output`. */
  readonly logFile?: string;
  /** A directory that the guard removes when the parent crashes, and its parent directory if that is then empty. */
  readonly removeOnCrash?: string;
}

/** How a process ended. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A running child. */
export interface GuardedProcess {
  readonly pid: number;
  readonly output: readonly Readable[];
  readonly exited: Promise<ProcessExit>;
  isRunning(): boolean;
  signal(name: NodeJS.Signals): void;
  /** Ends it with SIGTERM, then SIGKILL after `graceMs` (0: at once); resolves when it is gone. */
  stop(graceMs?: number): Promise<ProcessExit>;
}

/** Starts a program that is killed when this process ends, even by SIGKILL; not available on Windows. */
export async function startGuarded(options: GuardedOptions): Promise<GuardedProcess> {
  const log = options.logFile === undefined ? undefined : openSync(options.logFile, 'a');
  const child = spawn('/bin/sh', ['-c', GUARD_SCRIPT, 'guard', options.command, ...options.args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env, GUARD_REMOVE: options.removeOnCrash ?? '' },
    // Its own process group: a Ctrl-C at the terminal reaches us alone, and we stop the children in order.
    detached: true,
    stdio: ['ignore', log ?? 'pipe', log ?? 'pipe', 'pipe'],
  });
  if (log !== undefined) closeSync(log);
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('exit', (code, signal) => {
      releaseGuard(child);
      resolve({ code, signal });
    });
  });
  const pid = await spawnedPid(child);
  return {
    pid,
    output: [child.stdout, child.stderr].filter((stream) => stream !== null),
    exited,
    isRunning: () => isRunning(child),
    signal: (name) => {
      if (isRunning(child)) child.kill(name);
    },
    stop: (graceMs = 0) => stopChild(child, exited, graceMs),
  };
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function spawnedPid(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => {
      if (child.pid === undefined) reject(new Error('unreachable: spawned without a pid'));
      else resolve(child.pid);
    });
  });
}

function releaseGuard(child: ChildProcess): void {
  const pipe = child.stdio[3];
  if (pipe === null || pipe === undefined || !('end' in pipe)) return;
  pipe.on('error', () => pipe.destroy()); // the guard may already be gone with its group
  pipe.end('\n');
}

async function stopChild(child: ChildProcess, exited: Promise<ProcessExit>, graceMs: number): Promise<ProcessExit> {
  if (!isRunning(child)) return exited;
  if (graceMs === 0) {
    child.kill('SIGKILL');
    return exited;
  }
  child.kill('SIGCONT'); // a paused process would never see SIGTERM
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  try {
    return await exited;
  } finally {
    clearTimeout(timer);
  }
}
