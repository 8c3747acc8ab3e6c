import { DecodeError, fromHex, toHex } from '@causeway/lightclient/codec';
import {
  FAR_FUTURE_EPOCH,
  NETWORKS,
  parseBeaconConfig,
  parseBeaconGenesis,
  parseForkVersions,
} from '@causeway/lightclient/ethereum';
import { expect, test } from 'vitest';

const GENESIS = { genesisTime: 1_606_824_023n, genesisValidatorsRoot: NETWORKS.mainnet.genesisValidatorsRoot };

const SPEC = {
  PRESET_BASE: 'mainnet',
  GENESIS_FORK_VERSION: '0x00000000',
  ALTAIR_FORK_VERSION: '0x01000000',
  ALTAIR_FORK_EPOCH: '74240',
  BELLATRIX_FORK_VERSION: '0x02000000',
  BELLATRIX_FORK_EPOCH: '144896',
  CAPELLA_FORK_VERSION: '0x03000000',
  CAPELLA_FORK_EPOCH: '194048',
  DENEB_FORK_VERSION: '0x04000000',
  DENEB_FORK_EPOCH: '269568',
  ELECTRA_FORK_VERSION: '0x05000000',
  ELECTRA_FORK_EPOCH: '364032',
  FULU_FORK_VERSION: '0x06000000',
  FULU_FORK_EPOCH: '411392',
  GLOAS_FORK_VERSION: '0x07000000',
  GLOAS_FORK_EPOCH: `${FAR_FUTURE_EPOCH}`,
  SECONDS_PER_SLOT: '12',
  MAX_BLOBS_PER_BLOCK_ELECTRA: '9',
  BLOB_SCHEDULE: [
    { EPOCH: '419072', MAX_BLOBS_PER_BLOCK: '21' },
    { EPOCH: '412672', MAX_BLOBS_PER_BLOCK: '15' },
  ],
};

test('reads what a node answers, with or without its envelope', () => {
  expect(parseBeaconConfig({ data: SPEC }, GENESIS)).toEqual(NETWORKS.mainnet);
  expect(parseBeaconConfig(SPEC, GENESIS)).toEqual(NETWORKS.mainnet);
});

test('takes from the preset what is not set, and what is set from the configuration', () => {
  const minimal = parseBeaconConfig({ PRESET_BASE: 'minimal', GENESIS_FORK_VERSION: '0x00000001' }, GENESIS);
  expect(minimal).toMatchObject({ syncCommitteeSize: 32, slotsPerEpoch: 8n, slotDurationMs: 6000n, blobSchedule: [] });
  expect(minimal.forks.map(({ name }) => name)).toEqual(['phase0']);
  const devnet = { SLOTS_PER_EPOCH: '6', EPOCHS_PER_SYNC_COMMITTEE_PERIOD: '8', SLOT_DURATION_MS: '2000' };
  expect(parseBeaconConfig({ ...SPEC, ...devnet }, GENESIS)).toMatchObject({
    syncCommitteeSize: 512,
    slotsPerEpoch: 6n,
    epochsPerSyncCommitteePeriod: 8n,
    slotDurationMs: 2000n,
  });
});

test.each([
  ['PRESET_BASE', { PRESET_BASE: 'gnosis' }],
  ['PRESET_BASE', { PRESET_BASE: undefined }],
  ['GENESIS_FORK_VERSION', { GENESIS_FORK_VERSION: '0x000000' }],
  ['CAPELLA_FORK_VERSION', { CAPELLA_FORK_VERSION: 50331648 }],
  ['DENEB_FORK_EPOCH', { DENEB_FORK_EPOCH: '194047' }],
  ['CAPELLA_FORK_EPOCH', { CAPELLA_FORK_EPOCH: 2 ** 60 }],
  ['GLOAS_FORK_EPOCH', { FULU_FORK_EPOCH: `${FAR_FUTURE_EPOCH}`, GLOAS_FORK_EPOCH: '18446744073709551614' }],
  ['HEZE_FORK_EPOCH', { HEZE_FORK_EPOCH: '500000' }],
  ['SLOTS_PER_EPOCH', { SLOTS_PER_EPOCH: '0' }],
  ['SECONDS_PER_SLOT', { SECONDS_PER_SLOT: '0' }],
  ['SYNC_COMMITTEE_SIZE', { SYNC_COMMITTEE_SIZE: '500' }],
  ['BLOB_SCHEDULE', { BLOB_SCHEDULE: 'none' }],
  ['BLOB_SCHEDULE[0].EPOCH', { BLOB_SCHEDULE: [{ MAX_BLOBS_PER_BLOCK: '9' }] }],
])('refuses a configuration with a wrong %s', (key, change) => {
  let field: string | undefined;
  try {
    parseBeaconConfig({ ...SPEC, ...change }, GENESIS);
  } catch (error) {
    field = error instanceof DecodeError ? error.field : undefined;
  }
  expect(field).toBe(`spec.${key}`);
});

test('ignores forks without a date, also those it does not know', () => {
  const config = parseBeaconConfig({ ...SPEC, HEZE_FORK_EPOCH: `${FAR_FUTURE_EPOCH}` }, GENESIS);
  expect(config.forks.at(-1)).toMatchObject({ name: 'fulu', epoch: 411392n });
});

test('gives the versions of forks without a date as well', () => {
  const versions = parseForkVersions(SPEC);
  expect(versions.get('gloas')).toEqual(fromHex('07000000'));
  expect(versions.size).toBe(7);
  expect(() => parseForkVersions({ GLOAS_FORK_VERSION: '7' })).toThrow(DecodeError);
});

test('reads a genesis', () => {
  const data = { genesis_time: '1606824023', genesis_validators_root: `0x${toHex(GENESIS.genesisValidatorsRoot)}` };
  expect(parseBeaconGenesis({ data })).toEqual(GENESIS);
  expect(() => parseBeaconGenesis({ data: { ...data, genesis_time: 'soon' } })).toThrow(DecodeError);
});
