/** Amounts as text. Source: `NewIntFromString` of cosmossdk.io/math, that is Go's `big.Int.SetString` with base 0. @module */
import { DecodeError } from '../../codec/index.ts';

interface Base {
  /** What `BigInt` wants in front. */
  readonly literal: string;
  readonly digits: RegExp;
}

const DECIMAL: Base = { literal: '', digits: /^[0-9]+$/ };
const BASES: ReadonlyMap<string, Base> = new Map([
  ['0b', { literal: '0b', digits: /^[01]+$/ }],
  ['0o', { literal: '0o', digits: /^[0-7]+$/ }],
  ['0', { literal: '0o', digits: /^[0-7]+$/ }],
  ['0x', { literal: '0x', digits: /^[0-9a-f]+$/ }],
]);
const INTEGER = /^([+-]?)(0[box]|0(?=_?[0-9]))?(_?[0-9a-f]+(?:_[0-9a-f]+)*)$/i;

/**
 * An amount as a Cosmos chain reads it: Go's integer literals, so besides decimals also `0x10`, `0b1`, `0o7`, `017`
 * (octal), `1_000` and a sign, of at most 256 bits.
 * @throws {DecodeError} for anything else.
 */
export function parseAmount(text: string, field = 'amount'): bigint {
  const shown = JSON.stringify(text.slice(0, 90));
  const [, sign = '', prefix = '', body = ''] = INTEGER.exec(text) ?? [];
  const { literal, digits } = BASES.get(prefix.toLowerCase()) ?? DECIMAL;
  const plain = body.replaceAll('_', '').toLowerCase();
  // An underscore may stand in front only where a prefix stands before it.
  const isInteger = digits.test(plain) && !(prefix === '' && body.startsWith('_'));
  if (!isInteger) throw new DecodeError(field, 'an integer', shown);
  const significant = plain.replace(/^0+(?=.)/, '');
  // In no base do more than 256 digits fit; so a peer cannot make us parse a huge number.
  if (significant.length > 256) throw new DecodeError(field, 'at most 256 bits', shown);
  const value = BigInt(`${literal}${significant}`);
  if (value >> 256n !== 0n) throw new DecodeError(field, 'at most 256 bits', shown);
  return sign === '-' ? -value : value;
}
