import { fromHex, toHex } from '@causeway/lightclient/codec';
import {
  computeSyncCommitteePeriodAtSlot,
  computeSyncCommitteeSigningRoot,
  decodeLightClientBootstrap,
  decodeLightClientFinalityUpdate,
  decodeLightClientOptimisticUpdate,
  decodeLightClientUpdate,
  hashBeaconBlockHeader,
  initializeLightClientStore,
  type LightClientUpdate,
  NETWORKS,
  processLightClientFinalityUpdate,
  processLightClientOptimisticUpdate,
  processLightClientUpdate,
  recordCommittees,
  syncCommitteeType,
  verifyUpdateOfPeriod,
} from '@causeway/lightclient/ethereum';
import { createNativeBls, nativeSha256 } from '@causeway/lightclient/native';
import { verifyMerkleBranch } from '@causeway/lightclient/proofs';
import { describe, expect, test } from 'vitest';
import { createBeaconConfig } from '../../../support/beacon-config.ts';
import { readFlatBootstrap, readFlatUpdate } from '../../../support/datachainlab-vectors.ts';
import { readPortalObject, readPortalUpdates } from '../../../support/portal-mainnet.ts';
import { readVector } from '../../../support/read-vector.ts';

const { mainnet } = NETWORKS;
const mainnetContext = {
  config: mainnet,
  bls: createNativeBls().verifier,
  sha256: nativeSha256,
  currentSlot: 7_000_000n,
};

describe('the main network in Capella', () => {
  const bootstrap = decodeLightClientBootstrap(readPortalObject('bootstrap'), { config: mainnet });
  const root = fromHex('bd9f42d9a42d972bdaf4dee84e5b419dd432b52867258acb7bcc7f567b6e3af1');
  const { store } = initializeLightClientStore(root, bootstrap, mainnetContext);
  if (store === undefined) throw new Error('the bootstrap is valid');
  const updates = readPortalUpdates().map((bytes) => decodeLightClientUpdate(bytes, { config: mainnet }));
  const finality = decodeLightClientFinalityUpdate(readPortalObject('finality_update'), { config: mainnet });
  const optimistic = decodeLightClientOptimisticUpdate(readPortalObject('optimistic_update'), { config: mainnet });

  test('finality and optimistic updates follow the bootstrap', () => {
    const final = processLightClientFinalityUpdate(store, finality, mainnetContext);
    expect(final.verdict).toEqual({ status: 'valid' });
    expect(final.store.finalizedHeader.beacon.slot).toBe(finality.finality?.header.beacon.slot);
    const newest = processLightClientOptimisticUpdate(final.store, optimistic, mainnetContext);
    expect(newest.verdict).toEqual({ status: 'valid' });
    expect(newest.store.optimisticHeader).toEqual(optimistic.attestedHeader);
  });

  test('updates of four periods hand over to each other and to the bootstrap', () => {
    const period = (slot: bigint) => computeSyncCommitteePeriodAtSlot(mainnet, slot);
    const committees = new Map(
      updates.flatMap(({ attestedHeader, nextSyncCommittee: next }) =>
        next === undefined ? [] : [[period(attestedHeader.beacon.slot) + 1n, next.committee] as const],
      ),
    );
    expect([...committees.keys()]).toEqual([817n, 818n, 819n, 820n]);
    expect(committees.get(820n)).toEqual(bootstrap.currentSyncCommittee);
    const [first, ...rest] = updates;
    for (const update of rest)
      expect(verifyUpdateOfPeriod(update, committees, mainnetContext)).toEqual({ status: 'valid' });
    expect(verifyUpdateOfPeriod(first as LightClientUpdate, committees, mainnetContext)).toMatchObject({
      reason: { code: 'committee-not-known' },
    });
    expect(recordCommittees(committees, store, mainnet)).toEqual(committees);
  });

  test('rejects each of them when one bit of what was signed differs', () => {
    const beacon = {
      ...finality.attestedHeader.beacon,
      proposerIndex: finality.attestedHeader.beacon.proposerIndex ^ 1n,
    };
    const attestedHeader = { ...finality.attestedHeader, beacon };
    const { verdict } = processLightClientFinalityUpdate(store, { ...finality, attestedHeader }, mainnetContext);
    expect(verdict).toMatchObject({ reason: { code: 'wrong-signature' } });
  });
});

test('accepts an update of the main network in Bellatrix, and signs the root that was signed', () => {
  const folder = 'datachainlab-mainnet';
  const context = { config: mainnet };
  const json = readVector(`${folder}/mainnet_light_client_update_slot_5841038.json`) as Record<string, unknown>;
  const update = readFlatUpdate(json, context);
  const signed = computeSyncCommitteeSigningRoot(mainnet, update.attestedHeader.beacon, update.signatureSlot);
  expect(`0x${toHex(signed)}`).toBe(readVector(`${folder}/mainnet_signing_root_slot_5841037.json`));
  const { genesis_validators_root } = readVector(`${folder}/mainnet_context.json`) as Record<string, string>;
  expect(genesis_validators_root).toBe(`0x${toHex(mainnet.genesisValidatorsRoot)}`);
  const committee = syncCommitteeType(512).parse(
    readVector(`${folder}/mainnet_sync_committee_period_713.json`),
    'committee',
  );
  const committees = new Map([[713n, committee]]);
  expect(verifyUpdateOfPeriod(update, committees, mainnetContext)).toEqual({ status: 'valid' });
  const late = { ...update, signatureSlot: update.signatureSlot + 8192n };
  expect(verifyUpdateOfPeriod(late, committees, mainnetContext)).toMatchObject({
    reason: { code: 'committee-not-known' },
  });
});

describe('a minimal chain in Bellatrix', () => {
  const folder = 'datachainlab-lc-minimal-bellatrix';
  const [start, , genesisValidatorsRoot] = readVector(`${folder}/initial_state.json`) as [
    Record<string, unknown>,
    string,
    string,
  ];
  const config = createBeaconConfig({ bellatrix: 0n }, { genesisValidatorsRoot: fromHex(genesisValidatorsRoot) });
  const context = { ...mainnetContext, config };
  const names = [
    'light_client_update_period_5',
    ...[6, 7, 8, 9].flatMap((period) => [`light_client_update_period_${period}`, `finality_update_period_${period}`]),
  ];

  interface Info {
    readonly light_client_update: Record<string, unknown>;
    readonly finalized_execution_root: string;
    readonly finalized_execution_branch: readonly string[];
  }

  interface Payload {
    readonly state_root: string;
    readonly state_root_branch: readonly string[];
  }

  const read = (name: string) => readVector(`${folder}/${name}.json`) as [Info, Payload];

  test('is followed over five periods, and its payloads are in the finalized blocks', () => {
    const bootstrap = readFlatBootstrap(start, { config });
    let { store } = initializeLightClientStore(hashBeaconBlockHeader(bootstrap.header.beacon), bootstrap, context);
    for (const name of names) {
      const [info, payload] = read(name);
      const update = readFlatUpdate(info.light_client_update, { config });
      if (store === undefined || update.finality === undefined) throw new Error('the vectors have finality');
      const before = store.finalizedHeader.beacon.slot;
      const after = processLightClientUpdate(store, update, context);
      expect(after.verdict).toEqual({ status: 'valid' });
      const finalized = update.finality.header.beacon;
      expect(after.store.finalizedHeader.beacon.slot).toBe(finalized.slot > before ? finalized.slot : before);
      store = after.store;
      const payloadRoot = fromHex(info.finalized_execution_root);
      const inBody = { leaf: payloadRoot, branch: hexes(info.finalized_execution_branch), gindex: 25 };
      expect(verifyMerkleBranch({ ...inBody, root: finalized.bodyRoot })).toEqual({ status: 'valid' });
      const inPayload = { leaf: fromHex(payload.state_root), branch: hexes(payload.state_root_branch), gindex: 18 };
      expect(verifyMerkleBranch({ ...inPayload, root: payloadRoot })).toEqual({ status: 'valid' });
    }
    expect(store?.finalizedHeader.beacon.slot).toBe(584n);
  });
});

function hexes(texts: readonly string[]): readonly Uint8Array[] {
  return texts.map((text) => fromHex(text));
}
