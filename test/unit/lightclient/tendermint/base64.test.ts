import { DecodeError } from '@causeway/lightclient/codec';
import { fromBase64, toBase64 } from '@causeway/lightclient/tendermint';
import { expect, test } from 'vitest';

test('agrees with Node for every length', () => {
  for (let length = 0; length < 70; length++) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 37 + length * 11) & 0xff);
    const text = Buffer.from(bytes).toString('base64');
    expect(toBase64(bytes)).toBe(text);
    expect(fromBase64(text)).toEqual(bytes);
  }
});

test.each(['A', 'AA', 'AAA', 'A===', '=AAA', 'AA=A', 'AB==', 'AAB=', 'AA-_', 'AAA\n', 'AA A', 'AAAAA===', '===='])(
  'rejects %j',
  (text) => {
    expect(() => fromBase64(text)).toThrow(DecodeError);
  },
);
