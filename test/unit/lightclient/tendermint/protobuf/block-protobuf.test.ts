import { DecodeError, fromHex, messageField, toHex, uintField } from '@causeway/lightclient/codec';
import {
  checkSignedHeader,
  decodeCommit,
  decodeHeader,
  decodeLightBlock,
  decodeSignedHeader,
  decodeValidatorSet,
  encodeCommit,
  encodeHeader,
  encodeLightBlock,
  encodeSignedHeader,
  encodeValidatorSet,
  MAX_VALIDATORS,
  ZERO_BLOCK_ID,
  ZERO_TIME,
} from '@causeway/lightclient/tendermint';
import {
  LightBlock as CosmjsLightBlock,
  SignedHeader as CosmjsSignedHeader,
} from 'cosmjs-types/tendermint/types/types';
import { ValidatorSet as CosmjsValidatorSet } from 'cosmjs-types/tendermint/types/validator';
import { describe, expect, test } from 'vitest';
import { buildBlock, createSigner, createSigners } from '../../../../support/build-header.ts';

const signers = [...createSigners(3), createSigner('s', 1n << 40n, 'secp256k1')];
const block = buildBlock({
  height: 1_234_567n,
  signers,
  round: 2,
  vote: (_, index) => (['commit', 'nil', 'absent'] as const)[index] ?? 'commit',
});
const { signedHeader, validators } = block;

describe('agrees with cosmjs-types', () => {
  test('on a signed header', () => {
    const bytes = encodeSignedHeader(signedHeader);
    expect(toHex(CosmjsSignedHeader.encode(CosmjsSignedHeader.decode(bytes)).finish())).toBe(toHex(bytes));
  });

  test('on a validator set', () => {
    const bytes = encodeValidatorSet(validators);
    expect(toHex(CosmjsValidatorSet.encode(CosmjsValidatorSet.decode(bytes)).finish())).toBe(toHex(bytes));
    const read = CosmjsValidatorSet.decode(bytes).validators[0];
    expect(read).toMatchObject({
      votingPower: 1n << 40n,
      pubKey: { secp256k1: validators.validators[0]?.publicKey.bytes },
    });
  });

  test('on a light block', () => {
    const bytes = encodeLightBlock(block);
    expect(toHex(CosmjsLightBlock.encode(CosmjsLightBlock.decode(bytes)).finish())).toBe(toHex(bytes));
  });
});

describe('reads what it writes', () => {
  test('header, commit, signed header, sets and light block', () => {
    expect(decodeHeader(encodeHeader(signedHeader.header))).toEqual(signedHeader.header);
    expect(decodeCommit(encodeCommit(signedHeader.commit))).toEqual(signedHeader.commit);
    expect(decodeSignedHeader(encodeSignedHeader(signedHeader))).toEqual(signedHeader);
    expect(decodeValidatorSet(encodeValidatorSet(validators))).toEqual(validators);
    expect(decodeLightBlock(encodeLightBlock(block))).toEqual({ signedHeader, validators });
  });

  test('every key type, negative priorities, and no proposer', () => {
    const types = ['ed25519', 'secp256k1', 'secp256k1eth', 'bls12381', 'mldsa65'] as const;
    const list = types.map((type) => ({ ...createSigner('k', 5n, type).validator, proposerPriority: -9n }));
    expect(decodeValidatorSet(encodeValidatorSet({ validators: list }))).toEqual({
      validators: list,
      proposer: undefined,
    });
  });

  test('keeps the order of the wire', () => {
    const reversed = { ...validators, validators: validators.validators.toReversed() };
    expect(decodeValidatorSet(encodeValidatorSet(reversed))).toEqual(reversed);
  });
});

test('an empty message is a header of zeros in year 1', () => {
  expect(decodeHeader(new Uint8Array(0))).toMatchObject({
    version: { block: 0n, app: 0n },
    height: 0n,
    time: ZERO_TIME,
    lastBlockId: ZERO_BLOCK_ID,
  });
});

test.each([0, 4, 99])('the vote flag %d decodes, and is refused later', (flag) => {
  const { signatures } = decodeCommit(messageField(4, uintField(1, BigInt(flag))));
  expect(signatures[0]?.flag).toBe('unknown');
});

test('a missing header or commit decodes to one of zeros, which is refused later', () => {
  const empty = decodeSignedHeader(new Uint8Array(0));
  expect(empty).toEqual({ header: decodeHeader(new Uint8Array(0)), commit: decodeCommit(new Uint8Array(0)) });
  expect(checkSignedHeader(empty, '')).toMatchObject({ status: 'invalid' });
  const { header } = signedHeader;
  const bare = decodeSignedHeader(messageField(1, encodeHeader(header)));
  expect(checkSignedHeader(bare, header.chainId)).toMatchObject({ reason: { code: 'height-not-positive' } });
});

describe('rejects', () => {
  test('a light block without its parts', () => {
    expect(() => decodeLightBlock(new Uint8Array(0))).toThrow('light_block.signed_header');
    const half = messageField(1, encodeSignedHeader(signedHeader));
    expect(() => decodeLightBlock(half)).toThrow('light_block.validator_set');
  });

  test.each([
    ['no key', '', 'exactly one key'],
    ['two keys', `0a20${'00'.repeat(32)}1221${'00'.repeat(33)}`, 'exactly one key'],
    ['an unknown key type', `3220${'00'.repeat(32)}`, 'known fields only'],
    ['a key of the wrong size', `0a1f${'00'.repeat(31)}`, '32 bytes'],
    ['an empty key', '0a00', '32 bytes'],
  ])('%s', (_, key, want) => {
    const bytes = messageField(1, messageField(2, fromHex(key)));
    expect(() => decodeValidatorSet(bytes)).toThrow(want);
    expect(() => decodeValidatorSet(bytes)).toThrow(/^validator_set\.validators\[0\]\.pub_key/);
  });

  test('more than 10,000 validators or votes', () => {
    const entry = messageField(4, new Uint8Array(0));
    const many = new Uint8Array((MAX_VALIDATORS + 1) * entry.length);
    for (let at = 0; at < many.length; at += entry.length) many.set(entry, at);
    expect(() => decodeCommit(many)).toThrow(`commit.signatures: want at most ${MAX_VALIDATORS}`);
  });

  test('an unknown field and a repeated one', () => {
    expect(() => decodeHeader(Uint8Array.of(...encodeHeader(signedHeader.header), 0x78, 1))).toThrow(DecodeError);
    expect(() => decodeHeader(fromHex('18011802'))).toThrow(DecodeError);
  });
});
