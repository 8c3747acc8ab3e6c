import { fromHex, toHex } from '@causeway/lightclient/codec';
import {
  type BeaconConfig,
  decodeLightClientBootstrap,
  decodeLightClientUpdate,
  initializeLightClientStore,
  type LightClientStore,
  lightClientTypes,
  PRESETS,
  parseBeaconConfig,
  processLightClientStoreForceUpdate,
  processLightClientUpdate,
} from '@causeway/lightclient/ethereum';
import { createNativeBls, nativeSha256 } from '@causeway/lightclient/native';
import { describe, expect, test } from 'vitest';
import { readVector } from '../../../support/read-vector.ts';

interface Step {
  readonly forceUpdate?: string;
  readonly update?: string;
  readonly currentSlot?: string;
  readonly valid?: boolean;
  /** What the store is after a step that changed it. */
  readonly store?: unknown;
}

interface Vector {
  readonly config: {
    readonly genesisValidatorsRoot: string;
    readonly forks: Readonly<Record<string, { readonly version: string; readonly epoch: number }>>;
  };
  readonly runs: readonly {
    readonly trustedBlockRoot: string;
    readonly bootstrap: string;
    readonly steps: readonly Step[];
  }[];
}

const { verifier: bls } = createNativeBls();
const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
const hex = (bytes: Uint8Array) => `0x${toHex(bytes)}`;

/** Whose epochs are dates, and whose store has the fields of the last fork. */
function readConfig({ genesisValidatorsRoot, forks }: Vector['config']): BeaconConfig {
  const spec = Object.entries(forks).flatMap(([name, { version, epoch }]) => [
    [`${name}_FORK_VERSION`, version] as const,
    ...(name === 'GENESIS' ? [] : [[`${name}_FORK_EPOCH`, epoch] as const]),
  ]);
  const genesis = { genesisTime: 0n, genesisValidatorsRoot: fromHex(genesisValidatorsRoot) };
  return parseBeaconConfig(Object.fromEntries([['PRESET_BASE', 'minimal'], ...spec]), genesis);
}

/** As the vectors describe a store. */
function describeStore(store: LightClientStore): unknown {
  const types = lightClientTypes(store.fork, PRESETS.minimal.syncCommitteeSize);
  const { nextSyncCommittee: next, bestValidUpdate: best } = store;
  return {
    finalized: `${store.finalizedHeader.beacon.slot}`,
    finalizedRoot: hex(types.header.hashTreeRoot(store.finalizedHeader)),
    optimisticRoot: hex(types.header.hashTreeRoot(store.optimisticHeader)),
    current: hex(types.syncCommittee.hashTreeRoot(store.currentSyncCommittee)),
    next: next === undefined ? null : hex(types.syncCommittee.hashTreeRoot(next)),
    best: best === undefined ? null : hex(types.update.hashTreeRoot(best)),
    previousMax: store.previousMaxActiveParticipants,
    currentMax: store.currentMaxActiveParticipants,
  };
}

function runStep(store: LightClientStore, step: Step, config: BeaconConfig) {
  if (step.forceUpdate !== undefined) {
    return { store: processLightClientStoreForceUpdate(store, BigInt(step.forceUpdate), config), valid: true };
  }
  const update = decodeLightClientUpdate(bytesOf(step.update ?? ''), { config, fork: store.fork });
  const currentSlot = BigInt(step.currentSlot ?? 0);
  const result = processLightClientUpdate(store, update, { config, bls, sha256: nativeSha256, currentSlot });
  return { store: result.store, valid: result.verdict.status === 'valid' };
}

describe.each([
  ['deneb-electra', 'electra'],
  ['electra-gloas', 'gloas'],
] as const)('%s', (name, fork) => {
  const { config: given, runs } = readVector(`causeway-lc-random/${name}.json`) as Vector;
  const config = readConfig(given);

  test.each(runs.map((run, index) => ({ ...run, index })))('does what the specification does in run $index', (run) => {
    const bootstrap = decodeLightClientBootstrap(bytesOf(run.bootstrap), { config, fork });
    let { store } = initializeLightClientStore(fromHex(run.trustedBlockRoot), bootstrap, { config, fork });
    if (store === undefined) throw new Error('the bootstrap is valid');
    for (const [index, step] of run.steps.entries()) {
      const after = runStep(store, step, config);
      expect({ index, valid: after.valid }).toEqual({ index, valid: step.valid ?? true });
      if (step.store === undefined) expect(after.store).toBe(store);
      else expect({ index, store: describeStore(after.store) }).toEqual({ index, store: step.store });
      store = after.store;
    }
  });

  test('the runs hold enough of both', () => {
    const all = runs.flatMap(({ steps }) => steps);
    expect(all.filter(({ valid }) => valid === true).length).toBeGreaterThan(50);
    expect(all.filter(({ valid }) => valid === false).length).toBeGreaterThan(50);
  });
});
