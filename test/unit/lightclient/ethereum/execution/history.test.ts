/** Older blocks from a proven state: roots of beacon blocks by SSZ branches, hashes of execution blocks by EIP-2935. */
import { fromHex, toHex } from '@causeway/lightclient/codec';
import {
  FORK_TABLE,
  forkAtSlot,
  LIGHT_CLIENT_FORKS,
  type LightClientFork,
  NETWORKS,
} from '@causeway/lightclient/ethereum';
import {
  blockHashSlot,
  HISTORY_CONTRACT,
  type HistoricalRootClaim,
  parseEthProof,
  verifyBlockHash,
  verifyHistoricalBlockRoot,
  verifyRecentBlockRoot,
} from '@causeway/lightclient/ethereum/execution';
import { hashNodes, merkleBranch, merkleize, mixInLength } from '@causeway/lightclient/proofs';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { describe, expect, test } from 'vitest';
import { buildState, word } from '../../../../support/build-state.ts';
import { readVector } from '../../../../support/read-vector.ts';

/** Minimal preset: 64 block roots, 8 slots an epoch; each fork begins 32 epochs (256 slots) after the one before. */
const SLOTS = 64;
const config: HistoricalRootClaim['config'] = {
  preset: 'minimal',
  slotsPerEpoch: 8n,
  forks: LIGHT_CLIENT_FORKS.map((name, i) => ({ name, version: new Uint8Array(4), epoch: BigInt(32 * i) })),
};
const slotIn = (fork: LightClientFork, slot: number): bigint => BigInt(256 * LIGHT_CLIENT_FORKS.indexOf(fork) + slot);
const CAPELLA_PERIOD = Number(slotIn('capella', 0)) / SLOTS;

/** A root that stands for the newest block at a slot. */
const rootOf = (slot: number): Uint8Array => keccak_256(word(BigInt(slot)));
const rootsOf = (period: number): readonly Uint8Array[] =>
  Array.from({ length: SLOTS }, (_, i) => rootOf(SLOTS * period + i));

/** How many fields the state of a fork has. */
const FIELDS: Readonly<Record<LightClientFork, number>> = {
  altair: 24,
  bellatrix: 25,
  capella: 28,
  deneb: 28,
  electra: 37,
  fulu: 38,
  gloas: 46,
};

/** Root and branch of a field, without any generalized index. */
function buildContainer(fork: LightClientFork, fields: readonly Uint8Array[], at: number) {
  if (fork !== 'gloas') return { root: merkleize(fields), branch: merkleBranch(fields, at) };
  const { root, branch } = buildProgressive(fields, at, 1);
  const active = rootOf(1);
  return { root: hashNodes(root, active), branch: [...branch, active] };
}

/** Subtrees of 1, 4, 16 … chunks on the left, the rest on the right (EIP-7916). */
function buildProgressive(
  chunks: readonly Uint8Array[],
  at: number,
  size: number,
): { readonly root: Uint8Array; readonly branch: readonly Uint8Array[] } {
  if (chunks.length === 0) return { root: new Uint8Array(32), branch: [] };
  const own = chunks.slice(0, size);
  const rest = buildProgressive(chunks.slice(size), at - size, size * 4);
  const left = merkleize(own, size);
  const branch = at < size ? [...(at < 0 ? [] : merkleBranch(own, at, size)), rest.root] : [...rest.branch, left];
  return { root: hashNodes(left, rest.root), branch };
}

function fieldsOf(fork: LightClientFork, at: number, root: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: FIELDS[fork] }, (_, i) => (i === at ? root : rootOf(100_000 + i)));
}

/** A state at `slot` whose `block_roots` hold the 64 slots before it, and the branch of one of them. */
function recent(fork: LightClientFork, slot: number, target: number): HistoricalRootClaim {
  const anchorSlot = slotIn(fork, slot);
  const roots = rootsOf(0).map((_, i) => {
    const last = Number(anchorSlot) - 1;
    return rootOf(last - ((((last - i) % SLOTS) + SLOTS) % SLOTS));
  });
  const { root, branch } = buildContainer(fork, fieldsOf(fork, 5, merkleize(roots)), 5);
  return {
    config,
    anchor: { slot: anchorSlot, stateRoot: root },
    slot: BigInt(target),
    blockRoot: rootOf(target),
    branch: [...merkleBranch(roots, target % SLOTS), ...branch],
  };
}

/** A state at `slot` with the summaries of all periods since Capella, and the branch of one block root. */
function historical(fork: LightClientFork, slot: number, target: number): HistoricalRootClaim {
  const anchorSlot = slotIn(fork, slot);
  const count = Math.floor(Number(anchorSlot) / SLOTS) - CAPELLA_PERIOD;
  const period = Math.floor(target / SLOTS);
  const summaries = Array.from({ length: count }, (_, i) => {
    return hashNodes(merkleize(rootsOf(CAPELLA_PERIOD + i)), rootOf(200_000 + i));
  });
  const list = mixInLength(merkleize(summaries, 2 ** 24), count);
  const { root, branch } = buildContainer(fork, fieldsOf(fork, 27, list), 27);
  const index = Math.max(period - CAPELLA_PERIOD, 0);
  const length = word(0n);
  length[0] = count;
  return {
    config,
    anchor: { slot: anchorSlot, stateRoot: root },
    slot: BigInt(target),
    blockRoot: rootOf(target),
    branch: [
      ...merkleBranch(rootsOf(period), target % SLOTS),
      rootOf(200_000 + index),
      ...merkleBranch(summaries, Math.min(index, count - 1), 2 ** 24),
      length,
      ...branch,
    ],
  };
}

function spoilBranches(verify: (claim: HistoricalRootClaim) => { status: string }, claim: HistoricalRootClaim): void {
  const code = { reason: { code: 'history-branch-mismatch' } };
  const { branch, blockRoot, anchor } = claim;
  for (const i of branch.keys()) expect(verify({ ...claim, branch: branch.with(i, word(3n)) })).toMatchObject(code);
  expect(verify({ ...claim, branch: branch.slice(1) })).toMatchObject(code);
  expect(verify({ ...claim, branch: branch.slice(0, -1) })).toMatchObject(code);
  expect(verify({ ...claim, branch: [...branch, word(0n)] })).toMatchObject(code);
  expect(verify({ ...claim, branch: [word(0n), ...branch] })).toMatchObject(code);
  expect(verify({ ...claim, branch: [] })).toMatchObject(code);
  expect(verify({ ...claim, blockRoot: word(1n) })).toMatchObject(code);
  expect(verify({ ...claim, blockRoot: blockRoot.subarray(1) })).toMatchObject(code);
  expect(verify({ ...claim, anchor: { ...anchor, stateRoot: word(1n) } })).toMatchObject(code);
}

describe.each(LIGHT_CLIENT_FORKS)('block_roots of %s', (fork) => {
  const first = Number(slotIn(fork, 0));

  test('accepts each slot of the window', () => {
    for (const target of [first + 137, first + 150, first + 191, first + 192, first + 199, first + 200]) {
      expect(verifyRecentBlockRoot(recent(fork, 201, target)), `${target}`).toEqual({ status: 'valid' });
    }
  });

  test('rejects slots outside of the window (outside-window)', () => {
    for (const target of [first + 136, first + 201, first + 500]) {
      expect(verifyRecentBlockRoot(recent(fork, 201, target))).toMatchObject({ reason: { code: 'outside-window' } });
    }
  });

  test('rejects another slot, root, branch or depth (history-branch-mismatch)', () => {
    const claim = recent(fork, 201, first + 150);
    spoilBranches(verifyRecentBlockRoot, claim);
    expect(verifyRecentBlockRoot({ ...claim, slot: claim.slot + 1n })).toMatchObject({
      reason: { code: 'history-branch-mismatch' },
    });
  });
});

describe.each(LIGHT_CLIENT_FORKS.slice(2))('historical_summaries of %s', (fork) => {
  const slot = 201;

  test('accepts the first and the last slot that are covered', () => {
    const first = CAPELLA_PERIOD * SLOTS;
    const last = Math.floor(Number(slotIn(fork, slot)) / SLOTS) * SLOTS - 1;
    for (const target of [first, first + 70, last]) {
      expect(verifyHistoricalBlockRoot(historical(fork, slot, target)), `${target}`).toEqual({ status: 'valid' });
    }
    for (const target of [first - 1, last + 1, last + 500]) {
      expect(verifyHistoricalBlockRoot(historical(fork, slot, target))).toMatchObject({
        reason: { code: 'outside-window' },
      });
    }
  });

  test('rejects another period, root, branch or depth (history-branch-mismatch)', () => {
    const claim = historical(fork, slot, CAPELLA_PERIOD * SLOTS + 70);
    spoilBranches(verifyHistoricalBlockRoot, claim);
    expect(verifyHistoricalBlockRoot({ ...claim, slot: claim.slot - 64n })).toMatchObject({
      reason: { code: 'history-branch-mismatch' },
    });
  });
});

test('there are no summaries before Capella (outside-window)', () => {
  const claim = { ...recent('bellatrix', 201, 300), slot: 300n };
  expect(verifyHistoricalBlockRoot(claim)).toMatchObject({
    reason: { code: 'outside-window', got: 'one of slot 457' },
  });
});

test('on mainnet the first summary is of period 758, of which Capella took slot 6209536', () => {
  const claim = {
    ...recent('fulu', 100, 1),
    config: NETWORKS.mainnet,
    anchor: { slot: 14_000_000n, stateRoot: word(1n) },
  };
  expect(forkAtSlot(NETWORKS.mainnet, 14_000_000n)).toBe('fulu');
  const reason = { code: 'outside-window', want: `a slot from ${758 * 8192} to before ${1708 * 8192}` };
  expect(verifyHistoricalBlockRoot({ ...claim, slot: 6_209_535n })).toMatchObject({ reason });
  // Inside, with a branch of the wrong depth: 13 + 1 + 24 + 1 + 6 nodes are wanted.
  expect(verifyHistoricalBlockRoot({ ...claim, slot: 6_209_536n })).toMatchObject({
    reason: { code: 'history-branch-mismatch', want: expect.stringContaining('45') },
  });
});

test('the places agree with those of the light-client protocol in the same states', () => {
  // finalized_checkpoint is field 20 and current_sync_committee field 22 of every state.
  for (const fork of LIGHT_CLIENT_FORKS) {
    const { finalizedRootGindex, currentSyncCommitteeGindex } = FORK_TABLE[fork];
    const depth = (index: number): number => Math.floor(Math.log2(index));
    expect(recent(fork, 201, Number(slotIn(fork, 150))).branch.length).toBe(6 + depth((finalizedRootGindex - 1) / 2));
    if (fork === 'altair' || fork === 'bellatrix') continue;
    const claim = historical(fork, 201, CAPELLA_PERIOD * SLOTS);
    expect(claim.branch.length).toBe(6 + 1 + 24 + 1 + depth(currentSyncCommitteeGindex));
  }
});

describe('the executable specification', () => {
  interface SpecCase {
    readonly preset: 'minimal' | 'mainnet';
    readonly fork: LightClientFork;
    readonly kind: 'recent' | 'historical';
    readonly anchorSlot: string;
    readonly slot: string;
    readonly blockRoot: string;
    readonly stateRoot: string;
    readonly branch: readonly string[];
  }
  const cases = Object(readVector('causeway-history/cases.json')) as readonly SpecCase[];

  /** Capella and all forks up to this one begin with the first period that has a summary. */
  function toClaim({ preset, fork, anchorSlot, slot, blockRoot, stateRoot, branch }: SpecCase): HistoricalRootClaim {
    const slotsPerEpoch = preset === 'minimal' ? 8n : 32n;
    const begin = (2n * (preset === 'minimal' ? 64n : 8192n)) / slotsPerEpoch;
    const names = LIGHT_CLIENT_FORKS.slice(0, LIGHT_CLIENT_FORKS.indexOf(fork) + 1);
    return {
      config: {
        preset,
        slotsPerEpoch,
        forks: names.map((name, i) => ({ name, version: new Uint8Array(4), epoch: i < 2 ? 0n : begin })),
      },
      anchor: { slot: BigInt(anchorSlot), stateRoot: fromHex(stateRoot) },
      slot: BigInt(slot),
      blockRoot: fromHex(blockRoot),
      branch: branch.map((node) => fromHex(node)),
    };
  }

  test.each(cases)('agrees on $preset $fork, $kind, slot $slot', (entry) => {
    const claim = toClaim(entry);
    const [verify, other] =
      entry.kind === 'recent'
        ? [verifyRecentBlockRoot, verifyHistoricalBlockRoot]
        : [verifyHistoricalBlockRoot, verifyRecentBlockRoot];
    expect(verify(claim)).toEqual({ status: 'valid' });
    expect(other(claim).status).toBe('invalid');
    expect(verify({ ...claim, slot: claim.slot + (claim.slot % 2n === 0n ? 1n : -1n) }).status).toBe('invalid');
  });
});

describe('EIP-2935', () => {
  const hashes = new Map<bigint, bigint>(
    [1n, 2n, 100n, 4_191n, 4_192n].map((number) => [number % 8191n, BigInt(`0x${toHex(rootOf(Number(number)))}`)]),
  );
  const state = buildState(new Map([[toHex(HISTORY_CONTRACT), { nonce: 1n, storage: hashes }]]));
  const prove = (...numbers: readonly bigint[]) =>
    parseEthProof(
      state.getProof(
        HISTORY_CONTRACT,
        numbers.map((number) => number % 8191n),
      ),
    );
  const judge = (number: bigint, blockHash = rootOf(Number(number)), anchorNumber = 4_193n, answer = prove(number)) =>
    verifyBlockHash({ anchor: { number: anchorNumber, stateRoot: state.stateRoot }, number, blockHash }, answer);

  test('accepts the hash of a block in the window', () => {
    for (const number of [1n, 2n, 100n, 4_191n, 4_192n]) expect(judge(number)).toEqual({ status: 'valid' });
    expect(judge(8_191n + 5n, rootOf(1), 8_191n + 6n, prove(0n))).toMatchObject({ status: 'invalid' });
    expect(judge(1n, rootOf(1), 8_192n)).toEqual({ status: 'valid' });
  });

  test('rejects blocks outside of the window (outside-window)', () => {
    for (const number of [4_193n, 5_000n]) expect(judge(number)).toMatchObject({ reason: { code: 'outside-window' } });
    expect(judge(1n, rootOf(1), 8_193n)).toMatchObject({ reason: { code: 'outside-window' } });
  });

  test('rejects another hash, none, or a proof of another slot or contract', () => {
    expect(judge(2n, rootOf(1))).toMatchObject({ reason: { code: 'block-hash-not-in-history' } });
    expect(judge(3n)).toMatchObject({ reason: { code: 'block-hash-not-in-history', got: 'nothing' } });
    expect(judge(3n, word(0n))).toMatchObject({ reason: { code: 'block-hash-not-in-history' } });
    expect(judge(2n, rootOf(2), 4_193n, prove(1n))).toMatchObject({ reason: { code: 'slot-not-proven' } });
    const answer = prove(2n);
    const cut = { ...answer, accountProof: answer.accountProof.slice(1) };
    expect(judge(2n, rootOf(2), 4_193n, cut)).toMatchObject({ status: 'invalid' });
    const other = { ...answer, address: answer.address.with(0, 1) };
    expect(judge(2n, rootOf(2), 4_193n, other)).toMatchObject({ reason: { code: 'address-mismatch' } });
  });

  test('knows where a hash is', () => {
    expect(blockHashSlot(8_190n)).toEqual(word(8_190n));
    expect(blockHashSlot(8_191n)).toEqual(word(0n));
    expect(blockHashSlot(8_192n)).toEqual(word(1n));
  });
});
