/**
 * ICS-20 in JSON. Written as Go's `encoding/json` writes it, and read as it reads: names match in any case, the last of
 * several wins, `null` changes nothing; unknown members are refused. Source: ibc-go `apps/transfer/types/encoding.go`.
 * @module
 */
import { DecodeError, decodeUtf8, encodeUtf8 } from '../../codec/index.ts';
import { parseAmount } from './amount.ts';
import type { FungibleTokenPacketData } from './packet-data.ts';

const NAMES = ['denom', 'amount', 'sender', 'receiver', 'memo'] as const;
type Name = (typeof NAMES)[number];

/** The canonical bytes; empty members are left out. */
export function encodeTransferJson(data: FungibleTokenPacketData): Uint8Array {
  const { denom, amount, sender, receiver, memo } = data;
  const members = { denom, amount: amount.toString(), sender, receiver, memo };
  const filled = Object.entries(members).filter(([, value]) => value !== '');
  const json = JSON.stringify(Object.fromEntries(filled)).replace(/[<>&\u2028\u2029]/g, escapeForHtml);
  return encodeUtf8(json);
}

/**
 * Reads what ibc-go would. Text that is not UTF-8 is refused, where Go puts U+FFFD for the bytes that it cannot read.
 * @throws {DecodeError}
 */
export function decodeTransferJson(bytes: Uint8Array, field = 'transfer'): FungibleTokenPacketData {
  const text = decodeUtf8(bytes, field);
  const found: Record<Name, string> = { denom: '', amount: '', sender: '', receiver: '', memo: '' };
  for (const [member, raw] of readMembers(text, field)) {
    const name = NAMES.find((candidate) => candidate === foldName(member));
    if (name === undefined) throw new DecodeError(field, NAMES.join(', '), JSON.stringify(member.slice(0, 90)));
    const value: unknown = JSON.parse(raw);
    if (value === null) continue;
    if (typeof value !== 'string') throw new DecodeError(`${field}.${name}`, 'a string', raw.slice(0, 90));
    found[name] = toWellFormed(value);
  }
  return { ...found, amount: parseAmount(found.amount, `${field}.amount`) };
}

/** Go also escapes what could end a script element or a line of JavaScript. */
function escapeForHtml(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Names compare as under Unicode's simple folding: besides ASCII only the long s and the Kelvin sign meet a letter of ours. */
function foldName(name: string): string {
  return name.replaceAll('\u017f', 's').replaceAll('\u212a', 'k').toLowerCase();
}

/** Go puts U+FFFD for each escaped surrogate that stands alone. */
function toWellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/**
 * The members of the outermost object with their raw values, in order and with duplicates, which `JSON.parse` drops.
 * It first proves that the text is JSON, so that only strings and nesting need care here.
 */
function readMembers(text: string, field: string): readonly (readonly [string, string])[] {
  const isObject = requireObject(text, field);
  const members: [string, string][] = [];
  if (!isObject) return members;
  const cursor = { text, at: text.indexOf('{') + 1 };
  for (;;) {
    skipSpace(cursor, ',');
    if (text[cursor.at] === '}') return members;
    const name: unknown = JSON.parse(takeValue(cursor));
    skipSpace(cursor, ':');
    members.push([String(name), takeValue(cursor)]);
  }
}

/** False for `null`, which Go reads as an object without members. */
function requireObject(text: string, field: string): boolean {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new DecodeError(field, 'JSON', JSON.stringify(text.slice(0, 90)));
  }
  if (typeof value !== 'object' || Array.isArray(value)) throw new DecodeError(field, 'an object', text.slice(0, 90));
  return value !== null;
}

interface Cursor {
  readonly text: string;
  at: number;
}

function skipSpace(cursor: Cursor, also: string): void {
  while (' \t\r\n'.concat(also).includes(cursor.text.charAt(cursor.at))) cursor.at += 1;
}

/** One value of any kind; the cursor ends behind it. */
function takeValue(cursor: Cursor): string {
  const start = cursor.at;
  let depth = 0;
  do {
    const character = cursor.text.charAt(cursor.at);
    if (character === '"') cursor.at = endOfString(cursor);
    else {
      if ('{['.includes(character)) depth += 1;
      if ('}]'.includes(character)) depth -= 1;
      cursor.at += 1;
    }
  } while (depth > 0 || !' \t\r\n,:}]'.includes(cursor.text.charAt(cursor.at)));
  return cursor.text.slice(start, cursor.at);
}

function endOfString({ text, at }: Cursor): number {
  let end = at + 1;
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end + 1;
}
