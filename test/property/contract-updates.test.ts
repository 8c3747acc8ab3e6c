/** Updates and misbehaviour for the contract come apart into what they were made of, and damaged ones never into something else. @module */
import { DecodeError } from '@causeway/lightclient/codec';
import { createNativeVerifier } from '@causeway/lightclient/native';
import {
  type CommitSig,
  hashHeader,
  type KeyType,
  type LightBlock,
  type ValidatorSet,
} from '@causeway/lightclient/tendermint';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type ContractEvidenceParts,
  decodeContractMisbehaviour,
  decodeContractSession,
  decodeContractUpdate,
} from '../../relayer/chains/ethereum/decode-update.ts';
import {
  type ContractEvidence,
  encodeContractEvidence,
  encodeContractMisbehaviour,
  encodeContractUpdate,
} from '../../relayer/chains/ethereum/encode-update.ts';
import { explainEvidence, ownSetOf, trustedSetOf } from '../../relayer/chains/ethereum/explain-update.ts';
import { buildBlock, CHAIN_ID, createSigner, toConsensusState } from '../support/build-header.ts';

const PARAMETERS = { seed: 20_261_128, numRuns: 60 };
const VERIFIED: readonly KeyType[] = ['ed25519', 'secp256k1', 'secp256k1eth'];
const verifier = createNativeVerifier();

const power = fc.oneof(fc.bigInt(1n, 300n), fc.bigInt(1n, 1n << 50n));
const member = fc.record({
  name: fc.integer({ min: 0, max: 11 }),
  type: fc.constantFrom<KeyType>('ed25519', 'ed25519', 'secp256k1', 'secp256k1eth', 'bls12381'),
  power,
});
const members = fc.uniqueArray(member, { minLength: 1, maxLength: 8, selector: ({ name, type }) => `${name} ${type}` });
const evidenceOf = fc
  .record({
    now: members,
    before: members,
    height: fc.bigInt(11n, 1n << 40n),
    round: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0x7fffffff })),
    time: fc.bigInt(1_700_000_100_000_000_000n, (1n << 34n) * 1_000_000_000n),
    continuesSession: fc.boolean(),
    chosen: fc.option(fc.array(fc.nat(7), { maxLength: 8 }), { nil: undefined }),
  })
  .map(({ now, before, height, round, time, chosen, continuesSession }): ContractEvidence => {
    const signers = now.map((entry) => createSigner(`${entry.name}`, entry.power, entry.type));
    const nextSigners = before.map((entry) => createSigner(`${entry.name}`, entry.power, entry.type));
    const trusted = buildBlock({ height: 10n, signers: nextSigners });
    const block = buildBlock({ height, signers, round, time });
    const state = toConsensusState(trusted.signedHeader);
    const rows = chosen?.filter((row) => isVerified(block.validators, row));
    return { block, trusted: { height: 10n, state, nextValidators: trusted.validators }, rows, continuesSession };
  });

function isVerified({ validators }: ValidatorSet, row: number): boolean {
  const type = validators[row]?.publicKey.type;
  return type !== undefined && VERIFIED.includes(type);
}

function keysOf(set: ValidatorSet | undefined) {
  return set?.validators.map(({ publicKey, votingPower }) => ({ publicKey, votingPower }));
}

/** Of those that were chosen: a vote a row, by type and then by row. */
function votesOf({ signedHeader, validators }: LightBlock, rows: readonly number[]) {
  return VERIFIED.flatMap((type) =>
    rows
      .toSorted((a, b) => a - b)
      .filter((row) => validators.validators[row]?.publicKey.type === type)
      .map((row) => ({ row, keyType: type, ...pick(signedHeader.commit.signatures[row]) })),
  );
}

function pick(vote: CommitSig | undefined) {
  return { time: vote?.timestamp, signature: vote?.signature };
}

function expectParts(parts: ContractEvidenceParts, evidence: ContractEvidence): void {
  const { block, trusted, rows, continuesSession } = evidence;
  const { header, commit } = block.signedHeader;
  expect(parts).toMatchObject({
    continuesSession,
    trustedHeight: trusted.height,
    trustedState: trusted.state,
    header: { height: header.height, time: header.time, appHash: header.appHash },
    commit: { round: commit.round, partTotal: commit.blockId.parts.total, partsHash: commit.blockId.parts.hash },
  });
  expect(keysOf(ownSetOf(parts))).toEqual(keysOf(block.validators));
  expect(keysOf(trustedSetOf(parts) ?? ownSetOf(parts))).toEqual(keysOf(trusted.nextValidators));
  const chosen = rows ?? [...new Set(parts.votes.map(({ row }) => row))];
  expect(parts.votes.map(({ hints: _, ...vote }) => vote)).toEqual(votesOf(block, chosen));
  const explained = explainEvidence(parts, { chainId: CHAIN_ID, verifier });
  expect(explained).toMatchObject({ headerHash: hashHeader(header), validatorsHash: header.validatorsHash });
  expect(explained.hasAnnouncedSet).toBe(true);
  expect(explained.votes.every(({ isValid }) => isValid)).toBe(true);
  expect(explained.sizes.total).toBeGreaterThan(explained.sizes.validators + explained.sizes.votes);
}

test('an update comes apart into its light block, its trusted state and its votes', () => {
  fc.assert(
    fc.property(evidenceOf, fc.bigInt(0n, (1n << 64n) - 1n), (input, below) => {
      const parts = decodeContractUpdate(encodeContractUpdate(input, below));
      expect(parts.heightBelow).toBe(below);
      expectParts(parts.evidence, input);
    }),
    PARAMETERS,
  );
});

test('misbehaviour comes apart into its two headers', () => {
  fc.assert(
    fc.property(evidenceOf, evidenceOf, (one, other) => {
      const { first, second } = decodeContractMisbehaviour(encodeContractMisbehaviour(one, other));
      expectParts(first, one);
      expectParts(second, other);
    }),
    { ...PARAMETERS, numRuns: 20 },
  );
});

test('a part of an update for a session comes apart as well', () => {
  fc.assert(
    fc.property(evidenceOf, (input) => {
      expectParts(decodeContractSession(encodeContractEvidence(input)), input);
    }),
    { ...PARAMETERS, numRuns: 20 },
  );
});

test('rejects an update that is cut or has something behind it (DecodeError with the byte)', () => {
  fc.assert(
    fc.property(evidenceOf, fc.nat(), (input, cut) => {
      const bytes = encodeContractUpdate(input, 10n);
      const short = bytes.subarray(0, cut % bytes.length);
      expect(() => decodeContractUpdate(short)).toThrow(DecodeError);
      expect(() => decodeContractUpdate(Uint8Array.of(...bytes, 0))).toThrow(
        /nothing more, got 1 further bytes \(at byte/,
      );
    }),
    PARAMETERS,
  );
});

test('a flipped bit is refused or changes what the update says', () => {
  fc.assert(
    fc.property(evidenceOf, fc.nat(), fc.nat(7), (input, at, bit) => {
      const bytes = encodeContractUpdate(input, 10n);
      const flipped = bytes.map((byte, index) => (index === at % bytes.length ? byte ^ (1 << bit) : byte));
      try {
        expect(decodeContractUpdate(flipped)).not.toEqual(decodeContractUpdate(bytes));
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
      }
    }),
    PARAMETERS,
  );
});
