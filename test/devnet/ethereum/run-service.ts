/** One of the programs that make up a chain: its process, its files, its log. @module */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type GuardedProcess, startGuarded } from '../process/guarded-process.ts';
import { readTail } from '../process/read-tail.ts';

const STOP_GRACE_MS = 10_000;

/** A program and where it lives. */
export interface ServiceSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Its folder; the log lies in it. */
  readonly home: string;
  /** Whether the folder stays when this process crashes. */
  readonly keep: boolean;
}

/** A program that may be running. */
export interface Service {
  readonly name: string;
  readonly home: string;
  isRunning(): boolean;
  pid(): number | undefined;
  /** @throws {Error} when it is running already. */
  start(): Promise<void>;
  /** Ends the process: `SIGKILL` at once, `SIGTERM` in an orderly way (default). */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Stops its clock, sockets staying open, until `resume`. */
  pause(): void;
  resume(): void;
  /** The last lines of its log, or the first of a panic. */
  logTail(lines?: number): string;
}

/** A service that was not started yet. */
export function createService({ name, command, args, home, keep }: ServiceSpec): Service {
  mkdirSync(home, { recursive: true });
  const logFile = join(home, `${name}.log`);
  let running: GuardedProcess | undefined;
  const isRunning = () => running?.isRunning() ?? false;
  return {
    name,
    home,
    isRunning,
    pid: () => (isRunning() ? running?.pid : undefined),
    start: async () => {
      if (isRunning()) throw new Error(`devnet: want ${name} stopped, got it running`);
      running = await startGuarded({ command, args, cwd: home, logFile, ...(keep ? {} : { removeOnCrash: home }) });
    },
    stop: async (signal = 'SIGTERM') => {
      await running?.stop(signal === 'SIGKILL' ? 0 : STOP_GRACE_MS);
    },
    pause: () => running?.signal('SIGSTOP'),
    resume: () => running?.signal('SIGCONT'),
    logTail: (lines = 15) => readTail(logFile, lines),
  };
}
