/** Misbehaviour for the contract from the library's evidence. That a contract freezes on it is seen by the Solidity tests. @module */
import { expect, test } from 'vitest';
import {
  decodeContractMisbehaviour,
  decodeContractSession,
} from '../../../../../relayer/chains/ethereum/decode-update.ts';
import {
  encodeAttack,
  encodeClientEvidence,
  encodeSessionMisbehaviour,
} from '../../../../../relayer/chains/ethereum/encode-misbehaviour.ts';
import { encodeContractMisbehaviour } from '../../../../../relayer/chains/ethereum/encode-update.ts';
import {
  BASE_TIME,
  buildBlock,
  buildClientHeader,
  buildMisbehaviour,
  createSigners,
  sha256,
  toConsensusState,
} from '../../../../support/build-header.ts';

const signers = createSigners(4);
const common = buildBlock({ height: 10n, signers });
const at14 = buildBlock({ height: 14n, signers });
const fork = buildBlock({ height: 14n, signers, header: { appHash: sha256('forged') } });
const late = buildBlock({ height: 13n, signers, time: BASE_TIME + 1000n * 1_000_000_000n });
const state = toConsensusState(common.signedHeader);
const from = { height: 10n, state, nextValidators: common.nextValidators };

test('judges both blocks of an attack from the block that they share', () => {
  const bytes = encodeAttack({ trusted: at14, conflicting: fork, common });
  expect(bytes).toEqual(encodeContractMisbehaviour({ block: at14, trusted: from }, { block: fork, trusted: from }));
  expect(decodeContractMisbehaviour(bytes)).toMatchObject({
    first: { trustedHeight: 10n, trustedState: state, header: { height: 14n } },
    second: { trustedHeight: 10n, trustedState: state, header: { height: 14n } },
  });
});

test('puts the higher block first, whichever was believed', () => {
  const heights = (bytes: Uint8Array) => {
    const { first, second } = decodeContractMisbehaviour(bytes);
    return [first.header.height, second.header.height];
  };
  expect(heights(encodeAttack({ trusted: late, conflicting: at14, common }))).toEqual([14n, 13n]);
  expect(heights(encodeAttack({ trusted: at14, conflicting: late, common }))).toEqual([14n, 13n]);
});

test('takes the misbehaviour of ibc-go, with what the client stores', () => {
  const misbehaviour = buildMisbehaviour(buildClientHeader(at14, common), buildClientHeader(fork, common));
  const bytes = encodeClientEvidence(misbehaviour, (height) => (height === 10n ? state : undefined));
  expect(bytes).toEqual(encodeAttack({ trusted: at14, conflicting: fork, common }));
});

test('sends votes ahead that do not fit one transaction', () => {
  const [one, other] = [
    { block: at14, trusted: from },
    { block: fork, trusted: from },
  ] as const;
  const whole = encodeSessionMisbehaviour(one, other);
  expect(whole).toEqual({ advances: [], misbehaviour: encodeContractMisbehaviour(one, other) });
  const { advances, misbehaviour } = encodeSessionMisbehaviour(one, other, { atOnce: 5, perMessage: 2 });
  const parts = advances.map((bytes) => decodeContractSession(bytes));
  expect(parts.map(({ header, votes }) => [header.appHash, votes.map(({ row }) => row)])).toEqual([
    [at14.signedHeader.header.appHash, [0]],
    [at14.signedHeader.header.appHash, [1, 2]],
    [fork.signedHeader.header.appHash, [0]],
    [fork.signedHeader.header.appHash, [1, 2]],
  ]);
  const { first, second } = decodeContractMisbehaviour(misbehaviour);
  for (const part of [...parts, first, second]) expect(part.continuesSession).toBe(true);
  expect([first.votes, second.votes]).toEqual([[], []]);
});

test('rejects a header without validators, and one whose trusted state is not stored', () => {
  const whole = buildClientHeader(at14, common);
  const bare = buildMisbehaviour({ ...whole, validatorSet: undefined }, whole);
  expect(() => encodeClientEvidence(bare, () => state)).toThrow('header 1: want its validators, got none');
  const stored = buildMisbehaviour(whole, whole);
  expect(() => encodeClientEvidence(stored, () => undefined)).toThrow(
    'want the state at its trusted height 10, got none',
  );
});
