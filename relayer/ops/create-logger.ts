/** The service's log: pino's JSON lines, or readable ones for a person on a terminal. Never a secret. @module */
import { pino } from 'pino';
import type { Logger } from '../ports/logger.ts';
import { hideSecrets, toSafeFields } from './hide-secrets.ts';
import { createPrettyPrinter } from './pretty-log.ts';

export interface LoggerOptions {
  readonly level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** `auto`: readable lines on a terminal, JSON otherwise. */
  readonly format: 'auto' | 'json' | 'pretty';
  /** Standard error, unless a test reads along. */
  readonly stream?: { readonly isTTY?: boolean; write(text: string): unknown };
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** One line an entry: `level`, `time` (ISO 8601), the fields, and the sentence as `msg`. */
export function createLogger({ level, format, stream = process.stderr, env = process.env }: LoggerOptions): Logger {
  const isPretty = format === 'pretty' || (format === 'auto' && stream.isTTY === true);
  const colors = stream.isTTY === true && (env.NO_COLOR === undefined || env.NO_COLOR === '');
  const print = isPretty ? createPrettyPrinter({ colors }) : (line: string) => line;
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // Errors are plain objects by then.
      serializers: { err: (error: unknown) => error },
    },
    { write: (line: string) => stream.write(print(line)) },
  );
  const at =
    (name: keyof Logger): Logger['info'] =>
    (fields, message) => {
      if (logger.isLevelEnabled(name)) logger[name](toSafeFields(fields), hideSecrets(message));
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
