/** Updates that need several transactions. That a contract takes them is seen by the Solidity tests. @module */
import { expect, test } from 'vitest';
import { decodeContractSession, decodeContractUpdate } from '../../../../../relayer/chains/ethereum/decode-update.ts';
import { encodeSessionUpdate, VOTE_LIMITS } from '../../../../../relayer/chains/ethereum/encode-session.ts';
import { buildBlock, createSigners, toConsensusState } from '../../../../support/build-header.ts';

const signers = createSigners(12);
const trusted = buildBlock({ height: 10n, signers });
const evidence = {
  block: buildBlock({ height: 20n, signers }),
  trusted: { height: 10n, state: toConsensusState(trusted.signedHeader) },
};

test('is one update as long as its votes fit', () => {
  const { advances, update } = encodeSessionUpdate(evidence, 10n, { atOnce: 9, perMessage: 3 });
  expect(advances).toEqual([]);
  const { evidence: parts, heightBelow } = decodeContractUpdate(update);
  expect(parts.continuesSession).toBe(false);
  expect(parts.votes).toHaveLength(9);
  expect(heightBelow).toBe(10n);
});

test('needs no session up to 160 votes by default', () => {
  expect(encodeSessionUpdate(evidence, 10n)).toEqual(encodeSessionUpdate(evidence, 10n, VOTE_LIMITS));
  expect(VOTE_LIMITS).toEqual({ atOnce: 160, perMessage: 80 });
});

test('spreads each vote once over as few messages as the limit allows', () => {
  const { advances, update } = encodeSessionUpdate(evidence, 10n, { atOnce: 8, perMessage: 4 });
  expect(advances).toHaveLength(2);
  const parts = [...advances.map((bytes) => decodeContractSession(bytes)), decodeContractUpdate(update).evidence];
  expect(parts.map(({ continuesSession }) => continuesSession)).toEqual([true, true, true]);
  expect(parts.map(({ votes }) => votes.length)).toEqual([3, 3, 3]);
  const rows = parts.flatMap(({ votes }) => votes.map(({ row }) => row));
  expect(new Set(rows).size).toBe(9);
});

test('keeps the rows that it is told', () => {
  const rows = [0, 3, 5, 7, 11];
  const { advances, update } = encodeSessionUpdate({ ...evidence, rows }, 10n, { atOnce: 2, perMessage: 2 });
  const parts = [...advances.map((bytes) => decodeContractSession(bytes)), decodeContractUpdate(update).evidence];
  expect(parts.flatMap(({ votes }) => votes.map(({ row }) => row))).toEqual(rows);
});
