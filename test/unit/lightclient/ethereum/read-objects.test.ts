import { DecodeError, toHex } from '@causeway/lightclient/codec';
import {
  decodeLightClientBootstrap,
  decodeLightClientFinalityUpdate,
  decodeLightClientOptimisticUpdate,
  decodeLightClientUpdate,
  hashBeaconBlockHeader,
  LIGHT_CLIENT_FORKS,
  type LightClientFork,
  lightClientTypes,
  NETWORKS,
  parseLightClientBootstrap,
  parseLightClientFinalityUpdate,
  parseLightClientOptimisticUpdate,
  parseLightClientUpdate,
} from '@causeway/lightclient/ethereum';
import { decodeSsz } from '@causeway/lightclient/proofs';
import { expect, test } from 'vitest';
import { readPortalObject, readPortalUpdates } from '../../../support/portal-mainnet.ts';

const { mainnet } = NETWORKS;
const context = { config: mainnet };
const CAPELLA = lightClientTypes('capella', 512);
const [updateBytes = new Uint8Array(0)] = readPortalUpdates();

const OBJECTS = [
  [
    'bootstrap',
    readPortalObject('bootstrap'),
    CAPELLA.bootstrap,
    decodeLightClientBootstrap,
    parseLightClientBootstrap,
  ],
  ['update', updateBytes, CAPELLA.update, decodeLightClientUpdate, parseLightClientUpdate],
  [
    'finality update',
    readPortalObject('finality_update'),
    CAPELLA.finalityUpdate,
    decodeLightClientFinalityUpdate,
    parseLightClientFinalityUpdate,
  ],
  [
    'optimistic update',
    readPortalObject('optimistic_update'),
    CAPELLA.optimisticUpdate,
    decodeLightClientOptimisticUpdate,
    parseLightClientOptimisticUpdate,
  ],
] as const;

test.each(OBJECTS)('reads a mainnet %s as SSZ and as JSON, and writes both back', (_, bytes, type, decode, parse) => {
  const value = decode(bytes, context);
  expect(toHex(type.encode(value as never))).toBe(toHex(bytes));
  const data = type.format(value as never);
  expect(parse({ version: 'capella', data }, context)).toEqual(value);
  expect(parse(data, { ...context, fork: 'capella' })).toEqual(value);
  expect(parse(JSON.parse(JSON.stringify(data)), context)).toEqual(value);
  expect(decode(bytes, { ...context, fork: 'capella' })).toEqual(value);
});

test('hashes the block that the bootstrap is about to the root it was asked by', () => {
  const { header } = decodeLightClientBootstrap(readPortalObject('bootstrap'), context);
  expect(header.beacon.slot).toBe(6_718_368n);
  expect(toHex(hashBeaconBlockHeader(header.beacon))).toBe(
    'bd9f42d9a42d972bdaf4dee84e5b419dd432b52867258acb7bcc7f567b6e3af1',
  );
});

test.each(OBJECTS)('refuses a mainnet %s that is too short, too long or of another fork', (_, bytes, _type, decode) => {
  // The payload's extra data comes last and may have 0 to 32 bytes.
  const spoilt = [bytes.subarray(0, -33), Uint8Array.of(...bytes, ...new Uint8Array(33)), bytes.subarray(0, 3)];
  for (const spoiled of [...spoilt, new Uint8Array(0)]) {
    expect(() => decode(spoiled, context)).toThrow(DecodeError);
    expect(() => decode(spoiled, { ...context, fork: 'capella' })).toThrow(DecodeError);
  }
  for (const fork of ['altair', 'deneb', 'electra', 'gloas'] as const) {
    expect(() => decode(bytes, { ...context, fork })).toThrow(DecodeError);
  }
});

type Json = Record<string, unknown>;

const updateJson = () =>
  JSON.parse(JSON.stringify(CAPELLA.update.format(decodeLightClientUpdate(updateBytes, context)))) as Json;

test.each([
  ['update.extra', (json: Json) => ({ ...json, extra: 1 })],
  ['update.signature_slot', ({ signature_slot: _, ...json }: Json) => json],
  ['update.signature_slot', (json: Json) => ({ ...json, signature_slot: '06684739' })],
  ['update.signature_slot', (json: Json) => ({ ...json, signature_slot: 2 ** 53 })],
  ['update.signature_slot', (json: Json) => ({ ...json, signature_slot: '18446744073709551616' })],
  [
    'update.finality_branch',
    (json: Json) => ({ ...json, finality_branch: (json.finality_branch as string[]).slice(1) }),
  ],
  [
    'update.finality_branch',
    (json: Json) => ({ ...json, finality_branch: [...(json.finality_branch as string[]), '0x'] }),
  ],
  [
    'update.finality_branch[0]',
    (json: Json) => ({ ...json, finality_branch: ['0x00', ...(json.finality_branch as string[]).slice(1)] }),
  ],
  [
    'update.attested_header.execution',
    (json: Json) => ({ ...json, attested_header: { ...(json.attested_header as Json), execution: {} } }),
  ],
  ['update.version', (json: Json) => ({ version: 'phase0', data: json })],
  ['update.attested_header', (json: Json) => ({ version: 'altair', data: json })],
  ['update.data', () => ({ version: 'capella', data: null })],
  ['update', () => 'update'],
])('refuses an update whose JSON has a wrong %s', (path, spoil) => {
  let error: unknown;
  try {
    parseLightClientUpdate(spoil(updateJson()), context);
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(DecodeError);
  expect((error as DecodeError).field.startsWith(path.replace('.extra', ''))).toBe(true);
});

test('reads integers beyond what a double holds exactly', () => {
  const json = { ...updateJson(), signature_slot: '9007199254740993' };
  expect(parseLightClientUpdate(json, context).signatureSlot).toBe(9_007_199_254_740_993n);
  expect(parseLightClientUpdate({ ...json, signature_slot: 6_684_739 }, context).signatureSlot).toBe(6_684_739n);
});

test.each(LIGHT_CLIENT_FORKS)(
  'leaves out what is zero throughout in an update of %s, and writes zeros for it',
  (fork: LightClientFork) => {
    const { update, finalityUpdate } = lightClientTypes(fork, 32);
    // An object of variable length needs its offsets, which an empty value of our own writes.
    const base = decodeSsz(update, update.encode(emptyUpdate(fork)), 'it');
    expect(base.finality).toBeUndefined();
    expect(base.nextSyncCommittee).toBeUndefined();
    expect(update.parse(update.format(base), 'it')).toEqual(base);
    const zeros = (gindexDepth: number) => Array.from({ length: gindexDepth }, () => new Uint8Array(32));
    const branch =
      update.encode(base).length > 0 ? zeros(fork === 'gloas' ? 9 : fork === 'electra' || fork === 'fulu' ? 7 : 6) : [];
    const genesis = {
      ...base,
      finality: { header: base.attestedHeader, branch: branch.with(0, new Uint8Array(32).fill(1)) },
    };
    expect(decodeSsz(update, update.encode(genesis), 'it').finality).toBeDefined();
    expect(decodeSsz(finalityUpdate, finalityUpdate.encode(genesis), 'it').finality).toBeDefined();
  },
);

function emptyUpdate(fork: LightClientFork) {
  const { optimisticUpdate } = lightClientTypes(fork, 32);
  const zero = (size: number) => `0x${'00'.repeat(size)}`;
  const beacon = { slot: '0', proposer_index: '0', parent_root: zero(32), state_root: zero(32), body_root: zero(32) };
  const blobs = { blob_gas_used: '0', excess_blob_gas: '0' };
  const capella = {
    parent_hash: zero(32),
    fee_recipient: zero(20),
    state_root: zero(32),
    receipts_root: zero(32),
    logs_bloom: zero(256),
    prev_randao: zero(32),
    block_number: '0',
    gas_limit: '0',
    gas_used: '0',
    timestamp: '0',
    extra_data: '0x',
    base_fee_per_gas: '0',
    block_hash: zero(32),
    transactions_root: zero(32),
    withdrawals_root: zero(32),
  };
  const payload = (execution: object) => ({ execution, execution_branch: Array.from({ length: 4 }, () => zero(32)) });
  const byFork = {
    altair: {},
    bellatrix: {},
    capella: payload(capella),
    deneb: payload({ ...capella, ...blobs }),
    electra: payload({ ...capella, ...blobs }),
    fulu: payload({ ...capella, ...blobs }),
    gloas: { execution_block_hash: zero(32), execution_branch: Array.from({ length: 11 }, () => zero(32)) },
  };
  const json = {
    attested_header: { beacon, ...byFork[fork] },
    sync_aggregate: { sync_committee_bits: zero(4), sync_committee_signature: zero(96) },
    signature_slot: '0',
  };
  return optimisticUpdate.parse(json, 'it');
}
