/** Updates for contracts: which votes go in. That a contract takes them is seen by the Solidity tests. @module */
import { expect, test } from 'vitest';
import { encodeContractState, encodeContractUpdate } from '../../../../../relayer/chains/ethereum/encode-update.ts';
import { buildBlock, createSigner, createSigners, toConsensusState } from '../../../../support/build-header.ts';

/** Of a vote: row, time, signature and hints. */
const VOTE_SIZE = 2 + 9 + 128;

test('takes as few votes as prove more than two thirds', () => {
  const [a, b, c, d] = [1n, 5n, 90n, 4n].map((power, index) => createSigner(`voter ${index}`, power));
  const signers = [a, b, c, d].flatMap((signer) => signer ?? []);
  const trusted = buildBlock({ height: 10n, signers });
  const block = buildBlock({ height: 11n, signers });
  const state = { height: 10n, state: toConsensusState(trusted.signedHeader) };
  const one = encodeContractUpdate({ block, trusted: state }, 10n);
  const all = encodeContractUpdate({ block, trusted: state, rows: [0, 1, 2, 3] }, 10n);
  expect(all.length - one.length).toBe(3 * VOTE_SIZE);
});

test('takes more votes where the client demands more of the trusted power', () => {
  const signers = createSigners(10);
  const trusted = buildBlock({ height: 10n, signers });
  const block = buildBlock({ height: 14n, signers });
  const state = { height: 10n, state: toConsensusState(trusted.signedHeader) };
  const sizeAt = (numerator: bigint) =>
    encodeContractUpdate({ block, trusted: state, trustLevel: { numerator, denominator: 10n } }, 10n).length;
  expect(sizeAt(9n) - sizeAt(4n)).toBe(3 * VOTE_SIZE);
});

test('leaves out votes for nil, absent ones, and keys that no contract verifies', () => {
  const signers = [...createSigners(3), createSigner('mute', 10n, 'bls12381')];
  const trusted = buildBlock({ height: 10n, signers });
  const block = buildBlock({ height: 11n, signers, vote: (_, index) => (index === 0 ? 'nil' : 'commit') });
  const state = { height: 10n, state: toConsensusState(trusted.signedHeader) };
  const voters = block.validators.validators.filter(({ publicKey }, row) => publicKey.type === 'ed25519' && row > 0);
  const none = encodeContractUpdate({ block, trusted: state, rows: [] }, 10n);
  const some = encodeContractUpdate({ block, trusted: state }, 10n);
  expect(some.length - none.length).toBe(3 + voters.length * VOTE_SIZE);
});

test('rejects a state whose root has another size', () => {
  const state = { timestamp: 1n, root: new Uint8Array(20), nextValidatorsHash: new Uint8Array(32) };
  expect(() => encodeContractState(state)).toThrow(new RangeError('root: want 32 bytes, got 20'));
});
