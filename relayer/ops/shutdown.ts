/** Stops the service on SIGINT and SIGTERM: gracefully once, at once when asked again or when it takes too long. @module */
import type { Logger } from '../ports/logger.ts';

export interface ShutdownOptions {
  readonly stop: (graceMs: number) => Promise<void>;
  readonly logger: Logger;
  /** How long `stop` may take in all. */
  readonly graceMs?: number;
  /** The process, unless a test stands in for it. */
  readonly signals?: Signals;
}

export interface Signals {
  on(signal: 'SIGINT' | 'SIGTERM', handler: () => void): unknown;
  off(signal: 'SIGINT' | 'SIGTERM', handler: () => void): unknown;
  exit(code: number): void;
}

const NAMES = ['SIGINT', 'SIGTERM'] as const;
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;
const GRACE_MS = 10_000;
/** Kept back for closing the store and the API after the work has stopped. */
const CLOSING_MS = 1_500;

/** Resolves once a signal came and everything has stopped; then the process ends by itself with code 0. */
export function waitForShutdown({
  stop,
  logger,
  graceMs = GRACE_MS,
  signals = process,
}: ShutdownOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    let stopping = false;
    const handlers = NAMES.map((name) => [name, () => handle(name)] as const);
    const handle = (name: (typeof NAMES)[number]): void => {
      if (stopping) {
        logger.warn({ signal: name }, 'asked to stop again: leaving at once');
        signals.exit(EXIT_CODES[name]);
        return;
      }
      stopping = true;
      logger.info({ signal: name, graceMs }, 'stopping: finishing what is in flight');
      const overdue = setTimeout(() => {
        logger.warn({ graceMs }, 'stopping took too long: leaving; the store has everything');
        signals.exit(EXIT_CODES[name]);
      }, graceMs);
      stop(Math.max(0, graceMs - CLOSING_MS))
        .then(() => {
          logger.info({}, 'stopped');
          resolve();
        }, reject)
        .finally(() => {
          clearTimeout(overdue);
          for (const [signal, handler] of handlers) signals.off(signal, handler);
        });
    };
    for (const [signal, handler] of handlers) signals.on(signal, handler);
  });
}
