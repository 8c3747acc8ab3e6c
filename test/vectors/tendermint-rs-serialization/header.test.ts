/** Headers of other projects in JSON. @module */
import { toHex } from '@causeway/lightclient/codec';
import { checkHeader, formatHeader, hashHeader, parseHeader } from '@causeway/lightclient/tendermint';
import { expect, test } from 'vitest';
import { readVector } from '../../support/read-vector.ts';

test('reproduces the known hash of a header', () => {
  const header = parseHeader(readVector('tendermint-rs-serialization/header_with_known_hash.json'));
  const hash = hashHeader(header);
  expect(hash && toHex(hash)).toBe('f30a71f2409fb15aacaedb6cc122dfa2525bee9cae521721b06bfdca291b8d56');
});

test.each(['header.json', 'header_with_known_hash.json'])('reads %s and writes it again', (name) => {
  const header = parseHeader(readVector(`tendermint-rs-serialization/${name}`));
  expect(parseHeader(formatHeader(header))).toEqual(header);
});

test('rejects a header of block protocol 10 (unsupported-block-protocol)', () => {
  const header = parseHeader(readVector('tendermint-rs-serialization/header.json'));
  expect(checkHeader(header)).toMatchObject({ reason: { code: 'unsupported-block-protocol', got: '10' } });
});
