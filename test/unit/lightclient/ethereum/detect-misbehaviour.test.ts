import { DecodeError } from '@causeway/lightclient';
import {
  compareUpdates,
  detectMisbehaviour,
  formatCommitteeRecord,
  initializeLightClientStore,
  type LightClientUpdate,
  parseCommitteeRecord,
  processLightClientUpdate,
  recordCommittees,
  verifyUpdateOfPeriod,
} from '@causeway/lightclient/ethereum';
import { createNativeBls, nativeSha256 } from '@causeway/lightclient/native';
import { expect, test } from 'vitest';
import {
  buildBootstrap,
  buildCommittee,
  buildConfig,
  buildSigners,
  buildUpdate,
} from '../../../support/build-light-client.ts';

const config = buildConfig('electra');
const context = { config, bls: createNativeBls().verifier, sha256: nativeSha256, currentSlot: 1000n };
const committees = new Map([
  [0n, buildCommittee(0)],
  [1n, buildCommittee(1)],
]);

/** A second chain, on which other committees come after that of period 0. */
const otherChain = { fork: { name: 'other', since: 1n, committees: true } };

/** A second chain with the same committees. */
const otherBlocks = { fork: { name: 'other', since: 1n } };

const plan = { config, attestedSlot: 40n, finalizedSlot: 24n } as const;
const first = buildUpdate(plan);

test('finds two finalized blocks of one slot', () => {
  const second = buildUpdate({ ...plan, attestedSlot: 45n, ...otherBlocks, participants: 22 });
  expect(detectMisbehaviour(first, second, committees, context)).toEqual({
    first: { status: 'valid' },
    second: { status: 'valid' },
    misbehaviour: { kind: 'conflicting-finalized-headers', slot: 24n },
  });
});

test('finds two committees for one period, both from finalized states', () => {
  const mine = buildUpdate({ ...plan, withCommittee: true });
  const second = buildUpdate({ ...plan, attestedSlot: 50n, finalizedSlot: 32n, withCommittee: true, ...otherChain });
  expect(detectMisbehaviour(mine, second, committees, context).misbehaviour).toEqual({
    kind: 'conflicting-next-sync-committees',
    period: 1n,
  });
});

const honest: readonly (readonly [string, LightClientUpdate, LightClientUpdate])[] = [
  ['an update and itself', first, first],
  ['two updates that finalize the same block', first, buildUpdate({ ...plan, attestedSlot: 41n })],
  ['two signatures for blocks of one slot, a short fork', first, forkedAt(40n)],
  ['two blocks of one slot that are not finalized', buildUpdate({ config, attestedSlot: 40n }), forkedAt(40n)],
  ['finalized blocks of different slots', first, buildUpdate({ ...plan, finalizedSlot: 32n, ...otherBlocks })],
  [
    'the same next committee twice',
    buildUpdate({ ...plan, withCommittee: true }),
    buildUpdate({ ...plan, attestedSlot: 44n, withCommittee: true }),
  ],
  [
    'another next committee without finality in its period',
    buildUpdate({ ...plan, attestedSlot: 80n, withCommittee: true }),
    buildUpdate({
      config,
      attestedSlot: 84n,
      finalizedSlot: 30n,
      withCommittee: true,
      fork: { name: 'late', since: 65n, committees: true },
    }),
  ],
  [
    'another next committee before there is finality',
    buildUpdate({ config, attestedSlot: 40n, finalizedSlot: 0n, withCommittee: true }),
    buildUpdate({ config, attestedSlot: 42n, finalizedSlot: 0n, withCommittee: true, ...otherChain }),
  ],
  [
    'next committees of different periods',
    buildUpdate({ ...plan, withCommittee: true }),
    buildUpdate({ config, attestedSlot: 90n, finalizedSlot: 70n, withCommittee: true }),
  ],
];

/** A block of a branch that is left later: other fields, the same finalized block. */
function forkedAt(attestedSlot: bigint): LightClientUpdate {
  return buildUpdate({ config, attestedSlot, signatureSlot: attestedSlot + 2n, ...otherBlocks });
}

test.each(honest)('finds nothing in %s', (_, a, b) => {
  const result = detectMisbehaviour(a, b, committees, context);
  expect(result.first.status).toBe('valid');
  expect(result.second.status).toBe('valid');
  expect(result.misbehaviour).toBeUndefined();
});

test('takes no evidence that less than two thirds signed', () => {
  const second = buildUpdate({ ...plan, attestedSlot: 45n, ...otherBlocks, participants: 21 });
  expect(compareUpdates(first, second, config)).toBeDefined();
  expect(detectMisbehaviour(first, second, committees, context)).toEqual({
    first: { status: 'valid' },
    second: { status: 'not-enough-trust', signed: 21n, total: 32n },
  });
});

test('takes no evidence from a committee of another period', () => {
  const second = buildUpdate({ ...plan, attestedSlot: 45n, ...otherBlocks, signers: buildSigners(1).signers });
  const result = detectMisbehaviour(first, second, committees, context);
  expect(result).toMatchObject({ second: { reason: { code: 'wrong-signature' } } });
  expect(result.misbehaviour).toBeUndefined();
});

test.each([
  [
    'wrong-signature',
    {
      ...first,
      signatureSlot: 43n,
      attestedHeader: { ...first.attestedHeader, beacon: { ...first.attestedHeader.beacon, proposerIndex: 8n } },
    },
  ],
  ['committee-not-known', buildUpdate({ config, attestedSlot: 130n })],
  ['signature-slot-in-future', buildUpdate({ config, attestedSlot: 1000n })],
  ['next-sync-committee-mismatch', buildUpdate({ ...plan, withCommittee: true, ...otherChain })],
  [
    'store-needs-upgrade',
    { ...first, attestedHeader: buildUpdate({ config: buildConfig('gloas'), attestedSlot: 40n }).attestedHeader },
  ],
  ['finality-branch-too-short', { ...first, finality: { header: first.attestedHeader, branch: [] } }],
])('rejects an update of a period (%s)', (code, update) => {
  const spoiled =
    code === 'finality-branch-too-short'
      ? {
          ...first,
          finality: {
            header: buildUpdate({ config, attestedSlot: 20n }).attestedHeader,
            branch: [new Uint8Array(32).fill(1)],
          },
        }
      : update;
  expect(verifyUpdateOfPeriod(spoiled, committees, context)).toMatchObject({ status: 'invalid', reason: { code } });
});

test('keeps committees by period, so that what they signed stays checkable after the store has moved on', () => {
  const { trustedBlockRoot, bootstrap } = buildBootstrap(config, 16n);
  let { store } = initializeLightClientStore(trustedBlockRoot, bootstrap, context);
  if (store === undefined) throw new Error('the bootstrap is valid');
  let record = recordCommittees(new Map(), store, config);
  for (const attestedSlot of [40n, 100n, 170n]) {
    const update = buildUpdate({ config, attestedSlot, finalizedSlot: attestedSlot - 20n, withCommittee: true });
    store = processLightClientUpdate(store, update, context).store;
    record = recordCommittees(record, store, config);
  }
  expect([...record.keys()]).toEqual([0n, 1n, 2n, 3n]);
  expect(processLightClientUpdate(store, first, context).verdict.status).toBe('invalid');
  expect(verifyUpdateOfPeriod(first, record, context)).toEqual({ status: 'valid' });
  const kept = recordCommittees(record, store, config, 2);
  expect([...kept.keys()]).toEqual([2n, 3n]);
  expect(verifyUpdateOfPeriod(first, kept, context)).toMatchObject({ reason: { code: 'committee-not-known' } });

  const json = formatCommitteeRecord(record, config) as readonly unknown[];
  expect(parseCommitteeRecord(JSON.parse(JSON.stringify(json)), config)).toEqual(record);
  expect(() => parseCommitteeRecord([...json, ...json], config)).toThrow(DecodeError);
  expect(() => parseCommitteeRecord([{ period: '1' }], config)).toThrow(DecodeError);
});
