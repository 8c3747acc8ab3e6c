/** What an update says, where it is not as it should be: what right ones say is a property test. */
import { createNativeVerifier } from '@causeway/lightclient/native';
import { hashHeader } from '@causeway/lightclient/tendermint';
import { describe, expect, test } from 'vitest';
import { decodeContractUpdate } from '../../../../../relayer/chains/ethereum/decode-update.ts';
import { encodeContractUpdate } from '../../../../../relayer/chains/ethereum/encode-update.ts';
import { estimateUpdateGas } from '../../../../../relayer/chains/ethereum/explain-gas.ts';
import { findUnseenFault } from '../../../../../relayer/chains/ethereum/explain-unseen.ts';
import { explainEvidence } from '../../../../../relayer/chains/ethereum/explain-update.ts';
import {
  buildBlock,
  CHAIN_ID,
  createSigner,
  createSigners,
  flipByte,
  spoilCommit,
  spoilHeader,
  spoilValidator,
  spoilVote,
  toConsensusState,
} from '../../../../support/build-header.ts';

const verifier = createNativeVerifier();
const signers = createSigners(4);
const own = buildBlock({ height: 10n, signers });
const block = buildBlock({ height: 14n, signers });
const trusted = { height: 10n, state: toConsensusState(own.signedHeader), nextValidators: own.nextValidators };

function explain(bytes: Uint8Array, chainId: string | undefined = CHAIN_ID) {
  return explainEvidence(decodeContractUpdate(bytes).evidence, { chainId, verifier });
}

test('says who signed, and how much of which power that is', () => {
  const all = explain(encodeContractUpdate({ block, trusted, rows: [0, 1, 2] }, 10n));
  expect(all).toMatchObject({
    height: 14n,
    headerHash: hashHeader(block.signedHeader.header),
    isAdjacent: false,
    hasAnnouncedSet: true,
    own: { validators: 4, total: 40n, signed: 30n, percent: '75.00' },
    trusted: { validators: 4, total: 40n, signed: 30n, percent: '75.00' },
    weakRows: [],
  });
  expect(all.votes.map(({ row, isValid }) => [row, isValid])).toEqual([
    [0, true],
    [1, true],
    [2, true],
  ]);
  expect(all.votes[0]?.address).toEqual(block.validators.validators[0]?.address);
});

test('counts a validator once, however often its vote is there', () => {
  const twice = explain(encodeContractUpdate({ block, trusted, rows: [0, 0, 0] }, 10n));
  expect(twice.own).toMatchObject({ signed: 10n, percent: '25.00' });
});

test('says nothing of hash and signatures without the chain id, and that they are wrong for another one', () => {
  const bytes = encodeContractUpdate({ block, trusted }, 10n);
  const bare = explainEvidence(decodeContractUpdate(bytes).evidence, { verifier });
  expect(bare.headerHash).toBeUndefined();
  expect(bare.votes.map(({ isValid }) => isValid)).toEqual([undefined, undefined, undefined]);
  expect(explain(bytes, 'test-2').votes.map(({ isValid }) => isValid)).toEqual([false, false, false]);
});

test('tells a spoiled vote, and a vote of a row that is not there', () => {
  const signature = flipByte(block.signedHeader.commit.signatures[1]?.signature ?? new Uint8Array(64), 40);
  const bytes = encodeContractUpdate({ block: spoilVote(block, 1, { signature }), trusted, rows: [0, 1, 2] }, 10n);
  expect(explain(bytes).votes.map(({ isValid }) => isValid)).toEqual([true, false, true]);
  const { evidence } = decodeContractUpdate(bytes);
  const votes = evidence.votes.map((vote) => ({ ...vote, row: vote.row + 9 }));
  const lost = explainEvidence({ ...evidence, votes }, { chainId: CHAIN_ID, verifier });
  expect(lost.votes[0]).toMatchObject({ row: 9, address: undefined, power: 0n, isValid: false });
  expect(lost.own.signed).toBe(0n);
});

test('knows a trusted set that was not announced', () => {
  const others = { ...trusted, nextValidators: buildBlock({ height: 10n, signers: createSigners(3, 'x') }).validators };
  const state = { ...trusted.state, nextValidatorsHash: new Uint8Array(32) };
  expect(explain(encodeContractUpdate({ block, trusted: { ...others, state } }, 10n)).hasAnnouncedSet).toBe(false);
});

test('warns of keys of small order', () => {
  const publicKey = { type: 'ed25519', bytes: Uint8Array.of(1, ...new Uint8Array(31)) } as const;
  const validators = spoilValidator(own.validators, 0, { publicKey });
  const bytes = encodeContractUpdate({ block: { ...block, validators }, trusted, rows: [1, 2, 3] }, 10n);
  expect(explain(bytes).weakRows).toEqual([0]);
});

describe('gas', () => {
  test('of calldata is that of EIP-2028, and at least that of EIP-7623', () => {
    const gas = estimateUpdateGas(Uint8Array.of(0, 0, 1), []);
    expect(gas).toEqual({ base: 21_000n, calldata: 24n, floor: 21_060n, execution: 0n, total: 21_060n });
  });

  test('grows with votes, rows and a second set', () => {
    const costOf = (bytes: Uint8Array) => estimateUpdateGas(bytes, [decodeContractUpdate(bytes).evidence]).execution;
    const few = costOf(encodeContractUpdate({ block, trusted, rows: [0, 1] }, 10n));
    const more = costOf(encodeContractUpdate({ block, trusted, rows: [0, 1, 2] }, 10n));
    const changed = buildBlock({ height: 14n, signers: [...signers.slice(1), createSigner('new')] });
    const two = costOf(encodeContractUpdate({ block: changed, trusted, rows: [0, 1] }, 10n));
    expect(few < more && few < two).toBe(true);
    const bytes = new Uint8Array(9);
    expect(estimateUpdateGas(bytes, [], 2).execution - estimateUpdateGas(bytes, []).execution).toBe(74_000n);
  });
});

describe('what no message carries', () => {
  const { commit } = block.signedHeader;
  test('is right in a right block', () => {
    expect(findUnseenFault(block, CHAIN_ID)).toBeUndefined();
  });

  test.each([
    ['the chain id', block, 'another-1', 'chain-id-mismatch'],
    ['the height of the commit', spoilCommit(block, { height: 15n }), CHAIN_ID, 'commit-height-mismatch'],
    [
      'the hash of the block',
      spoilCommit(block, { blockId: { ...commit.blockId, hash: new Uint8Array(32) } }),
      CHAIN_ID,
      'block-id-mismatch',
    ],
    [
      'the hash of the validators',
      { ...block, validators: buildBlock({ height: 14n, signers: createSigners(4, 'x') }).validators },
      CHAIN_ID,
      'validators-hash-mismatch',
    ],
    [
      'an address of a validator',
      { ...block, validators: spoilValidator(block.validators, 0, { address: new Uint8Array(20) }) },
      CHAIN_ID,
      'validator-address-mismatch',
    ],
    [
      'an address of a vote',
      spoilVote(block, 0, { validatorAddress: new Uint8Array(20) }),
      CHAIN_ID,
      'vote-address-mismatch',
    ],
    [
      'the number of votes',
      spoilCommit(block, { signatures: commit.signatures.slice(1) }),
      CHAIN_ID,
      'commit-size-mismatch',
    ],
    [
      'the block protocol',
      spoilHeader(block, { version: { block: 10n, app: 1n } }),
      CHAIN_ID,
      'unsupported-block-protocol',
    ],
  ])('rejects %s (%#: $3)', (_, spoiled, chainId, code) => {
    expect(findUnseenFault(spoiled, chainId)).toMatchObject({ code });
  });
});
