/** Child processes that cannot outlive this one, however it ends: a small shell watches a pipe that only we hold. @module */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Duplex } from 'node:stream';

/**
 * The shell becomes the program (`exec`), so the pid is the program's own. Its helper says on descriptor 3 that it is there,
 * then waits: a line means "the program is gone, so are you"; end of file means that the parent died, whatever the signal.
 */
const GUARD_SCRIPT = `
{ echo ready >&3; read -r _ <&3 || {
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
  /** Both output streams are appended here. */
  readonly logFile?: string;
  /** Takes each line of both output streams, when there is no log file. */
  readonly onLine?: (line: string) => void;
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
  /** Resolves once it is gone and its last line was taken. */
  readonly exited: Promise<ProcessExit>;
  isRunning(): boolean;
  signal(name: NodeJS.Signals): void;
  /** Ends it with SIGTERM, then SIGKILL after `graceMs` (0: at once); resolves when it is gone. */
  stop(graceMs?: number): Promise<ProcessExit>;
}

/** Starts a program that is killed when this process ends, even by SIGKILL; not available on Windows. */
export async function startGuarded(options: GuardedOptions): Promise<GuardedProcess> {
  const log = options.logFile === undefined ? undefined : openSync(options.logFile, 'a');
  const output = log ?? (options.onLine === undefined ? 'ignore' : 'pipe');
  const child = spawn('/bin/sh', ['-c', GUARD_SCRIPT, 'guard', options.command, ...options.args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env, GUARD_REMOVE: options.removeOnCrash ?? '' },
    // Its own process group: a Ctrl-C at the terminal reaches us alone, and we stop the children in order.
    detached: true,
    stdio: ['ignore', output, output, 'pipe'],
  });
  if (log !== undefined) closeSync(log);
  const exited = waitForEnd(child, options.onLine);
  const pid = await spawnedPid(child);
  await Promise.race([guardReady(child), exited]);
  return {
    pid,
    exited,
    isRunning: () => isRunning(child),
    signal: (name) => {
      if (isRunning(child)) child.kill(name);
    },
    stop: (graceMs = 0) => stopChild(child, exited, graceMs),
  };
}

/** Listens from the first moment: Node throws away what nobody reads once a child has ended. */
async function waitForEnd(child: ChildProcess, onLine: GuardedOptions['onLine']): Promise<ProcessExit> {
  const lines = [child.stdout, child.stderr].map(async (stream) => {
    if (stream !== null && onLine !== undefined)
      await once(createInterface({ input: stream }).on('line', onLine), 'close');
  });
  const exit = new Promise<ProcessExit>((resolve) => {
    child.once('exit', (code, signal) => {
      releaseGuard(child);
      resolve({ code, signal });
    });
  });
  await Promise.all(lines);
  return exit;
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

/** Only then can the program be stopped or left alone without risk. */
function guardReady(child: ChildProcess): Promise<void> {
  const pipe = child.stdio[3];
  if (!(pipe instanceof Duplex)) throw new Error('unreachable: a child without its pipe');
  pipe.on('error', () => pipe.destroy()); // the guard went with its group; `exit` tells the rest
  return new Promise((resolve) => pipe.once('data', () => resolve()));
}

function releaseGuard(child: ChildProcess): void {
  const pipe = child.stdio[3];
  if (!(pipe instanceof Duplex)) return;
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
