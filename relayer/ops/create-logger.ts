/** The service's log: pino's JSON lines, or readable ones for a person on a terminal. Never a secret. @module */
import { pino } from 'pino';
import type { Logger } from '../ports/logger.ts';
import { createPrettyPrinter } from './pretty-log.ts';

export interface LoggerOptions {
  readonly level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** `auto`: readable lines on a terminal, JSON otherwise. */
  readonly format: 'auto' | 'json' | 'pretty';
  /** Standard error, unless a test reads along. */
  readonly stream?: { readonly isTTY?: boolean; write(text: string): unknown };
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Should one of these ever reach the log, its value does not. */
const SECRET_FIELDS = ['mnemonic', 'privateKey', 'passphrase', 'secret', 'password', 'token', 'authorization'];
/** `https://user:password@host`, in any field and in the message. */
const CREDENTIALS = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@"\\]+@/gi;

export function createLogger({ level, format, stream = process.stderr, env = process.env }: LoggerOptions): Logger {
  const isPretty = format === 'pretty' || (format === 'auto' && stream.isTTY === true);
  const colors = stream.isTTY === true && (env.NO_COLOR === undefined || env.NO_COLOR === '');
  const print = isPretty ? createPrettyPrinter({ colors }) : (line: string) => line;
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      // JSON has no 64-bit numbers.
      log: (fields: Record<string, unknown>) =>
        Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, toJson(value)])),
    },
    redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: '***' },
  };
  return pino(options, { write: (line: string) => stream.write(print(line.replace(CREDENTIALS, '$1***@'))) });
}

function toJson(value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}` : value;
}
