import { DecodeError } from '@causeway/lightclient/codec';
import {
  decodeClientHeader,
  decodeClientMisbehaviour,
  encodeClientHeader,
  encodeClientMisbehaviour,
} from '@causeway/lightclient/tendermint';
import { expect, test } from 'vitest';
import {
  buildBlock,
  buildClientHeader,
  buildMisbehaviour,
  createSigner,
  createSigners,
} from '../../../../support/build-header.ts';

const signers = [...createSigners(2), createSigner('s', 5n, 'secp256k1'), createSigner('m', 1n, 'mldsa65')];
const trusted = buildBlock({ height: 10n, signers });
const header = buildClientHeader(
  buildBlock({ height: 11n, signers, vote: (_, index) => (index === 3 ? 'absent' : index === 2 ? 'nil' : 'commit') }),
  trusted,
);

test('writes and reads a header', () => {
  expect(decodeClientHeader(encodeClientHeader(header))).toEqual(header);
});

test('writes and reads a header without validators', () => {
  const bare = { ...header, validatorSet: undefined, trustedValidators: undefined };
  expect(decodeClientHeader(encodeClientHeader(bare))).toEqual(bare);
});

test('writes and reads a misbehaviour', () => {
  const misbehaviour = buildMisbehaviour(header, buildClientHeader(trusted, trusted));
  expect(decodeClientMisbehaviour(encodeClientMisbehaviour(misbehaviour))).toEqual(misbehaviour);
});

test('a missing signed header, and a missing header of a misbehaviour, decode to zeros, as in Go', () => {
  const zero = decodeClientHeader(new Uint8Array(0));
  expect(zero).toMatchObject({ signedHeader: { header: { height: 0n }, commit: { height: 0n } } });
  expect(decodeClientMisbehaviour(new Uint8Array(0))).toEqual({
    kind: 'misbehaviour',
    clientId: '',
    header1: zero,
    header2: zero,
  });
});

test('rejects truncated and trailing bytes', () => {
  const bytes = encodeClientHeader(header);
  expect(() => decodeClientHeader(bytes.subarray(0, -1))).toThrow(DecodeError);
  expect(() => decodeClientHeader(Uint8Array.of(...bytes, 0))).toThrow(DecodeError);
});
