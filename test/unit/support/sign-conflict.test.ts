/** Conflicts that a committee signs: each half is valid by itself, and what they disagree on is what the kind says. @module */
import {
  countParticipants,
  createPortableBls,
  hashBeaconBlockHeader,
  hasSupermajority,
  initializeLightClientStore,
  type LightClientUpdate,
  validateLightClientUpdate,
} from '@causeway/lightclient/ethereum';
import { describe, expect, test } from 'vitest';
import { createBeaconConfig } from '../../support/beacon-config.ts';
import { hashCommittee } from '../../support/beacon-header.ts';
import { buildBeaconChain } from '../../support/build-beacon-chain.ts';
import { type ConflictKind, signConflictingUpdates } from '../../support/sign-conflict.ts';

const config = createBeaconConfig();
const honest = buildBeaconChain({ config });
const bls = createPortableBls();
const start = honest.blockAt(64n);
const { store } = initializeLightClientStore(start.root, honest.bootstrapAt(64n), { config });
const basis = {
  config,
  slots: { finalizedSlot: 72n, attestedSlot: 90n, signatureSlot: 91n },
  committee: honest.committeeOf(1n),
  nextCommittee: honest.committeeOf(2n),
};

const finalizedRoot = ({ finality }: LightClientUpdate) => finality && hashBeaconBlockHeader(finality.header.beacon);
const attestedRoot = ({ attestedHeader }: LightClientUpdate) => hashBeaconBlockHeader(attestedHeader.beacon);
const nextRoot = ({ nextSyncCommittee }: LightClientUpdate) =>
  nextSyncCommittee && hashCommittee(nextSyncCommittee.committee);

describe.each<[ConflictKind, { readonly finalized: boolean; readonly next: boolean; readonly signed: number }]>([
  ['finalized-headers', { finalized: true, next: false, signed: 32 }],
  ['next-committees', { finalized: false, next: true, signed: 32 }],
  ['attested-headers', { finalized: false, next: false, signed: 32 }],
  ['minority', { finalized: true, next: false, signed: 21 }],
])('%s', (kind, differs) => {
  const { period, updates } = signConflictingUpdates(basis, kind);
  const [one, other] = updates;

  test('both are valid by the rules of the protocol', () => {
    for (const update of updates) {
      const verdict = store && validateLightClientUpdate(store, update, { config, bls, currentSlot: 91n });
      expect(verdict).toEqual({ status: 'valid' });
    }
  });

  test('they disagree on what the kind says, and on nothing else', () => {
    expect(period).toBe(1n);
    expect(attestedRoot(one)).not.toEqual(attestedRoot(other));
    expect(finalizedRoot(one) !== undefined && String(finalizedRoot(one)) !== String(finalizedRoot(other))).toBe(
      differs.finalized,
    );
    expect(nextRoot(one) !== undefined && String(nextRoot(one)) !== String(nextRoot(other))).toBe(differs.next);
  });

  test('two thirds sign the first, and what the kind says the second', () => {
    expect(updates.map(({ syncAggregate }) => countParticipants(syncAggregate))).toEqual([32, differs.signed]);
    expect(hasSupermajority(other.syncAggregate)).toBe(kind !== 'minority');
  });
});
