/**
 * The same signatures through our own verifier and through the contracts: a signature counts in both or in neither. The contracts'
 * verdict is that of a call to their deployed code.
 */
import { fromHex, toHex } from '@causeway/lightclient/codec';
import { PORTABLE_VERIFIER } from '@causeway/lightclient/tendermint';
import { encodeFunctionData, type Hex } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commitVerifierAbi } from '../../contracts/abi/index.ts';
import { encodeEvidence, encodeVote } from '../../relayer/chains/ethereum/encode-vote.ts';
import { type Bridge, deployBridge } from '../support/solidity/bridge.ts';
import { type KeyType, signVote, spoilVote, type Vote } from '../support/solidity/fixtures/ecdsa-votes.ts';
import {
  ed25519Cases,
  flipBit,
  isValid,
  MESSAGE_LIMIT,
  type SignedMessage,
  sign,
  toRecord,
  torsionCases,
  zip215Cases,
} from '../support/solidity/fixtures/ed25519-votes.ts';
import { createRandom } from '../support/solidity/fixtures/random.ts';
import { openStage, type Stage } from '../support/solidity/stage.ts';

const KEY_HINTS_AT = 96;
const HINTS_END = 160;

let stage: Stage;
let verifiers: Bridge['verifiers'];

beforeAll(async () => {
  stage = await openStage();
  ({ verifiers } = await deployBridge(stage));
});

afterAll(() => stage?.stop());

/** The name of the refusal; undefined where all votes are accepted. */
function refusal(verifier: keyof Bridge['verifiers'], votes: Hex): Promise<string | undefined> {
  const data = encodeFunctionData({ abi: commitVerifierAbi, functionName: 'verifyVotes', args: [votes] });
  return stage.refusalOf({ to: verifiers[verifier], data });
}

/** What the contract says where it should say something else. */
async function disagreements(cases: readonly SignedMessage[]): Promise<readonly string[]> {
  const verdicts = await Promise.all(cases.map((entry) => refusal('ed25519', toRecord(entry))));
  return verdicts.flatMap((got, index) => {
    const entry = cases[index];
    const want = entry !== undefined && entry.message.length <= MESSAGE_LIMIT && isValid(entry);
    return want === (got === undefined) ? [] : [`${index}: ${want}, but ${got ?? 'accepted'}`];
  });
}

test('agrees on RFC 8032, Wycheproof, all 196 ZIP-215 cases, keys of mixed order and spoiled votes', async () => {
  const cases = ed25519Cases();
  expect(zip215Cases()).toHaveLength(196);
  expect(cases.filter(isValid).length).toBeGreaterThanOrEqual(300);
  expect(cases.filter((entry) => !isValid(entry)).length).toBeGreaterThanOrEqual(90);
  expect(await disagreements(cases)).toEqual([]);
});

test('rejects messages longer than any vote, however valid (CVMessageTooLong)', async () => {
  const long = [...ed25519Cases().filter(({ message }) => message.length > MESSAGE_LIMIT), sign(1, MESSAGE_LIMIT + 1)];
  expect(long.length).toBeGreaterThan(2);
  expect(long.filter(isValid).length).toBeGreaterThan(2);
  for (const entry of long) expect(await refusal('ed25519', toRecord(entry))).toBe('CVMessageTooLong');
});

test.each([
  ['R', (vote: SignedMessage, bit: number) => ({ ...vote, signature: flipBit(vote.signature, bit % 256) })],
  ['S', (vote: SignedMessage, bit: number) => ({ ...vote, signature: flipBit(vote.signature, 256 + (bit % 256)) })],
  ['the key', (vote: SignedMessage, bit: number) => ({ ...vote, key: flipBit(vote.key, bit) })],
  ['the message', (vote: SignedMessage, bit: number) => ({ ...vote, message: flipBit(vote.message, bit) })],
])('agrees when a bit of %s is flipped, with hints for what came of it', async (part, spoil) => {
  const random = createRandom(`flips of ${part}`);
  const bases = [
    ...Array.from({ length: 8 }, (_, seed) => sign(seed, 110 + seed)),
    ...zip215Cases(),
    ...torsionCases(),
  ];
  const spoiled = Array.from({ length: 150 }, () => spoil(random.pick(bases), random.number(1 << 12)));
  expect(await disagreements(spoiled)).toEqual([]);
});

test('rejects every vote one bit of whose hints is flipped', async () => {
  const [random, record] = [createRandom('flips of hints'), fromHex(toRecord(sign(5, 120)).slice(2))];
  const accepted = [];
  for (let turn = 0; turn < 100; turn++) {
    const bit = 8 * KEY_HINTS_AT + random.number(8 * (HINTS_END - KEY_HINTS_AT));
    const verdict = await refusal('ed25519', `0x${toHex(flipBit(record, bit))}`);
    if (verdict !== (bit < 8 * 128 ? 'CVKeyInvalid' : 'CVSignatureMalformed')) accepted.push([bit, verdict]);
  }
  expect(accepted).toEqual([]);
});

test('accepts a batch exactly when each of its votes is valid, in whatever order', async () => {
  const random = createRandom('batches');
  const fitting = ed25519Cases().filter(({ message }) => message.length <= MESSAGE_LIMIT);
  const valid = [...fitting.filter(isValid), ...Array.from({ length: 60 }, (_, seed) => sign(seed, 40 + 2 * seed))];
  const invalid = fitting.filter((entry) => !isValid(entry));
  const sizes = [1, 2, 3, 4, 5, 7, 8, 9, 16, 25, 33, 50, 79, 80, 81, 99, 100];
  const wrong: string[] = [];
  for (const size of sizes) {
    for (const spoiled of [0, 0, 1, 1 + random.number(size)]) {
      const votes = Array.from({ length: size }, (_, at) => random.pick(at < spoiled ? invalid : valid));
      for (const order of [shuffle(votes, random), shuffle(votes, random)]) {
        const got = await refusal('ed25519', `0x${order.map((vote) => toRecord(vote).slice(2)).join('')}`);
        if ((spoiled === 0) !== (got === undefined)) wrong.push(`${spoiled} of ${size} invalid: ${got ?? 'accepted'}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

function shuffle<T>(items: readonly T[], random: ReturnType<typeof createRandom>): readonly T[] {
  return items
    .map((item) => ({ item, at: random.number(1 << 30) }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

test.each([
  ['secp256k1', 'secp256k1', 64],
  ['secp256k1eth', 'secp256k1Eth', 65],
] as const)(
  'agrees on votes of %s, spoiled in their scalars, bits, keys and messages',
  async (type, verifier, size) => {
    const random = createRandom(type);
    const votes = Array.from({ length: 12 }, (_, seed) => signVote(type, seed));
    const spoiled = votes.flatMap((vote, index) => spoilVote(type, vote, index));
    const flipped = Array.from({ length: 300 }, () =>
      flipSomewhere(type, random.pick(votes), random.number(1 << 20), size),
    );
    const wrong: string[] = [];
    for (const { key, message, evidence } of [...votes, ...spoiled, ...flipped]) {
      const publicKey = { type, bytes: key };
      const want = PORTABLE_VERIFIER.verify(publicKey, message, evidence.subarray(0, size));
      const got = await refusal(verifier, `0x${toHex(encodeVote(publicKey, evidence, message))}`);
      if (want !== (got === undefined)) wrong.push(`${toHex(evidence)}: ${want}, but ${got ?? 'accepted'}`);
    }
    expect(wrong).toEqual([]);
  },
);

/** The hints are those of what came of it, where there are any. */
function flipSomewhere(type: KeyType, vote: Vote, bit: number, size: number): Vote {
  const signature = vote.evidence.subarray(0, size);
  const [key, message, changed] = [
    [flipBit(vote.key, bit >> 2), vote.message, signature] as const,
    [vote.key, flipBit(vote.message, bit >> 2), signature] as const,
    [vote.key, vote.message, flipBit(signature, bit >> 2)] as const,
    [vote.key, vote.message, flipBit(signature, 8 * (size - 33) + ((bit >> 2) % (8 * 33)))] as const,
  ][bit & 3] ?? [vote.key, vote.message, signature];
  try {
    return { key, message, evidence: encodeEvidence({ type, bytes: key }, message, changed) };
  } catch {
    // The key is no point: any hint must fail.
    return { key, message, evidence: vote.evidence };
  }
}
