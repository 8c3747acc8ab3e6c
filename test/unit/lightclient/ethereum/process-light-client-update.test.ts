import { DecodeError } from '@causeway/lightclient';
import {
  applyLightClientUpdate,
  type BeaconConfig,
  formatLightClientStore,
  getSafetyThreshold,
  initializeLightClientStore,
  type LightClientStore,
  type LightClientUpdate,
  parseLightClientStore,
  processLightClientFinalityUpdate,
  processLightClientOptimisticUpdate,
  processLightClientStoreForceUpdate,
  processLightClientUpdate,
} from '@causeway/lightclient/ethereum';
import { createNativeBls, nativeSha256 } from '@causeway/lightclient/native';
import { expect, test } from 'vitest';
import { buildBootstrap, buildCommittee, buildConfig, buildUpdate } from '../../../support/build-light-client.ts';

const { verifier: bls } = createNativeBls();
const config = buildConfig('electra');
const context = { config, bls, sha256: nativeSha256, currentSlot: 1000n };

function start(slot: bigint, chain: BeaconConfig = config): LightClientStore {
  const { trustedBlockRoot, bootstrap } = buildBootstrap(chain, slot);
  const { store } = initializeLightClientStore(trustedBlockRoot, bootstrap, { config: chain });
  if (store === undefined) throw new Error('the bootstrap is valid');
  return store;
}

function take(store: LightClientStore, update: LightClientUpdate): LightClientStore {
  const result = processLightClientUpdate(store, update, context);
  expect(result.verdict).toEqual({ status: 'valid' });
  return result.store;
}

/** Finalized and optimistic slot. */
const slots = ({ finalizedHeader, optimisticHeader }: LightClientStore) => [
  finalizedHeader.beacon.slot,
  optimisticHeader.beacon.slot,
];

const store = start(16n);
const plan = { config, attestedSlot: 40n, finalizedSlot: 24n, withCommittee: true } as const;

test('moves the finalized header and learns the next committee by two thirds, exactly', () => {
  const after = take(store, buildUpdate({ ...plan, participants: 22 })); // 22 of 32 are more than two thirds
  expect(slots(after)).toEqual([24n, 40n]);
  expect(after.nextSyncCommittee?.pubkeys).toEqual(buildCommittee(1).pubkeys);
  expect(after.bestValidUpdate).toBeUndefined();
  expect(after.currentMaxActiveParticipants).toBe(22);
});

test('keeps an update below two thirds for a forced one, and moves the optimistic header', () => {
  const update = buildUpdate({ ...plan, participants: 21 });
  const after = take(store, update);
  expect(slots(after)).toEqual([16n, 40n]);
  expect(after.nextSyncCommittee).toBeUndefined();
  expect(after.bestValidUpdate).toEqual(update);
  expect(store.bestValidUpdate).toBeUndefined();
});

test('moves the optimistic header only above half of the best participation', () => {
  const full = take(store, buildUpdate({ ...plan, participants: 32 }));
  expect(getSafetyThreshold(full)).toBe(16);
  expect(slots(take(full, buildUpdate({ config, attestedSlot: 41n, participants: 16 })))).toEqual([24n, 40n]);
  expect(slots(take(full, buildUpdate({ config, attestedSlot: 41n, participants: 17 })))).toEqual([24n, 41n]);
  expect(getSafetyThreshold({ previousMaxActiveParticipants: 31, currentMaxActiveParticipants: 4 })).toBe(15);
});

test('never moves a header back', () => {
  const ahead = take(store, buildUpdate({ config, attestedSlot: 50n, finalizedSlot: 32n }));
  const after = take(ahead, buildUpdate({ config, attestedSlot: 45n, finalizedSlot: 24n }));
  expect(slots(after)).toEqual([32n, 50n]);
  expect(after.bestValidUpdate).toBeDefined();
});

test('hands over to the next committee when its period is finalized', () => {
  const known = take(store, buildUpdate(plan));
  const after = take(
    known,
    buildUpdate({ config, attestedSlot: 100n, finalizedSlot: 72n, withCommittee: true, participants: 30 }),
  );
  expect(slots(after)).toEqual([72n, 100n]);
  expect(after.currentSyncCommittee.pubkeys).toEqual(buildCommittee(1).pubkeys);
  expect(after.nextSyncCommittee?.pubkeys).toEqual(buildCommittee(2).pubkeys);
  expect([after.previousMaxActiveParticipants, after.currentMaxActiveParticipants]).toEqual([32, 0]);
});

test('hands over without a next committee, and learns it from an older update of that period', () => {
  const known = take(store, buildUpdate(plan));
  const moved = take(known, buildUpdate({ config, attestedSlot: 100n, finalizedSlot: 72n }));
  expect(moved.nextSyncCommittee).toBeUndefined();
  expect(processLightClientUpdate(moved, buildUpdate({ config, attestedSlot: 130n }), context).verdict).toMatchObject({
    reason: { code: 'committee-not-known' },
  });
  const late = take(moved, buildUpdate({ config, attestedSlot: 80n, finalizedSlot: 64n, withCommittee: true }));
  expect(slots(late)).toEqual([72n, 100n]);
  expect(late.nextSyncCommittee?.pubkeys).toEqual(buildCommittee(2).pubkeys);
});

test('learns no committee from an update whose finalized header is of another period', () => {
  const moved = start(72n);
  const after = take(moved, buildUpdate({ config, attestedSlot: 80n, finalizedSlot: 56n, withCommittee: true }));
  expect(after.nextSyncCommittee).toBeUndefined();
  expect(after.bestValidUpdate).toBeDefined();
});

test('takes finality updates without a committee, and optimistic ones without finality', () => {
  const update = buildUpdate(plan);
  const final = processLightClientFinalityUpdate(store, update, context);
  expect(final.verdict).toEqual({ status: 'valid' });
  expect(slots(final.store)).toEqual([24n, 40n]);
  expect(final.store.nextSyncCommittee).toBeUndefined();
  const optimistic = processLightClientOptimisticUpdate(store, update, context);
  expect(optimistic.verdict).toEqual({ status: 'valid' });
  expect(slots(optimistic.store)).toEqual([16n, 40n]);
});

test('forces the best update only when asked, and only after a whole period', () => {
  const update = buildUpdate({ config, attestedSlot: 40n, withCommittee: true, participants: 3 });
  const stuck = take(store, update);
  expect(processLightClientStoreForceUpdate(stuck, 80n, config)).toBe(stuck);
  expect(processLightClientStoreForceUpdate(store, 81n, config)).toBe(store);
  const forced = processLightClientStoreForceUpdate(stuck, 81n, config);
  expect(slots(forced)).toEqual([40n, 40n]);
  expect(forced.nextSyncCommittee?.pubkeys).toEqual(buildCommittee(1).pubkeys);
  expect(forced.bestValidUpdate).toBeUndefined();
});

test('forces to the finalized header where the best update has a newer one', () => {
  const stuck = take(store, buildUpdate({ ...plan, participants: 21 }));
  expect(slots(processLightClientStoreForceUpdate(stuck, 500n, config))).toEqual([24n, 40n]);
  const older = take(store, buildUpdate({ config, attestedSlot: 40n, finalizedSlot: 8n, participants: 21 }));
  expect(slots(processLightClientStoreForceUpdate(older, 500n, config))).toEqual([40n, 40n]);
});

test('refuses to apply what skips a committee', () => {
  const { attestedHeader } = buildUpdate({ config, attestedSlot: 70n });
  expect(() => applyLightClientUpdate(store, { finalizedHeader: attestedHeader }, config)).toThrow(RangeError);
});

test('survives as JSON, whatever is in it', () => {
  const stuck = take(
    take(store, buildUpdate(plan)),
    buildUpdate({ config, attestedSlot: 70n, withCommittee: true, participants: 9 }),
  );
  for (const kept of [store, stuck]) {
    const json: unknown = JSON.parse(JSON.stringify(formatLightClientStore(kept, config)));
    expect(parseLightClientStore(json, { config })).toEqual(kept);
    const { data } = json as { data: Record<string, unknown> };
    expect(parseLightClientStore(data, { config })).toEqual(kept);
    expect(() => parseLightClientStore({ ...data, extra: 1 }, { config })).toThrow(DecodeError);
    expect(() => parseLightClientStore({ ...data, current_max_active_participants: '33' }, { config })).toThrow(
      DecodeError,
    );
    expect(() => parseLightClientStore({ version: 'gloas', data }, { config })).toThrow(DecodeError);
  }
});

test('reads a next committee of zeros, or one that is left out, as none', () => {
  const { data } = formatLightClientStore(store, config) as unknown as { data: Record<string, unknown> };
  const key = `0x${'00'.repeat(48)}`;
  const zero = { pubkeys: Array.from({ length: 32 }, () => key), aggregate_pubkey: key };
  expect(parseLightClientStore({ ...data, next_sync_committee: zero }, { config }).nextSyncCommittee).toBeUndefined();
  const { next_sync_committee: _next, best_valid_update: _best, ...rest } = data;
  expect(parseLightClientStore(rest, { config })).toEqual(store);
});
