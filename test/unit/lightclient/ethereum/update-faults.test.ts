/** A valid update with one thing wrong, which is refused for its own reason. */
import {
  initializeLightClientStore,
  type LightClientBootstrap,
  type LightClientHeader,
  type LightClientUpdate,
  processLightClientUpdate,
  type SyncAggregate,
  upgradeLightClientStore,
} from '@causeway/lightclient/ethereum';
import { describe, expect, test } from 'vitest';
import { createBeaconConfig, type ForkEpochs } from '../../../support/beacon-config.ts';
import { type BeaconChain, buildBeaconChain } from '../../../support/build-beacon-chain.ts';
import { bitsOf, createBlsSigners, spoilSignature } from '../../../support/build-sync-committee.ts';
import { contextOf, follow, judge, outcome, startStore } from '../../../support/light-client-case.ts';

const chain = buildBeaconChain();
const other = chain.fork({ name: 'other', since: 9n, committees: true });
/** Knows the committee of period 0 alone. */
const started = startStore(chain, 8n);
/** Has finalized slot 24 and knows the committees of periods 0 and 1. */
const store = follow(chain, started, [chain.updateAt({ attestedSlot: 40n })]);
const base = { attestedSlot: 50n } as const;
const update = chain.updateAt(base);
const elsewhere = other.updateAt(base);
const node = new Uint8Array(32).fill(7);

const codeOf = (spoiled: LightClientUpdate, before = store, currentSlot = spoiled.signatureSlot): string =>
  outcome(judge(chain, before, spoiled, currentSlot));

/** Names a case, spoils the valid update, and tells the code. */
type Case = readonly [what: string, spoiled: LightClientUpdate, code: string];

const reject = (cases: readonly Case[]): void => {
  test.each(cases)('rejects %s', (_, spoiled, code) => {
    expect(codeOf(spoiled)).toBe(code);
  });
};

test('accepts the update as long as nothing is spoiled, in its slot and later', () => {
  expect(codeOf(update)).toBe('valid');
  expect(codeOf(update, store, 10_000n)).toBe('valid');
  const after = processLightClientUpdate(store, update, contextOf(chain, update.signatureSlot)).store;
  expect(after.finalizedHeader).toEqual(chain.headerAt(32n));
});

describe('the signature', () => {
  const withAggregate = (change: Partial<SyncAggregate>): LightClientUpdate => ({
    ...update,
    syncAggregate: { ...update.syncAggregate, ...change },
  });
  const infinity = Uint8Array.of(0xc0, ...new Uint8Array(95));
  const nobody = new Uint8Array(4);
  const twenty = chain.updateAt({ ...base, participants: 20 }).syncAggregate;
  const signed = (how: Parameters<BeaconChain['updateAt']>[0]): LightClientUpdate => chain.updateAt(how);

  test('accepts fewer participants, if the bits say so', () => {
    expect(codeOf(withAggregate(twenty))).toBe('valid');
  });

  reject([
    ['all bits zero', withAggregate({ syncCommitteeBits: nobody }), 'too-few-participants'],
    [
      'all bits zero, with the signature at infinity that fits them',
      withAggregate({ syncCommitteeBits: nobody, syncCommitteeSignature: infinity }),
      'too-few-participants',
    ],
    [
      'a byte of bits beyond the committee',
      withAggregate({ syncCommitteeBits: new Uint8Array(5).fill(255) }),
      'bad-participation-size',
    ],
    ['too few bits', withAggregate({ syncCommitteeBits: new Uint8Array(3).fill(255) }), 'bad-participation-size'],
    [
      'one bit too many',
      withAggregate({ ...twenty, syncCommitteeBits: bitsOf(32, (i) => i <= 20) }),
      'wrong-signature',
    ],
    ['one bit too few', withAggregate({ ...twenty, syncCommitteeBits: bitsOf(32, (i) => i < 19) }), 'wrong-signature'],
    [
      'bits from the other end',
      withAggregate({ ...twenty, syncCommitteeBits: bitsOf(32, (i) => i >= 12) }),
      'wrong-signature',
    ],
    ['strangers', signed({ ...base, signers: createBlsSigners(32, 'stranger ') }), 'wrong-signature'],
    ['the next committee', signed({ ...base, signers: chain.committeeOf(1n).signers }), 'wrong-signature'],
    [
      'a signature for an older fork',
      signed({ ...base, config: createBeaconConfig({ deneb: 0n }) }),
      'wrong-signature',
    ],
    ['a signature for a later fork', signed({ ...base, config: createBeaconConfig({ fulu: 0n }) }), 'wrong-signature'],
    [
      'a signature for another network',
      signed({ ...base, config: { ...chain.config, genesisValidatorsRoot: node } }),
      'wrong-signature',
    ],
    ['a signature over another header', withAggregate(elsewhere.syncAggregate), 'wrong-signature'],
  ]);

  test.each(Object.entries(spoilSignature(update.syncAggregate.syncCommitteeSignature)))(
    'rejects one that %s',
    (_, syncCommitteeSignature) => {
      expect(codeOf(withAggregate({ syncCommitteeSignature }))).toBe('bad-signature-encoding');
    },
  );
});

describe('slots and periods', () => {
  const at = (attestedSlot: bigint, signatureSlot?: bigint): LightClientUpdate =>
    chain.updateAt({ attestedSlot, ...(signatureSlot !== undefined && { signatureSlot }) });

  reject([
    ['a signature made before the block', { ...update, signatureSlot: 49n }, 'signature-slot-not-after-attested'],
    ['a signature made in the slot of the block', at(50n, 50n), 'signature-slot-not-after-attested'],
    [
      'a finalized header after the attested one',
      chain.updateAt({ attestedSlot: 50n, finalizedSlot: 51n }),
      'attested-before-finalized',
    ],
    ['a header that is known already', at(20n), 'not-relevant'],
    ['the finalized header itself', at(24n), 'not-relevant'],
    ['a skipped period', at(130n), 'committee-not-known'],
    ['a signature in the period after the known ones', at(127n, 128n), 'committee-not-known'],
    ['another period than the signature was made in', { ...at(62n, 63n), signatureSlot: 64n }, 'wrong-signature'],
    [
      'a signature of the next period in this one',
      { ...at(63n, 64n), attestedHeader: at(62n).attestedHeader, signatureSlot: 63n },
      'finality-branch-root-mismatch',
    ],
  ]);

  test('rejects what is signed in the future (signature-slot-in-future)', () => {
    expect(codeOf(update, store, 50n)).toBe('signature-slot-in-future');
  });

  test('rejects the handover to a committee that is missing (committee-not-known)', () => {
    expect(codeOf(at(70n), started)).toBe('committee-not-known');
    expect(codeOf(at(63n, 64n), started)).toBe('committee-not-known');
    expect(codeOf(at(70n), store)).toBe('valid');
  });

  test('rejects the former committee after the handover (committee-not-known, wrong-signature)', () => {
    const moved = follow(chain, store, [chain.updateAt({ attestedSlot: 90n })]);
    expect(moved.currentSyncCommittee).toBe(chain.committeeOf(1n).committee);
    expect(codeOf(at(50n), moved)).toBe('committee-not-known');
    const late = chain.updateAt({ attestedSlot: 100n, signers: chain.committeeOf(0n).signers });
    expect(codeOf(late, moved)).toBe('wrong-signature');
  });
});

/** A branch with one node too few or too many, another node, or one of another length. */
const spoilBranch = (branch: readonly Uint8Array[]) =>
  ({
    'too-short': branch.slice(1),
    'too-long': [...branch, node],
    'root-mismatch': [node, ...branch.slice(1)],
    'node-size': [node.subarray(1), ...branch.slice(1)],
  }) as const;

describe('branches', () => {
  const { nextSyncCommittee, finality, attestedHeader } = update;
  if (nextSyncCommittee === undefined || finality === undefined || attestedHeader.shape !== 'deneb')
    throw new Error('unreachable: the base has all parts');
  const finalized = finality.header;
  if (finalized.shape !== 'deneb') throw new Error('unreachable: Electra from the beginning');

  reject([
    ...Object.entries(spoilBranch(nextSyncCommittee.branch)).map(
      ([code, branch]): Case => [
        `a branch of the next committee: ${code}`,
        { ...update, nextSyncCommittee: { ...nextSyncCommittee, branch } },
        `next-sync-committee-branch-${code}`,
      ],
    ),
    ...Object.entries(spoilBranch(finality.branch)).map(
      ([code, branch]): Case => [
        `a branch of the finalized header: ${code}`,
        { ...update, finality: { ...finality, branch } },
        `finality-branch-${code}`,
      ],
    ),
    ...Object.entries(spoilBranch(attestedHeader.executionBranch)).flatMap(([code, executionBranch]): Case[] => [
      [
        `an execution branch of the attested header: ${code}`,
        { ...update, attestedHeader: { ...attestedHeader, executionBranch } },
        `execution-branch-${code}`,
      ],
      [
        `an execution branch of the finalized header: ${code}`,
        { ...update, finality: { ...finality, header: { ...finalized, executionBranch } } },
        `execution-branch-${code}`,
      ],
    ]),
    [
      'a finalized header of another branch of the chain',
      { ...update, finality: elsewhere.finality ?? finality },
      'finality-branch-root-mismatch',
    ],
    [
      'an older finalized header',
      { ...update, finality: { ...finality, header: chain.headerAt(24n) } },
      'finality-branch-root-mismatch',
    ],
    [
      'a finalized header without a branch',
      { ...update, finality: { ...finality, branch: finality.branch.map(() => new Uint8Array(32)) } },
      'finalized-header-without-branch',
    ],
    [
      'a genesis header with something in it',
      { ...update, finality: { ...finality, header: { ...finalized, beacon: { ...finalized.beacon, slot: 0n } } } },
      'genesis-finalized-header-not-empty',
    ],
    [
      'the payload of another block',
      { ...update, attestedHeader: { ...attestedHeader, execution: finalized.execution } },
      'execution-branch-root-mismatch',
    ],
    [
      'a header without its execution part',
      { ...update, attestedHeader: { shape: 'beacon', beacon: attestedHeader.beacon } },
      'wrong-header-shape',
    ],
  ]);
});

describe('the next committee', () => {
  const { nextSyncCommittee } = update;
  if (nextSyncCommittee === undefined) throw new Error('unreachable: the base has all parts');
  const { committee, branch } = nextSyncCommittee;
  const withNext = (change: Partial<typeof nextSyncCommittee>): LightClientUpdate => ({
    ...update,
    nextSyncCommittee: { ...nextSyncCommittee, ...change },
  });
  const bootstrap = chain.bootstrapAt(50n);
  const current = { committee: bootstrap.currentSyncCommittee, branch: bootstrap.currentSyncCommitteeBranch };
  const [first = node, second = node, ...rest] = committee.pubkeys;

  /** Told apart by a store that knows the next committee, and by one that has only the branch to go by. */
  test.each([
    ['that is the current one, with its branch', withNext(current), 'branch-root-mismatch'],
    ['that is the current one', withNext({ committee: current.committee }), 'branch-root-mismatch'],
    [
      'with members in another order',
      withNext({ committee: { ...committee, pubkeys: [second, first, ...rest] } }),
      'branch-root-mismatch',
    ],
    [
      'with another aggregate key',
      withNext({ committee: { ...committee, aggregatePubkey: first } }),
      'branch-root-mismatch',
    ],
    ['of another branch of the chain', withNext({ ...elsewhere.nextSyncCommittee }), 'branch-root-mismatch'],
  ])('rejects one %s', (_, spoiled, code) => {
    expect(codeOf(spoiled)).toBe('next-sync-committee-mismatch');
    expect(codeOf(spoiled, started)).toBe(`next-sync-committee-${code}`);
  });

  test('rejects one with a member too few or too many (bad-committee-size)', () => {
    expect(codeOf(withNext({ committee: { ...committee, pubkeys: rest } }), started)).toBe('bad-committee-size');
    const more = { ...committee, pubkeys: [first, ...committee.pubkeys] };
    expect(codeOf(withNext({ committee: more }), started)).toBe('bad-committee-size');
  });

  test('rejects one without a branch (next-sync-committee-without-branch)', () => {
    const spoiled = withNext({ branch: branch.map(() => new Uint8Array(32)) });
    expect(codeOf(spoiled)).toBe('next-sync-committee-without-branch');
  });

  test('rejects another one that the same committee signed (next-sync-committee-mismatch)', () => {
    expect(outcome(judge(other, started, elsewhere))).toBe('valid');
    expect(codeOf(elsewhere)).toBe('next-sync-committee-mismatch');
  });
});

describe('headers of older forks in the fields of later ones', () => {
  const follows = (epochs: ForkEpochs, fork: 'deneb' | 'gloas', attestedSlot: bigint) => {
    const own = buildBeaconChain({ config: createBeaconConfig(epochs) });
    const before = upgradeLightClientStore(startStore(own, 8n), fork, own.config);
    const right = own.updateAt({ attestedSlot, objectFork: fork });
    const header = right.attestedHeader;
    expect(outcome(judge(own, before, right))).toBe('valid');
    return { right, header, codeOf: (spoiled: LightClientUpdate) => outcome(judge(own, before, spoiled)) };
  };

  test('rejects an execution part before Capella (execution-not-empty)', () => {
    const { right, header, codeOf: code } = follows({ bellatrix: 0n, deneb: 40n }, 'deneb', 30n);
    if (header.shape !== 'deneb') throw new Error('unreachable: the fields were chosen');
    const withPayload: LightClientHeader = { ...header, execution: { ...header.execution, gasLimit: 1n } };
    expect(code({ ...right, attestedHeader: withPayload })).toBe('execution-not-empty');
    const withBranch: LightClientHeader = { ...header, executionBranch: header.executionBranch.map(() => node) };
    expect(code({ ...right, attestedHeader: withBranch })).toBe('execution-not-empty');
  });

  test('rejects blobs before Deneb (blob-fields-not-zero)', () => {
    const { right, header, codeOf: code } = follows({ capella: 0n, deneb: 40n }, 'deneb', 30n);
    if (header.shape !== 'deneb') throw new Error('unreachable: the fields were chosen');
    const spoiled: LightClientHeader = { ...header, execution: { ...header.execution, blobGasUsed: 1n } };
    expect(code({ ...right, attestedHeader: spoiled })).toBe('blob-fields-not-zero');
  });

  test('rejects what fills a branch, unless it is zero (branch-padding-not-zero)', () => {
    const { right, header, codeOf: code } = follows({ electra: 0n, gloas: 40n }, 'gloas', 30n);
    const { nextSyncCommittee, finality } = right;
    if (header.shape !== 'gloas' || nextSyncCommittee === undefined || finality === undefined)
      throw new Error('unreachable: the fields were chosen');
    const fill = (branch: readonly Uint8Array[]) => [node, ...branch.slice(1)];
    const spoiledHeader: LightClientHeader = { ...header, executionBranch: fill(header.executionBranch) };
    expect(code({ ...right, attestedHeader: spoiledHeader })).toBe('execution-branch-padding-not-zero');
    const spoiledNext = { ...nextSyncCommittee, branch: fill(nextSyncCommittee.branch) };
    expect(code({ ...right, nextSyncCommittee: spoiledNext })).toBe('next-sync-committee-branch-padding-not-zero');
    const spoiledFinality = { ...finality, branch: fill(finality.branch) };
    expect(code({ ...right, finality: spoiledFinality })).toBe('finality-branch-padding-not-zero');
  });

  test('rejects an update of a later fork than the store (store-needs-upgrade)', () => {
    const own = buildBeaconChain({ config: createBeaconConfig({ capella: 0n, deneb: 3n, electra: 5n }) });
    const before = startStore(own, 8n);
    for (const attestedSlot of [30n, 45n])
      expect(outcome(judge(own, before, own.updateAt({ attestedSlot })))).toBe('store-needs-upgrade');
    expect(outcome(judge(own, before, own.updateAt({ attestedSlot: 20n })))).toBe('valid');
  });
});

describe('a bootstrap', () => {
  const bootstrap = chain.bootstrapAt(50n);
  const start = (spoiled: LightClientBootstrap): string => {
    const { verdict } = initializeLightClientStore(chain.blockAt(50n).root, spoiled, contextOf(chain, 50n));
    return verdict.status === 'valid' ? verdict.status : verdict.reason.code;
  };

  test('is valid as long as nothing is spoiled', () => {
    expect(start(bootstrap)).toBe('valid');
  });

  const cases: readonly (readonly [what: string, spoiled: LightClientBootstrap, code: string])[] = [
    ['of another block', chain.bootstrapAt(49n), 'block-root-mismatch'],
    ['of another branch of the chain', other.bootstrapAt(50n), 'block-root-mismatch'],
    [
      'with the next committee and its branch',
      {
        ...bootstrap,
        currentSyncCommittee: chain.committeeOf(1n).committee,
        currentSyncCommitteeBranch: update.nextSyncCommittee?.branch ?? [],
      },
      'current-sync-committee-branch-root-mismatch',
    ],
    [
      'with no member',
      { ...bootstrap, currentSyncCommittee: { ...bootstrap.currentSyncCommittee, pubkeys: [] } },
      'bad-committee-size',
    ],
    ...Object.entries(spoilBranch(bootstrap.currentSyncCommitteeBranch)).map(
      ([code, currentSyncCommitteeBranch]) =>
        [
          `whose branch is wrong: ${code}`,
          { ...bootstrap, currentSyncCommitteeBranch },
          `current-sync-committee-branch-${code}`,
        ] as const,
    ),
  ];

  test.each(cases)('rejects one %s', (_, spoiled, code) => {
    expect(start(spoiled)).toBe(code);
  });
});
