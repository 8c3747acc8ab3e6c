/** The relayer as a process of its own, so that it can be killed like one. @module */
import { fileURLToPath } from 'node:url';
import { type GuardedProcess, type ProcessExit, startGuarded } from '../../devnet/process/guarded-process.ts';
import { mutantOptions } from '../../mutation/apply-edit.ts';
import { waitUntil } from './wait-until.ts';

/** A line of the log; a line that is no JSON has only `msg`. */
export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

export interface RelayerProcess {
  readonly pid: number;
  /** Everything it has printed so far, both streams. */
  readonly lines: readonly LogLine[];
  isRunning(): boolean;
  /** As a power cut would. */
  kill9(): Promise<void>;
  /** SIGTERM, as an operator would; SIGKILL after 15 s. */
  stop(): Promise<ProcessExit>;
  /** How it ended by itself. @throws {Error} with the end of its log, when it does not. */
  waitForExit(timeoutMs?: number): Promise<ProcessExit>;
  /** The first line, printed already or to come, that fits. @throws {Error} with the end of its log. */
  waitForLine(fits: (line: LogLine) => boolean, timeoutMs?: number): Promise<LogLine>;
  /** The last lines, for the message of an error. */
  tail(): string;
}

const ENTRY = fileURLToPath(new URL('../../../relayer/cli/causeway.ts', import.meta.url));
const STOP_WITHIN_MS = 15_000;
const DEFAULT_TIMEOUT_MS = 30_000;
const TAIL_LINES = 25;

export interface ProcessOptions {
  /** What follows `causeway`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Starts `causeway` from its sources. It ends with this process, however that ends. */
export async function startRelayerProcess({ args, env }: ProcessOptions): Promise<RelayerProcess> {
  const lines: LogLine[] = [];
  const child = await startGuarded({
    command: process.execPath,
    args: ['--conditions=causeway-source', ...mutantOptions(), ENTRY, ...args],
    // The options of the test runner's own Node are not the relayer's.
    env: { NODE_OPTIONS: '', ...env },
    onLine: (line) => lines.push(parseLine(line)),
  });
  return createHandle(child, lines);
}

function createHandle(child: GuardedProcess, lines: readonly LogLine[]): RelayerProcess {
  const tail = (): string =>
    lines
      .slice(-TAIL_LINES)
      .map((line) => JSON.stringify(line))
      .join('\n');
  return {
    pid: child.pid,
    lines,
    isRunning: child.isRunning,
    kill9: async () => void (await child.stop(0)),
    stop: () => child.stop(STOP_WITHIN_MS),
    async waitForExit(timeoutMs = DEFAULT_TIMEOUT_MS) {
      await waitUntil(() => !child.isRunning(), { timeoutMs, what: 'the relayer to end', tail });
      return child.exited;
    },
    waitForLine(fits, timeoutMs = DEFAULT_TIMEOUT_MS) {
      return waitUntil(() => lines.find(fits), { timeoutMs, what: 'a line of the log that fits', tail });
    },
    tail,
  };
}

function parseLine(text: string): LogLine {
  if (!text.startsWith('{')) return { level: 'none', msg: text };
  try {
    const fields: unknown = JSON.parse(text);
    if (typeof fields !== 'object' || fields === null) return { level: 'none', msg: text };
    return { level: 'none', msg: '', ...fields };
  } catch {
    // The last line of a process that was killed may be cut off.
    return { level: 'none', msg: text };
  }
}
