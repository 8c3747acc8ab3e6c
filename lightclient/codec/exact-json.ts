/**
 * JSON whose integers stay exact: a number is a `bigint`, never a double. Fractions, exponents, repeated keys and deep nesting
 * are refused. Source: RFC 8259.
 * @module
 */
import { DecodeError } from './decode-error.ts';

/** A value of JSON. Objects have no prototype, so that no key means anything by itself. */
export type ExactJson = null | boolean | string | bigint | readonly ExactJson[] | { readonly [key: string]: ExactJson };

const MAX_DEPTH = 64;
/** Of digits: no integer that is read here has more. */
const MAX_DIGITS = 80;

interface Cursor {
  readonly text: string;
  readonly field: string;
  at: number;
}

/** @param field What the text is, for errors. @throws {DecodeError} */
export function parseExactJson(text: string, field = 'JSON'): ExactJson {
  const cursor: Cursor = { text, field, at: 0 };
  const value = readValue(cursor, MAX_DEPTH);
  skipBlanks(cursor);
  if (cursor.at < text.length) throw unexpected(cursor, 'the end');
  return value;
}

/** Without blanks; keys in their own order. */
export function formatExactJson(value: ExactJson): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(formatExactJson).join(',')}]`;
  const entries = Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}:${formatExactJson(entry)}`);
  return `{${entries.join(',')}}`;
}

function isList(value: readonly ExactJson[] | { readonly [key: string]: ExactJson }): value is readonly ExactJson[] {
  return Array.isArray(value);
}

function unexpected({ text, field, at }: Cursor, want: string): DecodeError {
  const got = at >= text.length ? 'the end' : JSON.stringify(text.slice(at, at + 20));
  return new DecodeError(field, want, got, at);
}

const BLANKS = ' \t\n\r';

function skipBlanks(cursor: Cursor): void {
  while (cursor.at < cursor.text.length && BLANKS.includes(cursor.text.charAt(cursor.at))) cursor.at += 1;
}

function readValue(cursor: Cursor, depth: number): ExactJson {
  if (depth === 0) throw unexpected(cursor, `at most ${MAX_DEPTH} levels`);
  skipBlanks(cursor);
  switch (cursor.text.charAt(cursor.at)) {
    case '{':
      return readObject(cursor, depth - 1);
    case '[':
      return readArray(cursor, depth - 1);
    case '"':
      return readText(cursor);
    case 't':
      return readWord(cursor, 'true', true);
    case 'f':
      return readWord(cursor, 'false', false);
    case 'n':
      return readWord(cursor, 'null', null);
    default:
      return readInteger(cursor);
  }
}

function readWord<T extends ExactJson>(cursor: Cursor, word: string, value: T): T {
  if (!cursor.text.startsWith(word, cursor.at)) throw unexpected(cursor, 'a value');
  cursor.at += word.length;
  return value;
}

const INTEGER = /-?(?:0|[1-9][0-9]*)/y;

function readInteger(cursor: Cursor): bigint {
  INTEGER.lastIndex = cursor.at;
  const [digits] = INTEGER.exec(cursor.text) ?? [];
  if (digits === undefined) throw unexpected(cursor, 'a value');
  if (digits.length > MAX_DIGITS) throw unexpected(cursor, `at most ${MAX_DIGITS} digits`);
  cursor.at += digits.length;
  if ('.eE0123456789'.includes(cursor.text.charAt(cursor.at) || ' ')) throw unexpected(cursor, 'an integer');
  return BigInt(digits);
}

/** Neither an escape nor a control character: most texts are hex. */
const PLAIN = /^[^\\\p{Cc}]*$/u;

function readText(cursor: Cursor): string {
  const { text, at } = cursor;
  const quote = text.indexOf('"', at + 1);
  const plain = text.slice(at + 1, quote);
  if (quote >= 0 && PLAIN.test(plain)) {
    cursor.at = quote + 1;
    return plain;
  }
  let end = at + 1;
  while (end < text.length && text.charAt(end) !== '"') end += text.charAt(end) === '\\' ? 2 : 1;
  try {
    const value: unknown = JSON.parse(text.slice(at, end + 1));
    cursor.at = end + 1;
    return String(value);
  } catch {
    throw unexpected(cursor, 'a string');
  }
}

function readArray(cursor: Cursor, depth: number): readonly ExactJson[] {
  const out: ExactJson[] = [];
  cursor.at += 1;
  if (takes(cursor, ']')) return out;
  do out.push(readValue(cursor, depth));
  while (takes(cursor, ','));
  if (!takes(cursor, ']')) throw unexpected(cursor, "',' or ']'");
  return out;
}

function readObject(cursor: Cursor, depth: number): { readonly [key: string]: ExactJson } {
  const out: Record<string, ExactJson> = Object.create(null);
  cursor.at += 1;
  if (takes(cursor, '}')) return out;
  do {
    skipBlanks(cursor);
    const start = cursor.at;
    if (cursor.text.charAt(start) !== '"') throw unexpected(cursor, 'a key');
    const key = readText(cursor);
    if (key in out) throw new DecodeError(cursor.field, 'each key once', JSON.stringify(key.slice(0, 60)), start);
    if (!takes(cursor, ':')) throw unexpected(cursor, "':'");
    out[key] = readValue(cursor, depth);
  } while (takes(cursor, ','));
  if (!takes(cursor, '}')) throw unexpected(cursor, "',' or '}'");
  return out;
}

function takes(cursor: Cursor, mark: string): boolean {
  skipBlanks(cursor);
  if (cursor.text.charAt(cursor.at) !== mark) return false;
  cursor.at += 1;
  return true;
}
