import {
  initializeLightClientStore,
  LIGHT_CLIENT_FORKS,
  type LightClientFork,
  type LightClientStore,
  type LightClientUpdate,
  processLightClientUpdate,
  validateLightClientUpdate,
} from '@causeway/lightclient/ethereum';
import { createNativeBls, nativeSha256 } from '@causeway/lightclient/native';
import { expect, test } from 'vitest';
import {
  buildBootstrap,
  buildCommittee,
  buildConfig,
  buildUpdate,
  FORKS_WITH_OWN_OBJECTS,
} from '../../../support/build-light-client.ts';

const { verifier: bls } = createNativeBls();
const config = buildConfig('electra');
const context = { config, bls, sha256: nativeSha256, currentSlot: 1000n };
const ZERO = new Uint8Array(32);
const ONE = new Uint8Array(32).fill(1);

function start(slot: bigint, chain = config): LightClientStore {
  const { trustedBlockRoot, bootstrap } = buildBootstrap(chain, slot);
  const { store } = initializeLightClientStore(trustedBlockRoot, bootstrap, { config: chain });
  if (store === undefined) throw new Error('the bootstrap is valid');
  return store;
}

const store = start(16n);
const valid = buildUpdate({ config, attestedSlot: 40n, finalizedSlot: 24n, withCommittee: true });

test.each(LIGHT_CLIENT_FORKS)('accepts an update of %s', (fork: LightClientFork) => {
  const chain = buildConfig(fork);
  const update = buildUpdate({ config: chain, attestedSlot: 40n, finalizedSlot: 24n, withCommittee: true });
  const verdict = validateLightClientUpdate(start(16n, chain), update, { ...context, config: chain });
  expect(verdict).toEqual({ status: 'valid' });
});

const { nextSyncCommittee, finality, attestedHeader } = valid;
if (nextSyncCommittee === undefined || finality === undefined) throw new Error('the update has both');

const withCommittee = { ...store, nextSyncCommittee: nextSyncCommittee.committee };

interface Case {
  readonly why: string;
  readonly update: LightClientUpdate;
  readonly in?: LightClientStore;
  readonly now?: bigint;
}

const spoiled: Readonly<Record<string, readonly Case[]>> = {
  'bad-participation-size': [
    { why: 'bits of a smaller committee', update: withBits(new Uint8Array(3).fill(255)) },
    { why: 'bits beyond the committee', update: withBits(new Uint8Array(5).fill(255)) },
  ],
  'too-few-participants': [{ why: 'nobody', update: withBits(new Uint8Array(4)) }],
  'signature-slot-in-future': [{ why: 'a slot before', update: valid, now: 40n }],
  'signature-slot-not-after-attested': [
    { why: 'a signature in the attested slot', update: { ...valid, signatureSlot: 40n } },
    { why: 'a signature before it', update: { ...valid, signatureSlot: 39n } },
  ],
  'attested-before-finalized': [
    {
      why: 'a finalized header of the slot after',
      update: buildUpdate({ config, attestedSlot: 40n, finalizedSlot: 41n }),
    },
  ],
  'committee-not-known': [
    { why: 'the next period without its committee', update: buildUpdate({ config, attestedSlot: 70n }) },
    { why: 'a signature in the next period', update: buildUpdate({ config, attestedSlot: 63n, signatureSlot: 64n }) },
    { why: 'a skipped period', update: buildUpdate({ config, attestedSlot: 130n }), in: withCommittee },
    { why: 'the period before', update: buildUpdate({ config, attestedSlot: 60n }), in: start(72n) },
  ],
  'not-relevant': [
    { why: 'the finalized slot itself', update: buildUpdate({ config, attestedSlot: 16n }) },
    {
      why: 'an older block with a known committee',
      update: buildUpdate({ config, attestedSlot: 15n, withCommittee: true }),
      in: withCommittee,
    },
    {
      why: 'the older period’s committee',
      update: buildUpdate({ config, attestedSlot: 63n, signatureSlot: 65n, withCommittee: true }),
      in: start(72n),
    },
  ],
  'next-sync-committee-mismatch': [
    { why: 'another committee of the period', update: valid, in: { ...store, nextSyncCommittee: buildCommittee(7) } },
    {
      why: 'the current committee in place of the next',
      update: valid,
      in: { ...store, nextSyncCommittee: buildCommittee(0) },
    },
  ],
  'finalized-header-without-branch': [
    {
      why: 'a header and zeros',
      update: { ...valid, finality: { ...finality, branch: finality.branch.map(() => ZERO) } },
    },
  ],
  'genesis-finalized-header-not-empty': [
    {
      why: 'a header of slot 0',
      update: { ...valid, finality: { ...finality, header: buildUpdate({ config, attestedSlot: 0n }).attestedHeader } },
    },
  ],
  'next-sync-committee-without-branch': [
    {
      why: 'a committee and zeros',
      update: withNext({ ...nextSyncCommittee, branch: nextSyncCommittee.branch.map(() => ZERO) }),
    },
  ],
  'bad-committee-size': [
    {
      why: 'a key too few',
      update: withNext({
        ...nextSyncCommittee,
        committee: { ...nextSyncCommittee.committee, pubkeys: nextSyncCommittee.committee.pubkeys.slice(1) },
      }),
    },
  ],
  'finality-branch-too-short': [
    { why: 'a node less', update: { ...valid, finality: { ...finality, branch: finality.branch.slice(1) } } },
  ],
  'finality-branch-too-long': [
    { why: 'a node more', update: { ...valid, finality: { ...finality, branch: [...finality.branch, ZERO] } } },
    { why: 'a zero in front', update: { ...valid, finality: { ...finality, branch: [ZERO, ...finality.branch] } } },
  ],
  'finality-branch-node-size': [
    {
      why: 'a short node',
      update: { ...valid, finality: { ...finality, branch: finality.branch.with(2, new Uint8Array(31)) } },
    },
  ],
  'finality-branch-root-mismatch': [
    { why: 'another node', update: { ...valid, finality: { ...finality, branch: finality.branch.with(2, ONE) } } },
    {
      why: 'another header',
      update: {
        ...valid,
        finality: { ...finality, header: buildUpdate({ config, attestedSlot: 25n }).attestedHeader },
      },
    },
    { why: 'another state', update: { ...valid, attestedHeader: withState(ONE) } },
  ],
  'next-sync-committee-branch-too-short': [
    { why: 'a node less', update: withNext({ ...nextSyncCommittee, branch: nextSyncCommittee.branch.slice(1) }) },
  ],
  'next-sync-committee-branch-too-long': [
    { why: 'a node more', update: withNext({ ...nextSyncCommittee, branch: [...nextSyncCommittee.branch, ZERO] }) },
  ],
  'next-sync-committee-branch-root-mismatch': [
    { why: 'another node', update: withNext({ ...nextSyncCommittee, branch: nextSyncCommittee.branch.with(0, ONE) }) },
    { why: 'another committee', update: withNext({ ...nextSyncCommittee, committee: buildCommittee(7) }) },
    { why: 'the current committee', update: withNext({ ...nextSyncCommittee, committee: buildCommittee(0) }) },
    {
      why: 'another aggregate key',
      update: withNext({
        ...nextSyncCommittee,
        committee: { ...nextSyncCommittee.committee, aggregatePubkey: buildCommittee(0).aggregatePubkey },
      }),
    },
  ],
  'execution-branch-root-mismatch': [
    { why: 'another payload of the attested block', update: { ...valid, attestedHeader: withPayload(attestedHeader) } },
    {
      why: 'another payload of the finalized block',
      update: { ...valid, finality: { ...finality, header: withPayload(finality.header) } },
    },
  ],
  'execution-branch-too-long': [
    {
      why: 'a node more',
      update: {
        ...valid,
        attestedHeader: { ...attestedHeader, executionBranch: [...branchOf(attestedHeader), ZERO] } as never,
      },
    },
  ],
  'execution-branch-too-short': [
    {
      why: 'a node less',
      update: {
        ...valid,
        attestedHeader: { ...attestedHeader, executionBranch: branchOf(attestedHeader).slice(1) } as never,
      },
    },
  ],
  'wrong-signature': [
    {
      why: 'another message',
      update: {
        ...valid,
        attestedHeader: { ...attestedHeader, beacon: { ...attestedHeader.beacon, proposerIndex: 77n } },
      },
    },
    {
      why: 'one signer more than signed',
      update: {
        ...buildUpdate({ config, attestedSlot: 40n, participants: 31 }),
        ...{
          syncAggregate: {
            ...buildUpdate({ config, attestedSlot: 40n, participants: 31 }).syncAggregate,
            syncCommitteeBits: new Uint8Array(4).fill(255),
          },
        },
      },
    },
    { why: 'another committee', update: valid, in: { ...store, currentSyncCommittee: buildCommittee(1) } },
    {
      why: 'a signature of another slot under another fork',
      update: buildUpdate({ config: buildConfig('deneb', { electra: 0n, fulu: 4n }), attestedSlot: 40n }),
    },
  ],
  'bad-signature-encoding': [
    { why: 'infinity', update: withSignature(Uint8Array.of(0xc0, ...new Uint8Array(95))) },
    { why: 'zeros', update: withSignature(new Uint8Array(96)) },
  ],
  'bad-public-key': [
    {
      why: 'a key at infinity in the committee',
      update: valid,
      in: {
        ...store,
        currentSyncCommittee: {
          ...store.currentSyncCommittee,
          pubkeys: store.currentSyncCommittee.pubkeys.with(3, Uint8Array.of(0xc0, ...new Uint8Array(47))),
        },
      },
    },
  ],
};

function withBits(syncCommitteeBits: Uint8Array): LightClientUpdate {
  return { ...valid, syncAggregate: { ...valid.syncAggregate, syncCommitteeBits } };
}

function withSignature(syncCommitteeSignature: Uint8Array): LightClientUpdate {
  return { ...valid, syncAggregate: { ...valid.syncAggregate, syncCommitteeSignature } };
}

function withNext(next: NonNullable<LightClientUpdate['nextSyncCommittee']>): LightClientUpdate {
  return { ...valid, nextSyncCommittee: next };
}

function withState(stateRoot: Uint8Array): LightClientUpdate['attestedHeader'] {
  return { ...attestedHeader, beacon: { ...attestedHeader.beacon, stateRoot } };
}

function withPayload(header: LightClientUpdate['attestedHeader']): LightClientUpdate['attestedHeader'] {
  if (header.shape !== 'deneb') throw new Error('the header has a payload');
  return { ...header, execution: { ...header.execution, stateRoot: ONE } };
}

function branchOf(header: LightClientUpdate['attestedHeader']): readonly Uint8Array[] {
  return header.shape === 'beacon' ? [] : header.executionBranch;
}

const cases = Object.entries(spoiled).flatMap(([code, list]) => list.map((entry) => ({ code, ...entry })));

test.each(cases)('rejects $why ($code)', ({ code, update, in: inStore = store, now = 1000n }) => {
  const result = processLightClientUpdate(inStore, update, { ...context, currentSlot: now });
  expect(result.verdict).toMatchObject({ status: 'invalid', reason: { code } });
  expect(result.store).toBe(inStore);
});

test('says whether the fault is in the update: the base of all cases is valid', () => {
  expect(validateLightClientUpdate(store, valid, context)).toEqual({ status: 'valid' });
  expect(validateLightClientUpdate(store, valid, { ...context, currentSlot: 41n })).toEqual({ status: 'valid' });
  expect(validateLightClientUpdate(withCommittee, valid, context)).toEqual({ status: 'valid' });
});

test('accepts the genesis checkpoint: a branch, and an empty header', () => {
  for (const fork of FORKS_WITH_OWN_OBJECTS) {
    const chain = buildConfig(fork);
    const update = buildUpdate({ config: chain, attestedSlot: 40n, withCommittee: true, finalizedSlot: 0n });
    expect(update.finality?.header.beacon.slot).toBe(0n);
    const verdict = validateLightClientUpdate(start(16n, chain), update, { ...context, config: chain });
    expect(verdict).toEqual({ status: 'valid' });
  }
});

test('accepts a signature of the next committee once it is known', () => {
  const update = buildUpdate({ config, attestedSlot: 70n, finalizedSlot: 64n, withCommittee: true });
  expect(validateLightClientUpdate(withCommittee, update, context)).toEqual({ status: 'valid' });
  const across = buildUpdate({ config, attestedSlot: 63n, signatureSlot: 64n });
  expect(validateLightClientUpdate(withCommittee, across, context)).toEqual({ status: 'valid' });
});

test('takes the domain of the fork of the slot before the signature', () => {
  const chain = buildConfig('electra', { fulu: 5n }); // from slot 40 on
  const verdictOn = (attestedSlot: bigint, signatureSlot: bigint) => {
    const update = buildUpdate({ config: chain, attestedSlot, signatureSlot });
    const wrong = buildUpdate({ config, attestedSlot, signatureSlot });
    const verdicts = [update, wrong].map((it) => validateLightClientUpdate(store, it, { ...context, config: chain }));
    return verdicts.map(({ status }) => status);
  };
  expect(verdictOn(38n, 39n)).toEqual(['valid', 'valid']);
  expect(verdictOn(38n, 40n)).toEqual(['valid', 'valid']);
  expect(verdictOn(38n, 41n)).toEqual(['valid', 'invalid']);
  expect(verdictOn(40n, 41n)).toEqual(['valid', 'invalid']);
});

test('rejects what a store of its fork cannot hold (store-needs-upgrade)', () => {
  const chain = buildConfig('deneb', { electra: 4n });
  const update = buildUpdate({ config: chain, attestedSlot: 40n, finalizedSlot: 24n });
  const old = start(16n, chain);
  expect(old.fork).toBe('deneb');
  expect(validateLightClientUpdate(old, update, { ...context, config: chain })).toMatchObject({
    reason: { code: 'store-needs-upgrade' },
  });
  const gloas = buildUpdate({ config: buildConfig('gloas'), attestedSlot: 40n });
  expect(validateLightClientUpdate(store, gloas, context)).toMatchObject({ reason: { code: 'store-needs-upgrade' } });
});
