import {
  formatLightClientStore,
  getLcExecutionRoot,
  initializeLightClientStore,
  isValidLightClientHeader,
  LIGHT_CLIENT_FORKS,
  type LightClientHeader,
  type LightClientStore,
  parseLightClientStore,
  processLightClientStoreForceUpdate,
  processLightClientUpdate,
  upgradeLightClientHeader,
  upgradeLightClientStore,
  upgradeLightClientUpdate,
  validateLightClientUpdate,
} from '@causeway/lightclient/ethereum';
import { createNativeBls } from '@causeway/lightclient/native';
import { expect, test } from 'vitest';
import {
  buildBlockHeader,
  buildBootstrap,
  buildConfig,
  buildUpdate,
  FORKS_WITH_OWN_OBJECTS,
} from '../../../support/build-light-client.ts';

const { verifier: bls } = createNativeBls();

/** Each fork with every one that comes after it and looks otherwise. */
const steps = FORKS_WITH_OWN_OBJECTS.flatMap((from, index) =>
  FORKS_WITH_OWN_OBJECTS.slice(index + 1).map((to) => ({ from, to })),
);

test.each(steps)('proves of a block of $from in the fields of $to what it proved before', ({ from, to }) => {
  const config = buildConfig(from);
  const header = buildBlockHeader(config, 40n);
  const upgraded = upgradeLightClientHeader(header, to, config);
  expect(upgraded.beacon).toBe(header.beacon);
  expect(isValidLightClientHeader(upgraded, config)).toEqual({ status: 'valid' });
  expect(getLcExecutionRoot(upgraded, config)).toEqual(getLcExecutionRoot(header, config));
});

test.each(steps)('comes from $from to $to in one step or in many', ({ from, to }) => {
  const config = buildConfig(from);
  const update = buildUpdate({ config, attestedSlot: 40n, finalizedSlot: 24n, withCommittee: true });
  const between = LIGHT_CLIENT_FORKS.slice(LIGHT_CLIENT_FORKS.indexOf(from), LIGHT_CLIENT_FORKS.indexOf(to) + 1);
  const stepwise = between.reduce((it, fork) => upgradeLightClientUpdate(it, fork, config), update);
  expect(stepwise).toEqual(upgradeLightClientUpdate(update, to, config));
});

test.each(steps)('lets a store of $to take updates of $from', ({ from, to }) => {
  const config = buildConfig(from);
  const context = { config, bls, currentSlot: 1000n };
  const { trustedBlockRoot, bootstrap } = buildBootstrap(config, 16n);
  const { store } = initializeLightClientStore(trustedBlockRoot, bootstrap, { config, fork: to });
  if (store === undefined) throw new Error('the bootstrap is valid');
  const update = buildUpdate({ config, attestedSlot: 40n, finalizedSlot: 24n, withCommittee: true });
  const after = processLightClientUpdate(store, update, context);
  expect(after.verdict).toEqual({ status: 'valid' });
  expect(after.store.finalizedHeader.beacon.slot).toBe(24n);
  const genesis = buildUpdate({ config, attestedSlot: 40n, withCommittee: true, finalizedSlot: 0n });
  expect(validateLightClientUpdate(store, genesis, context)).toEqual({ status: 'valid' });
});

test.each(steps)('upgrades a store of $from to $to together with its best update', ({ from, to }) => {
  const config = buildConfig(from);
  const { trustedBlockRoot, bootstrap } = buildBootstrap(config, 16n);
  const { store } = initializeLightClientStore(trustedBlockRoot, bootstrap, { config });
  const update = buildUpdate({ config, attestedSlot: 40n, withCommittee: true, participants: 5 });
  const seen = processLightClientUpdate(store as LightClientStore, update, { config, bls, currentSlot: 1000n }).store;
  const upgraded = upgradeLightClientStore(seen, to, config);
  expect(upgraded.fork).toBe(to);
  expect(parseLightClientStore(formatLightClientStore(upgraded, config), { config })).toEqual(upgraded);
  const forced = processLightClientStoreForceUpdate(upgraded, 500n, config);
  expect(forced.finalizedHeader.beacon.slot).toBe(40n);
  expect(forced.finalizedHeader.shape).toBe(upgraded.optimisticHeader.shape);
  expect(() => upgradeLightClientStore(upgraded, from, config)).toThrow(RangeError);
  if (forced.finalizedHeader.shape !== seen.finalizedHeader.shape) {
    expect(() => upgradeLightClientHeader(forced.finalizedHeader, from, config)).toThrow(RangeError);
  }
});

const electra = buildConfig('electra');
const capella = buildConfig('capella');
const altair = buildConfig('altair');
const block = (config: typeof electra) => buildBlockHeader(config, 40n);
const withFields = (header: LightClientHeader, fields: object): LightClientHeader =>
  ({ ...header, ...fields }) as LightClientHeader;
const ZERO = new Uint8Array(32);

const upgradedAltair = upgradeLightClientHeader(block(altair), 'capella', altair);
const upgradedCapella = upgradeLightClientHeader(block(capella), 'deneb', capella);
const gloasOfElectra = upgradeLightClientHeader(block(electra), 'gloas', electra);
const gloasOfAltair = upgradeLightClientHeader(block(altair), 'gloas', altair);

function executionOf(header: LightClientHeader): object {
  return 'execution' in header ? header.execution : {};
}

test.each([
  ['wrong-header-shape', electra, { shape: 'beacon', beacon: block(electra).beacon } as const],
  ['wrong-header-shape', electra, withFields(block(electra), { shape: 'capella' })],
  [
    'execution-not-empty',
    altair,
    withFields(upgradedAltair, { execution: { ...executionOf(upgradedAltair), gasUsed: 1n } }),
  ],
  [
    'execution-not-empty',
    altair,
    withFields(upgradedAltair, { execution: { ...executionOf(upgradedAltair), extraData: new Uint8Array(1) } }),
  ],
  ['execution-not-empty', altair, withFields(upgradedAltair, { executionBranch: [ZERO, ZERO, ZERO] })],
  [
    'execution-not-empty',
    altair,
    withFields(upgradedAltair, { executionBranch: [ZERO, ZERO, ZERO, new Uint8Array(32).fill(1)] }),
  ],
  ['execution-not-empty', altair, withFields(gloasOfAltair, { executionBlockHash: new Uint8Array(32).fill(1) })],
  [
    'blob-fields-not-zero',
    capella,
    withFields(upgradedCapella, { execution: { ...executionOf(upgradedCapella), blobGasUsed: 1n } }),
  ],
  [
    'blob-fields-not-zero',
    altair,
    withFields(upgradeLightClientHeader(block(altair), 'deneb', altair), {
      execution: { ...executionOf(upgradeLightClientHeader(block(altair), 'deneb', altair)), excessBlobGas: 1n },
    }),
  ],
  ['execution-branch-root-mismatch', electra, withFields(gloasOfElectra, { executionBlockHash: ZERO })],
  ['execution-branch-too-short', electra, withFields(gloasOfElectra, { executionBranch: [] })],
  [
    'execution-branch-padding-not-zero',
    electra,
    withFields(gloasOfElectra, {
      executionBranch: [
        new Uint8Array(32).fill(1),
        ...(gloasOfElectra.shape === 'gloas' ? gloasOfElectra.executionBranch.slice(1) : []),
      ],
    }),
  ],
])('rejects a header (%s)', (code, config, header) => {
  expect(isValidLightClientHeader(header, config)).toMatchObject({ status: 'invalid', reason: { code } });
});

test('knows no execution root before Capella', () => {
  for (const header of [block(altair), upgradedAltair, gloasOfAltair])
    expect(getLcExecutionRoot(header, altair)).toEqual(ZERO);
});

test('says of the genesis block in the fields of Gloas that its payload is empty', () => {
  for (const config of [capella, electra]) {
    const header = buildBlockHeader(config, 0n);
    const empty = upgradeLightClientHeader(
      { shape: 'beacon', beacon: { ...header.beacon, slot: 0n } },
      'gloas',
      config,
    );
    const other = upgradeLightClientHeader(buildBlockHeader(config, 1n), 'gloas', config);
    expect(getLcExecutionRoot(empty, config)).not.toEqual(ZERO);
    expect(getLcExecutionRoot(empty, config)).not.toEqual(getLcExecutionRoot(other, config));
  }
});
