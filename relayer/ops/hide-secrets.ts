/** Makes log entries safe to keep and to show: secrets hidden, the rest as JSON. The last line of defence, not the first. @module */

import { toHex } from '@causeway/lightclient/codec';
import { EnglishMnemonic } from '@cosmjs/crypto';

const HIDDEN = '***';

/** Fields whose values are secrets, whatever they are part of: `privateKey`, `SIGNER_MNEMONIC`, `api-key` … */
const SECRET_FIELD =
  /mnemonic|passphrase|password|passwd|secret|priv(ate)?[-_]?key|api[-_]?key|access[-_]?key|seed|bearer|credential|authorization|cookie|token$/i;

/** `https://user:password@host`: the part before the `@`. */
const CREDENTIALS = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@"]+@/gi;
/** `?apikey=…`, as the endpoints of providers have it. */
const QUERY = /([?&](?:api[-_]?key|key|token|access[-_]?token|auth|secret|password)=)[^&\s"']+/gi;
/** Enough words in a row for the shortest mnemonic. */
const WORDS = /\b[a-z]{3,8}(?:[\s,]+[a-z]{3,8}){11,}\b/gi;
const SHORTEST_MNEMONIC = 12;

/** Deeper than any entry of ours: an object that contains itself ends here. */
const DEEPEST = 8;

/** 64-bit numbers as text, bytes as hex, errors with their causes. */
export function toSafeFields(fields: object): Readonly<Record<string, unknown>> {
  return safeEntries(fields, 0);
}

/** The text without what looks like a secret by itself: credentials in URLs, mnemonics. */
export function hideSecrets(text: string): string {
  return text.replace(CREDENTIALS, `$1${HIDDEN}@`).replace(QUERY, `$1${HIDDEN}`).replace(WORDS, hideMnemonic);
}

function safeEntries(object: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, SECRET_FIELD.test(key) ? HIDDEN : toSafe(value, depth + 1)]),
  );
}

function toSafe(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return hideSecrets(value);
  if (typeof value === 'bigint') return `${value}`;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return toHex(value);
  if (depth > DEEPEST) return '…';
  if (value instanceof Error) return errorFields(value, depth);
  return Array.isArray(value) ? value.map((entry) => toSafe(entry, depth + 1)) : safeEntries(value, depth);
}

function errorFields({ name, message, stack, cause, ...own }: Error, depth: number): Record<string, unknown> {
  const { type, ...told } = safeEntries({ type: name, message, ...own, stack }, depth);
  return { type, ...told, ...(cause === undefined ? {} : { cause: toSafe(cause, depth + 1) }) };
}

let wordlist: ReadonlySet<string> | undefined;

/** Prose is hardly ever made of so many words of the list in a row; a mnemonic always is. */
function hideMnemonic(run: string): string {
  wordlist ??= new Set(EnglishMnemonic.wordlist);
  const shown: string[] = [];
  let listed: string[] = [];
  const flush = (): void => {
    shown.push(listed.length < SHORTEST_MNEMONIC ? listed.join('') : HIDDEN + (/[\s,]+$/.exec(listed.join('')) ?? ''));
    listed = [];
  };
  // Each word with what separates it from the next one.
  for (const word of run.match(/[a-z]+[\s,]*/gi) ?? []) {
    if (wordlist.has(word.replace(/[\s,]+$/, '').toLowerCase())) {
      listed.push(word);
      continue;
    }
    flush();
    shown.push(word);
  }
  flush();
  return shown.join('');
}
