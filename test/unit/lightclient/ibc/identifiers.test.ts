/** Identifiers, heights and chain ids, as ibc-go judges them. @module */
import { readFileSync } from 'node:fs';
import { DecodeError } from '@causeway/lightclient/codec';
import {
  compareHeights,
  decodeHeight,
  encodeHeight,
  formatClientId,
  formatHeight,
  isChannelIdFormat,
  isClientIdFormat,
  isIdentifier,
  isZeroHeight,
  parseClientId,
  parseHeight,
  revisionOfChainId,
  toHeight,
  validateIdentifier,
} from '@causeway/lightclient/ibc';
import { describe, expect, test } from 'vitest';

interface Vectors {
  readonly identifiers: readonly {
    readonly text: string;
    readonly client: boolean;
    readonly connection: boolean;
    readonly channel: boolean;
    readonly port: boolean;
    readonly isClientId: boolean;
    readonly isChannelId: boolean;
  }[];
  readonly chainIds: readonly { readonly text: string; readonly revision: string }[];
  readonly heights: readonly { readonly text: string; readonly height: string | null }[];
}
const path = new URL('../../../vectors/ibc-v2/identifiers.json', import.meta.url);
const VECTORS: Vectors = JSON.parse(readFileSync(path, 'utf8'));
const titled = <T extends { readonly text: string }>(rows: readonly T[]): readonly (readonly [string, T])[] =>
  rows.map((row) => [JSON.stringify(row.text).slice(0, 100), row]);
const MOST = (1n << 64n) - 1n;

describe('identifiers', () => {
  test.each(titled(VECTORS.identifiers))('judges %s as ibc-go does', (_, vector) => {
    expect({
      text: vector.text,
      client: isIdentifier('client', vector.text),
      connection: isIdentifier('connection', vector.text),
      channel: isIdentifier('channel', vector.text),
      port: isIdentifier('port', vector.text),
      isClientId: isClientIdFormat(vector.text),
      isChannelId: isChannelIdFormat(vector.text),
    }).toEqual(vector);
    expect(isIdentifier('packet client', vector.text)).toBe(vector.channel);
  });

  test('rejects an identifier with its field and text (bad-identifier)', () => {
    expect(validateIdentifier('packet client', 'short-1', 'sourceClient')).toEqual({
      status: 'invalid',
      reason: {
        code: 'bad-identifier',
        want: 'sourceClient: a packet client identifier of 8 to 64 letters, digits or ._+-#[]<>',
        got: '"short-1"',
      },
    });
  });

  test('accepts client ids apart and together again', () => {
    expect(parseClientId('07-tendermint-12')).toEqual({ clientType: '07-tendermint', sequence: 12n });
    expect(parseClientId('09-localhost')).toEqual({ clientType: '09-localhost', sequence: 0n });
    expect(formatClientId('07-tendermint', 12n)).toBe('07-tendermint-12');
  });

  test('rejects what is no client id, naming the field', () => {
    const parse = () => parseClientId('cosmoshub', 'source');
    expect(parse).toThrow(DecodeError);
    expect(parse).toThrow('source: want a client id {type}-{number}, got "cosmoshub"');
  });

  test('judges a long hop at once, however it is built', () => {
    const start = performance.now();
    for (const text of ['a'.repeat(200_000), '-a'.repeat(100_000), `${'a-'.repeat(100_000)}1x`]) {
      expect(isClientIdFormat(text)).toBe(false);
    }
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

describe('heights', () => {
  test.each(titled(VECTORS.heights))('reads %s as ibc-go does', (_, { text, height }) => {
    if (height === null) expect(() => parseHeight(text)).toThrow(DecodeError);
    else expect(formatHeight(parseHeight(text))).toBe(height);
  });

  test('orders by revision, then by height', () => {
    const ordered = ['0-0', '0-9', '1-1', '1-10', '2-0'].map((text) => parseHeight(text));
    for (const [a, low] of ordered.entries()) {
      for (const [b, high] of ordered.entries()) {
        expect(Math.sign(compareHeights(low, high))).toBe(Math.sign(a - b));
      }
    }
  });

  test('accepts what it wrote', () => {
    for (const height of [toHeight(0n, 0n), toHeight(1n, 20n), toHeight(MOST, MOST)]) {
      expect(decodeHeight(encodeHeight(height))).toEqual(height);
      expect(isZeroHeight(height)).toBe(height.revisionHeight === 0n);
    }
    expect(isZeroHeight(toHeight(1n, 0n))).toBe(false);
    expect(encodeHeight(toHeight(1n, 20n))).toEqual(Uint8Array.of(8, 1, 16, 20));
  });
});

test.each(titled(VECTORS.chainIds))('takes the revision of chain %s as ibc-go does', (_, { text, revision }) => {
  if (revision === 'panic') expect(() => revisionOfChainId(text)).toThrow(DecodeError);
  else expect(revisionOfChainId(text)).toBe(BigInt(revision));
});
