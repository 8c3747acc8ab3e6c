import {
  FORK_TABLE,
  forkAtSlot,
  initializeLightClientStore,
  LIGHT_CLIENT_FORKS,
  lightClientTypes,
  parseLightClientUpdate,
  processLightClientUpdate,
  upgradeLightClientStore,
} from '@causeway/lightclient/ethereum';
import { decodeSsz } from '@causeway/lightclient/proofs';
import { describe, expect, test } from 'vitest';
import { createBeaconConfig } from '../../../support/beacon-config.ts';
import { type BeaconChain, buildBeaconChain } from '../../../support/build-beacon-chain.ts';
import { contextOf, follow, judge, outcome, startStore } from '../../../support/light-client-case.ts';

/** One update of each period, then what is final a little later. */
function updatesOf(chain: BeaconChain, periods: bigint) {
  return Array.from({ length: Number(periods) }, (_, period) => {
    const start = chain.startOf(BigInt(period));
    return [chain.updateAt({ attestedSlot: start + 40n }), chain.finalityUpdateAt({ attestedSlot: start + 60n })];
  }).flat();
}

describe.each(LIGHT_CLIENT_FORKS)('a chain of %s', (fork) => {
  const chain = buildBeaconChain({ config: createBeaconConfig({ [fork]: 0n }) });

  test('is followed over three periods', () => {
    const store = follow(chain, startStore(chain, 8n), updatesOf(chain, 3n));
    expect(store.finalizedHeader.beacon.slot).toBe(2n * 64n + 40n);
    expect(store.currentSyncCommittee).toBe(chain.committeeOf(2n).committee);
    expect(store.nextSyncCommittee).toBe(chain.committeeOf(3n).committee);
  });

  test('has objects that survive SSZ and JSON', () => {
    const types = lightClientTypes(fork, 32);
    const update = chain.updateAt({ attestedSlot: 40n });
    expect(decodeSsz(types.update, types.update.encode(update), 'update')).toEqual(update);
    const json = { version: fork, data: types.update.format(update) };
    expect(parseLightClientUpdate(JSON.parse(JSON.stringify(json)), { config: chain.config })).toEqual(update);
  });
});

test('a chain is followed from Altair to Gloas, the store in the fields of each fork', () => {
  const chain = buildBeaconChain({
    config: createBeaconConfig({
      altair: 0n,
      bellatrix: 6n,
      capella: 12n,
      deneb: 18n,
      electra: 26n,
      fulu: 34n,
      gloas: 42n,
    }),
  });
  const { config } = chain;
  let store = startStore(chain, 8n);
  const seen = new Set<string>();
  for (let slot = 30n; slot < 6n * 64n; slot += 7n) {
    store = upgradeLightClientStore(store, forkAtSlot(config, slot), config);
    store = follow(chain, store, [chain.updateAt({ attestedSlot: slot })]);
    seen.add(store.finalizedHeader.shape);
    expect(store.finalizedHeader).toEqual(chain.headerAt(store.finalizedHeader.beacon.slot, store.fork));
  }
  expect([...seen]).toEqual(['beacon', 'capella', 'deneb', 'gloas']);
});

test('accepts a signature at the fork boundary: the version is that of the slot before', () => {
  const config = createBeaconConfig({ deneb: 0n, electra: 4n });
  const chain = buildBeaconChain({ config });
  const store = upgradeLightClientStore(startStore(chain, 8n), 'electra', config);
  const boundary = 32n;
  for (const [attestedSlot, signatureSlot, version] of [
    [30n, 31n, 'deneb'],
    [31n, 32n, 'deneb'],
    [31n, 33n, 'electra'],
    [32n, 33n, 'electra'],
  ] as const) {
    const slots = { attestedSlot, signatureSlot };
    expect(outcome(judge(chain, store, chain.updateAt(slots)))).toBe('valid');
    const signedFor = (fork: 'deneb' | 'electra') =>
      chain.updateAt({ ...slots, config: createBeaconConfig({ [fork]: 0n }) });
    expect(outcome(judge(chain, store, signedFor(version)))).toBe('valid');
    const other = version === 'deneb' ? 'electra' : 'deneb';
    expect(outcome(judge(chain, store, signedFor(other)))).toBe('wrong-signature');
    expect(FORK_TABLE[forkAtSlot(config, attestedSlot)].finalizedRootGindex).toBe(attestedSlot < boundary ? 105 : 169);
  }
});

test('accepts both committees around the end of a period', () => {
  const chain = buildBeaconChain();
  const store = follow(chain, startStore(chain, 8n), [chain.updateAt({ attestedSlot: 40n })]);
  for (const [attestedSlot, signatureSlot] of [
    [62n, 63n],
    [63n, 64n],
    [64n, 65n],
    [126n, 127n],
  ] as const) {
    expect(outcome(judge(chain, store, chain.updateAt({ attestedSlot, signatureSlot })))).toBe('valid');
  }
});

test('takes from an update that exactly two thirds signed, and from no smaller one', () => {
  const config = createBeaconConfig({ electra: 0n }, { syncCommitteeSize: 48 });
  const chain = buildBeaconChain({ config });
  const store = startStore(chain, 8n);
  const after = (participants: number) => {
    const update = chain.updateAt({ attestedSlot: 40n, participants });
    return processLightClientUpdate(store, update, contextOf(chain, update.signatureSlot));
  };
  expect(after(32).store.finalizedHeader.beacon.slot).toBe(24n);
  expect(after(32).store.nextSyncCommittee).toBe(chain.committeeOf(1n).committee);
  expect(after(31).verdict.status).toBe('valid');
  expect(after(31).store.finalizedHeader.beacon.slot).toBe(8n);
  expect(after(31).store.nextSyncCommittee).toBeUndefined();
  expect(after(1).store.finalizedHeader.beacon.slot).toBe(8n);
});

test('two thirds of 32 are 22', () => {
  const chain = buildBeaconChain();
  const store = startStore(chain, 8n);
  const moves = (participants: number) =>
    follow(chain, store, [chain.updateAt({ attestedSlot: 40n, participants })]).finalizedHeader.beacon.slot > 8n;
  expect([21, 22].map(moves)).toEqual([false, true]);
});

test('the genesis checkpoint finalizes nothing, but brings the next committee', () => {
  const chain = buildBeaconChain();
  const store = startStore(chain, 1n);
  const after = follow(chain, store, [chain.updateAt({ attestedSlot: 5n })]);
  expect(after.finalizedHeader.beacon.slot).toBe(1n);
  expect(after.nextSyncCommittee).toBe(chain.committeeOf(1n).committee);
});

test('rejects the bootstrap of another block (block-root-mismatch)', () => {
  const chain = buildBeaconChain();
  const { verdict } = initializeLightClientStore(chain.blockAt(9n).root, chain.bootstrapAt(8n), contextOf(chain, 8n));
  expect(verdict).toMatchObject({ reason: { code: 'block-root-mismatch' } });
});
