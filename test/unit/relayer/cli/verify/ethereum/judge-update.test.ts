/** `verify ethereum-update`: forms of input, verdicts, and what is said of the store. @module */
import { DecodeError, toHex } from '@causeway/lightclient/codec';
import {
  formatLightClientStore,
  initializeLightClientStore,
  type LightClientUpdate,
  lightClientTypes,
} from '@causeway/lightclient/ethereum';
import { describe, expect, test } from 'vitest';
import { createUpdateJudge } from '../../../../../../relayer/cli/verify/ethereum/judge-update.ts';
import { createBeaconConfig, formatBeaconGenesis, formatBeaconSpec } from '../../../../../support/beacon-config.ts';
import { buildBeaconChain } from '../../../../../support/build-beacon-chain.ts';

const chain = buildBeaconChain();
const { config } = chain;
const types = lightClientTypes('electra', config.syncCommitteeSize);
const judge = createUpdateJudge();
const hex = (bytes: Uint8Array) => `0x${toHex(bytes)}`;

const root = chain.blockAt(16n).root;
const bootstrap = chain.bootstrapAt(16n);
const { store: trusted } = initializeLightClientStore(root, bootstrap, { config });
if (trusted === undefined) throw new Error('want a store');
const store = formatLightClientStore(trusted, config);
const update = chain.updateAt({ attestedSlot: 48n });
const versioned = { version: 'electra', data: types.update.format(update) };
const base = {
  preset: 'minimal',
  config: formatBeaconSpec(config),
  genesisValidatorsRoot: hex(config.genesisValidatorsRoot),
  store,
  update: versioned,
  nowSlot: '49',
};

const finalityUpdate = chain.finalityUpdateAt({ attestedSlot: 48n });
const optimisticUpdate = chain.optimisticUpdateAt({ attestedSlot: 48n });

describe('an update', () => {
  test.each([
    ['update', versioned, types.update.encode(update)],
    ['finality', types.finalityUpdate.format(finalityUpdate), types.finalityUpdate.encode(finalityUpdate)],
    ['optimistic', types.optimisticUpdate.format(optimisticUpdate), types.optimisticUpdate.encode(optimisticUpdate)],
  ])('of kind %s is told apart and judged, as JSON and as SSZ', (kind, json, ssz) => {
    const finalized = { slot: kind === 'optimistic' ? '16' : '32' };
    const want = {
      verdict: 'valid',
      kind,
      finalized,
      optimistic: { slot: '48' },
      nextSyncCommittee: kind === 'update',
    };
    expect(judge({ ...base, update: json })).toMatchObject(want);
    expect(judge({ ...base, update: hex(ssz) })).toMatchObject(want);
    expect(judge({ ...base, update: hex(ssz), kind, fork: 'electra' })).toMatchObject(want);
  });

  test('says what is finalized', () => {
    const { execution, ...rest } = Object(judge(base)).finalized;
    const header = chain.headerAt(32n);
    if (header.shape !== 'deneb') throw new Error('want a payload header');
    expect(rest).toEqual({
      slot: '32',
      root: `0x${toHex(chain.blockAt(32n).root)}`,
      stateRoot: `0x${toHex(header.beacon.stateRoot)}`,
    });
    const { blockNumber, blockHash, stateRoot } = header.execution;
    expect(execution).toEqual({
      blockNumber: `${blockNumber}`,
      blockHash: `0x${toHex(blockHash)}`,
      stateRoot: `0x${toHex(stateRoot)}`,
    });
  });

  const signedBy = (participants: number, make: 'updateAt' | 'finalityUpdateAt' | 'optimisticUpdateAt') =>
    chain[make]({ attestedSlot: 48n, participants });
  test('is valid from two thirds on, and not enough below (not-enough-trust)', () => {
    const request = (participants: number) => ({
      ...base,
      update: types.update.format(signedBy(participants, 'updateAt')),
    });
    expect(judge(request(22))).toMatchObject({ verdict: 'valid', finalized: { slot: '32' } });
    expect(judge(request(21))).toMatchObject({
      verdict: 'not-enough-trust',
      reason: { code: 'not-enough-trust', want: 'two thirds of 32', got: '21' },
      signed: '21',
      total: '32',
      finalized: { slot: '16' },
    });
  });

  test('that is optimistic is valid when its signers move the head', () => {
    const request = (participants: number, data = store) => ({
      ...base,
      store: data,
      update: types.optimisticUpdate.format(signedBy(participants, 'optimisticUpdateAt')),
    });
    expect(judge(request(21))).toMatchObject({ verdict: 'valid', optimistic: { slot: '48' } });
    // Not more than half of those who were seen to sign.
    const busy = formatLightClientStore({ ...trusted, currentMaxActiveParticipants: 32 }, config);
    expect(judge(request(16, busy))).toMatchObject({ verdict: 'not-enough-trust', optimistic: { slot: '16' } });
  });

  const changes: Readonly<Record<string, (good: LightClientUpdate) => LightClientUpdate>> = {
    'wrong-signature': (good) => ({ ...good, syncAggregate: chain.sign(chain.blockAt(47n).beacon, 49n) }),
    'finality-branch-root-mismatch': (good) => ({
      ...good,
      finality: { header: chain.headerAt(24n), branch: good.finality?.branch ?? [] },
    }),
    'signature-slot-not-after-attested': (good) => ({ ...good, signatureSlot: 48n }),
  };
  test.each(Object.entries(changes))('that breaks a rule is invalid (%s)', (code, change) => {
    const verdict = judge({ ...base, update: types.update.format(change(update)) });
    expect(verdict).toMatchObject({ verdict: 'invalid', reason: { code }, kind: 'update' });
    expect(verdict).not.toHaveProperty('finalized');
  });

  test('from the future is invalid (signature-slot-in-future)', () => {
    expect(judge({ ...base, nowSlot: '48' })).toMatchObject({ reason: { code: 'signature-slot-in-future' } });
  });

  test('of a newer fork upgrades the store', () => {
    const forking = buildBeaconChain({ config: createBeaconConfig({ capella: 0n, electra: 5n }) });
    const from = { bootstrap: lightClientTypes('capella', 32).bootstrap.format(forking.bootstrapAt(16n)) };
    const verdict = judge({
      ...base,
      config: formatBeaconSpec(forking.config),
      store: { ...from, trusted_block_root: hex(forking.blockAt(16n).root) },
      update: types.update.format(forking.updateAt({ attestedSlot: 48n })),
    });
    expect(verdict).toMatchObject({ verdict: 'valid', finalized: { slot: '32' } });
  });
});

describe('a store', () => {
  const data = types.bootstrap.format(bootstrap);
  const trustedBlockRoot = hex(root);
  test.each([
    ['with version', store],
    ['without version', store.data],
    ['of a follower', { format: 'causeway-beacon-follower/1', store, committees: [] }],
    ['of a bootstrap and its root', { bootstrap: { version: 'electra', data }, trusted_block_root: trustedBlockRoot }],
    ['of a bootstrap', { version: 'electra', data }],
    ['of a bootstrap without version', data],
    ['of a bootstrap in SSZ', hex(types.bootstrap.encode(bootstrap))],
  ])('%s is taken', (_, given) => {
    expect(judge({ ...base, store: given, trustedBlockRoot })).toMatchObject({ verdict: 'valid' });
  });

  test('of a bootstrap of another block is a verdict (block-root-mismatch)', () => {
    const verdict = judge({ ...base, store: data, trustedBlockRoot: hex(chain.blockAt(24n).root) });
    expect(verdict).toMatchObject({ verdict: 'invalid', reason: { code: 'block-root-mismatch' } });
  });
});

describe('a configuration', () => {
  const spec = formatBeaconSpec(config);
  const yaml = Object.entries(spec)
    .map(([key, value]) => (typeof value === 'string' ? `${key}: ${value}\n` : ''))
    .join('');
  test.each([
    ['as YAML', yaml],
    ['as JSON', JSON.stringify(spec)],
    ['as a node answers it', { data: spec }],
  ])('%s is taken', (_, given) => {
    expect(judge({ ...base, config: given })).toMatchObject({ verdict: 'valid' });
  });

  const { genesisValidatorsRoot, ...bare } = base;
  test.each([
    ['an answer of a node', { genesisValidatorsRoot: { data: formatBeaconGenesis(config) } }],
    ['the text of one', { genesisValidatorsRoot: JSON.stringify({ data: formatBeaconGenesis(config) }) }],
    ['the configuration', { config: { ...spec, genesis_validators_root: genesisValidatorsRoot } }],
    ['the store', { store: { genesis_validators_root: genesisValidatorsRoot, ...store } }],
  ])('may have its genesis from %s', (_, given) => {
    expect(judge({ ...bare, ...given })).toMatchObject({ verdict: 'valid' });
  });

  test('of another chain finds no signature', () => {
    const other = { ...base, genesisValidatorsRoot: hex(new Uint8Array(32)) };
    expect(judge(other)).toMatchObject({ reason: { code: 'wrong-signature' } });
  });
});

describe('malformed input', () => {
  const { data: json } = versioned;
  const cases: readonly (readonly [string, object])[] = [
    ['genesisValidatorsRoot', { genesisValidatorsRoot: null }],
    ['genesisValidatorsRoot', { genesisValidatorsRoot: '0x12' }],
    ['preset', { preset: 'mainnet' }],
    ['preset', { preset: 'gnosis' }],
    ['config', { config: 'a: [' }],
    ['config', { config: 7 }],
    ['nowSlot', { nowSlot: undefined }],
    ['nowSlot', { nowSlot: 2 ** 53 }],
    ['nowSlot', { nowSlot: '-1' }],
    ['store', { store: undefined }],
    ['trustedBlockRoot', { store: types.bootstrap.format(bootstrap) }],
    ['kind', { kind: 'head' }],
    ['fork', { fork: 'heze' }],
    ['update', { update: '0x00' }],
    ['update', { update: undefined }],
    ['update.version', { update: { ...versioned, version: 'heze' } }],
    ['update.signature_slot', { update: { ...Object(json), signature_slot: 9_007_199_254_740_992 } }],
  ];
  test.each(cases)('is refused where %s is wrong: %j', (field, change) => {
    const error = (() => {
      try {
        return judge({ ...base, ...change });
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(DecodeError);
    expect(error).toMatchObject({ field });
  });
});
