/** What is written is read again, in protobuf and in JSON; random bytes never do more than fail to decode. @module */
import { DecodeError } from '@causeway/lightclient/codec';
import {
  type CommitSig,
  decodeClientHeader,
  decodeCommit,
  decodeHeader,
  decodeLightBlock,
  decodeTimestamp,
  decodeValidatorSet,
  encodeCommit,
  encodeHeader,
  encodeTimestamp,
  encodeValidatorSet,
  formatCommit,
  formatHeader,
  formatTime,
  formatValidatorSet,
  fromBase64,
  type Header,
  KEY_TYPES,
  type KeyType,
  parseCommit,
  parseHeader,
  parseTime,
  parseValidatorSet,
  sortValidators,
  toBase64,
  ZERO_TIME,
} from '@causeway/lightclient/tendermint';
import fc from 'fast-check';
import { expect, test } from 'vitest';

/** Fixed, so that a failure repeats. */
const SEED = 20_261_124;

const bytes = fc.uint8Array({ maxLength: 40 });
const int64 = fc.bigInt(-(1n << 63n), (1n << 63n) - 1n);
const uint64 = fc.bigInt(0n, (1n << 64n) - 1n);
const time = fc.bigInt(ZERO_TIME, 253_402_300_799_999_999_999n);
const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const blockId = fc.record({ hash: bytes, parts: fc.record({ total: fc.nat(0xffffffff), hash: bytes }) });

const header: fc.Arbitrary<Header> = fc.record({
  version: fc.record({ block: uint64, app: uint64 }),
  chainId: text,
  height: int64,
  time,
  lastBlockId: blockId,
  lastCommitHash: bytes,
  dataHash: bytes,
  validatorsHash: bytes,
  nextValidatorsHash: bytes,
  consensusHash: bytes,
  appHash: bytes,
  lastResultsHash: bytes,
  evidenceHash: bytes,
  proposerAddress: bytes,
});

const vote: fc.Arbitrary<CommitSig> = fc.record({
  flag: fc.constantFrom('absent', 'commit', 'nil', 'unknown'),
  validatorAddress: bytes,
  timestamp: time,
  signature: bytes,
});

const commit = fc.record({
  height: int64,
  round: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  blockId,
  signatures: fc.array(vote, { maxLength: 5 }),
});

const publicKey = fc.constantFrom<KeyType>('ed25519', 'secp256k1', 'secp256k1eth', 'bls12381').chain((type) => {
  const size = KEY_TYPES[type].keySize;
  return fc.record({ type: fc.constant(type), bytes: fc.uint8Array({ minLength: size, maxLength: size }) });
});
const validator = fc.record({ address: bytes, publicKey, votingPower: int64, proposerPriority: int64 });
const validators = fc.uniqueArray(validator, {
  selector: ({ address }) => Buffer.from(address).toString('hex'),
  maxLength: 5,
});

test('headers', () => {
  fc.assert(
    fc.property(header, (value) => {
      expect(decodeHeader(encodeHeader(value))).toEqual(value);
      expect(parseHeader(JSON.parse(JSON.stringify(formatHeader(value))))).toEqual(value);
    }),
    { seed: SEED },
  );
});

test('commits', () => {
  fc.assert(
    fc.property(commit, (value) => {
      expect(decodeCommit(encodeCommit(value))).toEqual(value);
      expect(parseCommit(JSON.parse(JSON.stringify(formatCommit(value))))).toEqual(value);
    }),
    { seed: SEED },
  );
});

test('validator sets: protobuf keeps the order, JSON sorts', () => {
  fc.assert(
    fc.property(validators, fc.option(validator, { nil: undefined }), (list, proposer) => {
      const set = { validators: list, proposer };
      expect(decodeValidatorSet(encodeValidatorSet(set))).toEqual(set);
      const sorted = { validators: sortValidators(list), proposer };
      expect(parseValidatorSet(JSON.parse(JSON.stringify(formatValidatorSet(set))))).toEqual(sorted);
    }),
    { seed: SEED },
  );
});

test('times', () => {
  fc.assert(
    fc.property(time, (ns) => {
      expect(parseTime(formatTime(ns))).toBe(ns);
      expect(decodeTimestamp(encodeTimestamp(ns), 'time')).toBe(ns);
    }),
    { seed: SEED },
  );
});

test('base64', () => {
  fc.assert(
    fc.property(bytes, (value) => {
      expect(fromBase64(toBase64(value))).toEqual(value);
    }),
    { seed: SEED },
  );
});

test('random bytes are read or refused with a DecodeError, never otherwise', () => {
  const decoders = [decodeHeader, decodeCommit, decodeValidatorSet, decodeLightBlock, decodeClientHeader];
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.constantFrom(...decoders), (input, decode) => {
      try {
        decode(input);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    }),
    { seed: SEED, numRuns: 2000 },
  );
});

test('random JSON is read or refused with a DecodeError, never otherwise', () => {
  const parsers = [parseHeader, parseCommit, parseValidatorSet];
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(...parsers), (input, parse) => {
      try {
        parse(input);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    }),
    { seed: SEED, numRuns: 1000 },
  );
});
