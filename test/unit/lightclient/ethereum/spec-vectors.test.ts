import { fromHex, toHex } from '@causeway/lightclient/codec';
import {
  type BeaconConfig,
  computeSyncCommitteePeriodAtSlot,
  decodeLightClientBootstrap,
  decodeLightClientFinalityUpdate,
  decodeLightClientOptimisticUpdate,
  decodeLightClientUpdate,
  FORK_TABLE,
  forkOfDigest,
  hashBeaconBlockHeader,
  initializeLightClientStore,
  isBetterUpdate,
  type LightClientFork,
  type LightClientUpdate,
  lightClientTypes,
  parseBeaconConfig,
  type SyncCommittee,
  verifyUpdateOfPeriod,
} from '@causeway/lightclient/ethereum';
import { createNativeBls, nativeSha256 } from '@causeway/lightclient/native';
import { computeMerkleBranchRoot, verifyMerkleBranch } from '@causeway/lightclient/proofs';
import { describe, expect, test } from 'vitest';
import { readCaseYaml } from '../../../../relayer/cli/verify/ethereum/case-yaml.ts';
import { unpackSnappy } from '../../../../relayer/cli/verify/ethereum/snappy.ts';
import { createBeaconConfig } from '../../../support/beacon-config.ts';
import { type CaseFiles, listSpecCases } from '../../../support/spec-cases.ts';

const { verifier: bls } = createNativeBls();

function readObject(files: CaseFiles, name: string): Uint8Array {
  const packed = files.get(`${name}.ssz_snappy`);
  if (packed === undefined) throw new Error(`${name}: want a file of the case`);
  return unpackSnappy(packed, name);
}

const forkOf = (title: string) => title.split(' ')[0] as LightClientFork;

describe.each(listSpecCases('update_ranking'))('$title', ({ title, files }) => {
  const config = createBeaconConfig({ [forkOf(title)]: 0n });
  const { updates_count } = readCaseYaml(files, 'meta.yaml') as { updates_count: string };
  const updates = Array.from({ length: Number(updates_count) }, (_, index) =>
    decodeLightClientUpdate(readObject(files, `updates_${index}`), { config, fork: forkOf(title) }),
  );

  test('ranks every update before all that come after it', () => {
    expect(updates.length).toBeGreaterThan(50);
    for (const [index, better] of updates.entries()) {
      for (const worse of updates.slice(index + 1)) {
        expect(isBetterUpdate(better, worse, config)).toBe(true);
        expect(isBetterUpdate(worse, better, config)).toBe(false);
      }
      expect(isBetterUpdate(better, better, config)).toBe(false);
    }
  });

  test('writes every update as it was', () => {
    const { update } = lightClientTypes(forkOf(title), 32);
    for (const [index, it] of updates.entries()) {
      expect(toHex(update.encode(it))).toBe(toHex(readObject(files, `updates_${index}`)));
    }
  });
});

interface Proof {
  readonly leaf: string;
  readonly leaf_index: string;
  readonly branch: readonly string[];
}

/** What a case proves, by its name. */
const PLACES = {
  current_sync_committee_merkle_proof: 'currentSyncCommitteeGindex',
  next_sync_committee_merkle_proof: 'nextSyncCommitteeGindex',
  finality_root_merkle_proof: 'finalizedRootGindex',
  execution_merkle_proof: 'executionGindex',
  execution_block_hash_merkle_proof: 'executionGindex',
} as const;

const proofs = listSpecCases('single_merkle_proof').map(({ title, files }) => {
  const { leaf, leaf_index, branch } = readCaseYaml(files, 'proof.yaml') as Proof;
  const [fork = '', name = ''] = title.split(' ');
  const claim = { leaf: fromHex(leaf), gindex: Number(leaf_index), branch: branch.map((node) => fromHex(node)) };
  const object = toHex(readObject(files, 'object'));
  return { title, fork: fork as LightClientFork, place: PLACES[name as keyof typeof PLACES], claim, object };
});

test.each(proofs)('$title is at the place that the fork table says', ({ fork, place, claim }) => {
  expect(FORK_TABLE[fork][place]).toBe(claim.gindex);
});

test.each(proofs)(
  '$title leads to one root with the other proofs of its object, by exact depth',
  ({ claim, object }) => {
    const others = proofs.filter((other) => other.object === object);
    const roots = new Set(others.map((other) => toHex(computeMerkleBranchRoot(other.claim))));
    expect(roots.size).toBe(1);
    const root = computeMerkleBranchRoot(claim);
    expect(verifyMerkleBranch({ ...claim, root })).toEqual({ status: 'valid' });
    const spoilt = [
      { ...claim, branch: claim.branch.slice(1) },
      { ...claim, branch: [...claim.branch, new Uint8Array(32)] },
      // The mirrored place: single siblings are equal in a genesis state.
      { ...claim, gindex: claim.gindex ^ (2 ** claim.branch.length - 1) },
      { ...claim, leaf: claim.leaf.map((byte, at) => (at === 0 ? byte ^ 1 : byte)) },
    ];
    for (const spoiled of spoilt) expect(verifyMerkleBranch({ ...spoiled, root }).status).toBe('invalid');
  },
);

interface FileRef {
  readonly fork_digest: string;
  readonly data: string;
}

interface HeadChecks {
  readonly bootstraps: readonly { readonly block_root: string; readonly bootstrap?: FileRef }[];
  readonly best_updates: readonly { readonly period: string; readonly update?: FileRef }[];
  readonly latest_finality_update?: FileRef;
  readonly latest_optimistic_update?: FileRef;
}

type Step = { readonly new_head?: { readonly checks: HeadChecks } };

/** In a state the genesis validators root comes after the genesis time. */
function readConfig(files: CaseFiles): BeaconConfig {
  const genesisValidatorsRoot = readObject(files, 'initial_state').slice(8, 40);
  return parseBeaconConfig(readCaseYaml(files, 'config.yaml'), { genesisTime: 0n, genesisValidatorsRoot });
}

describe.each(listSpecCases('data_collection'))('$title', ({ files }) => {
  const config = readConfig(files);
  const context = { config, bls, sha256: nativeSha256, currentSlot: 10_000n };
  const heads = (readCaseYaml(files, 'steps.yaml') as readonly Step[]).flatMap(({ new_head }) =>
    new_head === undefined ? [] : [new_head.checks],
  );
  const unique = (refs: readonly (FileRef | undefined)[]) =>
    new Map(refs.flatMap((ref) => (ref ? [[ref.data, ref]] : [])));
  const read = <T>(
    ref: FileRef,
    decode: (bytes: Uint8Array, context: { config: BeaconConfig; fork: LightClientFork }) => T,
  ): T => {
    const fork = forkOfDigest(config, fromHex(ref.fork_digest));
    if (fork === undefined) throw new Error(`${ref.fork_digest}: want the digest of a fork`);
    return decode(readObject(files, ref.data), { config, fork });
  };

  const bootstraps = heads.flatMap((head) => head.bootstraps);
  const updates = [...unique(heads.flatMap((head) => head.best_updates.map(({ update }) => update))).values()];
  const committees = new Map<bigint, SyncCommittee>();

  test('every bootstrap is that of its block', () => {
    for (const { data, root, ref } of uniqueBootstraps(bootstraps)) {
      const bootstrap = read(ref, decodeLightClientBootstrap);
      expect({ data, root: toHex(hashBeaconBlockHeader(bootstrap.header.beacon)) }).toEqual({
        data,
        root: toHex(root),
      });
      const { verdict, store } = initializeLightClientStore(root, bootstrap, context);
      expect(verdict).toEqual({ status: 'valid' });
      const period = computeSyncCommitteePeriodAtSlot(config, bootstrap.header.beacon.slot);
      if (store !== undefined) committees.set(period, store.currentSyncCommittee);
    }
    expect(committees.size).toBeGreaterThan(0);
  });

  test('every update is valid by the committees that those before it bring', () => {
    const decoded = updates.map((ref) => read(ref, decodeLightClientUpdate));
    expect(decoded.length).toBeGreaterThan(0);
    for (const update of decoded) judge(update);
    const finality = unique(heads.map((head) => head.latest_finality_update));
    for (const ref of finality.values()) judge(read(ref, decodeLightClientFinalityUpdate));
    const optimistic = unique(heads.map((head) => head.latest_optimistic_update));
    for (const ref of optimistic.values()) judge(read(ref, decodeLightClientOptimisticUpdate));
    expect(finality.size + optimistic.size).toBeGreaterThan(10);
  });

  function judge(update: LightClientUpdate): void {
    const verdict = verifyUpdateOfPeriod(update, committees, context);
    expect(verdict.status === 'valid' || verdict.status === 'not-enough-trust').toBe(true);
    const period = computeSyncCommitteePeriodAtSlot(config, update.attestedHeader.beacon.slot);
    if (update.nextSyncCommittee) committees.set(period + 1n, update.nextSyncCommittee.committee);
  }
});

function uniqueBootstraps(list: HeadChecks['bootstraps']) {
  const found = new Map<string, { readonly data: string; readonly root: Uint8Array; readonly ref: FileRef }>();
  for (const { block_root, bootstrap: ref } of list) {
    if (ref !== undefined) found.set(ref.data, { data: ref.data, root: fromHex(block_root), ref });
  }
  return found.values();
}
