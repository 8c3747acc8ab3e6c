/**
 * Keeps the service small. On a machine with much memory V8 and the C library take it and keep it, although a relayer needs
 * what it has read for a moment only (`docs/adr/0013-a-frugal-process.md`).
 * @module
 */
import process from 'node:process';

/** Options of Node, in MiB: each half of the space for new objects; all old ones. */
const OPTIONS: ReadonlyMap<string, number> = new Map([
  ['--max-semi-space-size', 4],
  ['--max-old-space-size', 512],
]);

/** For glibc, which others ignore: one pool of memory, and larger pieces given back as soon as they are free. */
const ALLOCATOR = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '32768' };

/** What this needs of Node's `process`. */
export interface Restartable {
  readonly argv: readonly string[];
  readonly execArgv: readonly string[];
  readonly execPath: string;
  readonly env: NodeJS.ProcessEnv;
  /** There is one when a parent talks to us over a channel, which a new program could not take over. */
  readonly channel?: unknown;
  /** Node 22.15 and newer, not on Windows. */
  readonly execve?: NodeJS.Process['execve'];
}

/**
 * Starts the program again in its own place, with the same process id, arguments and environment, and with limits. Returns
 * when it has them already, and where Node cannot do this. What an operator has set stays.
 */
export function limitMemory(self: Restartable = process): void {
  const { argv, execArgv, execPath, env, channel } = self;
  // Node takes underscores for dashes.
  const given = [...execArgv, env.NODE_OPTIONS ?? ''].join(' ').replaceAll('_', '-');
  const missing = [...OPTIONS].filter(([name]) => !given.includes(name));
  if (missing.length === 0 || channel !== undefined) return;
  const options = missing.map(([name, size]) => `${name}=${size}`);
  self.execve?.(execPath, [execPath, ...options, ...execArgv, ...argv.slice(1)], { ...ALLOCATOR, ...env });
}
