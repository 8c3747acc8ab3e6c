/** No change to what validators signed is ever believed; native and portable verifiers never disagree. @module */
import { DecodeError } from '@causeway/lightclient/codec';
import { createNativeVerifier } from '@causeway/lightclient/native';
import {
  createVoteSignBytes,
  decodeClientHeader,
  decodeClientMisbehaviour,
  decodeLightBlock,
  encodeClientHeader,
  encodeClientMisbehaviour,
  encodeLightBlock,
  type LightBlock,
  PORTABLE_VERIFIER,
  verifyClientMessage,
  verifyCommitLight,
  verifyCommitLightTrusting,
  verifyHeader,
} from '@causeway/lightclient/tendermint';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  buildBlock,
  buildClient,
  buildClientHeader,
  buildMisbehaviour,
  buildUpdate,
  CHAIN_ID,
  createSigner,
  createSigners,
  sha256,
  toSet,
} from '../support/build-header.ts';

/** Fixed, so that a failure repeats. */
const SEED = 20_261_124;

const verifier = createNativeVerifier();
const signers = createSigners(4);
const { trusted, untrusted, options, now } = buildUpdate({ adjacent: false, signers });
/** All four have to sign, so that no signature is beyond the threshold. */
const strict = { ...options, verifier, trustLevel: { numerator: 3n, denominator: 4n } };

function flipBit(bytes: Uint8Array, at: number, bit: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ (1 << bit) : byte));
}

function statusOf(judge: () => { readonly status: string }): string {
  try {
    return judge().status;
  } catch (error) {
    if (error instanceof DecodeError) return 'malformed';
    throw error;
  }
}

/** Where a proposer or a priority stands, which nothing covers: a flip there may go unnoticed. */
function dropUncovered(block: LightBlock): LightBlock {
  const validators = block.validators.validators.map((entry) => ({ ...entry, proposerPriority: 0n }));
  return { signedHeader: block.signedHeader, validators: { validators } };
}

test('any single flipped bit of a light block is never valid', () => {
  const bare = dropUncovered(untrusted);
  const bytes = encodeLightBlock(bare);
  const judge = (input: Uint8Array) => verifyHeader(decodeLightBlock(input), trusted, strict, now);
  expect(judge(bytes)).toEqual({ status: 'valid' });
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
      const flipped = flipBit(bytes, at, bit);
      if (statusOf(() => judge(flipped)) === 'valid') expect(hasSameContent(flipped, bare)).toBe(true);
    }),
    { seed: SEED, numRuns: 400 },
  );
});

/** A flip may land in a proposer priority, turn a tag into that of a priority, or give a set a proposer. */
function hasSameContent(bytes: Uint8Array, bare: LightBlock): boolean {
  return Buffer.from(encodeLightBlock(dropUncovered(decodeLightBlock(bytes)))).equals(encodeLightBlock(bare));
}

test('any single flipped bit of a client header neither updates nor freezes differently', () => {
  const client = buildClient([trusted], { trustLevel: strict.trustLevel });
  const message = buildClientHeader(untrusted, trusted);
  const bytes = encodeClientHeader(message);
  const judge = (input: Uint8Array) => verifyClientMessage(client, decodeClientHeader(input), now, verifier);
  const want = judge(bytes);
  expect(want).toMatchObject({ effect: 'updated' });
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
      const flipped = flipBit(bytes, at, bit);
      if (statusOf(() => judge(flipped)) === 'valid') expect(judge(flipped)).toEqual(want);
    }),
    { seed: SEED, numRuns: 400 },
  );
});

test('any single flipped bit of a misbehaviour never freezes, unless it lands where nothing is covered', () => {
  const fork = buildBlock({ height: 14n, signers, header: { appHash: sha256('fork') } });
  const client = buildClient([trusted], { trustLevel: strict.trustLevel });
  const message = buildMisbehaviour(buildClientHeader(untrusted, trusted), buildClientHeader(fork, trusted));
  const bytes = encodeClientMisbehaviour(message);
  const read = decodeClientMisbehaviour;
  const judge = (input: Uint8Array) => verifyClientMessage(client, read(input), now, verifier);
  expect(judge(bytes)).toMatchObject({ effect: 'frozen' });
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
      const flipped = flipBit(bytes, at, bit);
      if (statusOf(() => judge(flipped)) !== 'valid') return;
      const { header1, header2 } = read(flipped);
      expect([header1.signedHeader, header2.signedHeader]).toEqual([untrusted.signedHeader, fork.signedHeader]);
    }),
    { seed: SEED, numRuns: 400 },
  );
});

const member = fc.record({
  name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  power: fc.bigInt(1n, 50n),
  type: fc.constantFrom('ed25519', 'ed25519', 'ed25519', 'secp256k1'),
  flag: fc.constantFrom('commit', 'commit', 'commit', 'nil', 'absent'),
  isWrong: fc.constantFrom(false, false, false, false, true),
} as const);
const members = fc.uniqueArray(member, { selector: ({ name }) => name, minLength: 1, maxLength: 6 });

type Members = typeof members extends fc.Arbitrary<infer T> ? T : never;

function toBlock(list: Members): LightBlock {
  const found = list.map((entry) => ({ entry, signer: createSigner(entry.name, entry.power, entry.type) }));
  const of = (address: Uint8Array) => found.find(({ signer }) => Buffer.from(signer.validator.address).equals(address));
  const block = buildBlock({
    height: 5n,
    signers: found.map(({ signer }) => signer),
    vote: ({ address }) => of(address)?.entry.flag ?? 'commit',
  });
  const { commit, header } = block.signedHeader;
  const signatures = commit.signatures.map((vote) =>
    of(vote.validatorAddress)?.entry.isWrong === true && vote.flag !== 'absent'
      ? { ...vote, signature: flipBit(vote.signature, 3, 1) }
      : vote,
  );
  return { ...block, signedHeader: { header, commit: { ...commit, signatures } } };
}

test('a commit is valid exactly when more than two thirds signed and no counted signature is wrong', () => {
  fc.assert(
    fc.property(members, (list) => {
      const { signedHeader, validators } = toBlock(list);
      const { commit } = signedHeader;
      const request = { chainId: CHAIN_ID, height: 5n, blockId: commit.blockId, commit, validators };
      const total = list.reduce((sum, { power }) => sum + power, 0n);
      let signed = 0n;
      let isWrong = false;
      for (const [index, vote] of commit.signatures.entries()) {
        const validator = validators.validators[index];
        if (vote.flag !== 'commit' || validator === undefined) continue;
        signed += validator.votingPower;
        isWrong ||= !PORTABLE_VERIFIER.verify(validator.publicKey, signBytesOf(signedHeader, index), vote.signature);
        if (signed * 3n > total * 2n) break;
      }
      const want = signed > (total * 2n) / 3n && !isWrong ? 'valid' : 'invalid';
      expect(verifyCommitLight(request, verifier).status).toBe(want);
      expect(verifyCommitLight(request)).toEqual(verifyCommitLight(request, verifier));
    }),
    { seed: SEED, numRuns: 60 },
  );
});

function signBytesOf({ commit, header }: LightBlock['signedHeader'], index: number): Uint8Array {
  const vote = commit.signatures[index];
  return createVoteSignBytes(header.chainId, commit)(vote?.flag ?? 'commit', vote?.timestamp ?? 0n);
}

test('trust grows with the trusted set: what is enough at one level is enough at each lower one', () => {
  const level = fc.record({ numerator: fc.bigInt(1n, 12n), denominator: fc.constant(12n) });
  fc.assert(
    fc.property(members, members, level, level, (list, known, first, second) => {
      const { commit } = toBlock(list.map((entry) => ({ ...entry, isWrong: false }))).signedHeader;
      const validators = toSet(known.map(({ name, power, type }) => createSigner(name, power, type)));
      const judge = (trustLevel: typeof first) =>
        verifyCommitLightTrusting({ chainId: CHAIN_ID, commit, validators, trustLevel }, verifier).status;
      const [lower, higher] = first.numerator < second.numerator ? [first, second] : [second, first];
      return judge(higher) !== 'valid' || judge(lower) === 'valid';
    }),
    { seed: SEED, numRuns: 60 },
  );
});
