/**
 * Light-client objects of a made-up beacon chain in the minimal preset, signed with real keys: states are sparse trees that hold
 * what a light client looks at. Everything follows from small numbers, so that two calls build the same.
 * @module
 */

import {
  type BeaconConfig,
  computeSyncCommitteeSigningRoot,
  FORK_TABLE,
  forkAtSlot,
  forkRowAtSlot,
  getLcExecutionRoot,
  hashBeaconBlockHeader,
  LIGHT_CLIENT_FORKS,
  type LightClientBootstrap,
  type LightClientFork,
  type LightClientHeader,
  type LightClientUpdate,
  PRESETS,
  type SyncAggregate,
  type SyncCommittee,
  syncCommitteeType,
  upgradeLightClientHeader,
} from '@causeway/lightclient/ethereum';
import { hashNodes } from '@causeway/lightclient/proofs';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { hexToBytes, numberToBytesBE } from '@noble/curves/utils.js';

const { G1, longSignatures, fields } = bls12_381;
const SUITE = 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_';
const ZERO = new Uint8Array(32);
const SIZE = PRESETS.minimal.syncCommitteeSize;

/** Slots of a sync-committee period in the minimal preset. */
const PERIOD = 64n;

/** A chain in the minimal preset that began with this fork, unless epochs are given. */
export function buildConfig(
  fork: LightClientFork,
  epochs: Partial<Record<LightClientFork, bigint>> = {},
): BeaconConfig {
  const last = LIGHT_CLIENT_FORKS.indexOf(fork);
  const dated = LIGHT_CLIENT_FORKS.flatMap((name, index) => {
    const epoch = epochs[name] ?? (index <= last ? 0n : undefined);
    return epoch === undefined ? [] : [{ name, version: Uint8Array.of(index + 1, 0, 0, 1), epoch }];
  });
  return {
    preset: 'minimal',
    ...PRESETS.minimal,
    genesisTime: 1_600_000_000n,
    genesisValidatorsRoot: new Uint8Array(32).fill(9),
    forks: [{ name: 'phase0', version: Uint8Array.of(0, 0, 0, 1), epoch: 0n }, ...dated],
  };
}

/** A committee whose keys are known. */
export interface TestCommittee extends SyncCommittee {
  readonly secretKeys: readonly bigint[];
}

const COMMITTEES = new Map<number, TestCommittee>();

/** The committee of this number. */
export function buildCommittee(number: number): TestCommittee {
  const known = COMMITTEES.get(number);
  if (known !== undefined) return known;
  const secretKeys = Array.from({ length: SIZE }, (_, index) => BigInt(number * 1000 + index + 1));
  const points = secretKeys.map((key) => G1.Point.BASE.multiply(key));
  const sum = points.reduce((total, point) => total.add(point), G1.Point.ZERO);
  const committee = { secretKeys, pubkeys: points.map((point) => point.toBytes()), aggregatePubkey: sum.toBytes() };
  COMMITTEES.set(number, committee);
  return committee;
}

/** A tree of which only some places are known. */
interface SparseTree {
  readonly root: Uint8Array;
  branch(gindex: number): readonly Uint8Array[];
}

/** The tree with these leaves by generalized index; everything else is made up from `seed`. */
function buildTree(leaves: ReadonlyMap<number, Uint8Array>, seed = 0): SparseTree {
  const inner = new Set<number>();
  for (const gindex of leaves.keys()) for (let at = gindex >> 1; at >= 1; at >>= 1) inner.add(at);
  const node = (gindex: number): Uint8Array => {
    const leaf = leaves.get(gindex);
    if (leaf !== undefined) return leaf;
    if (inner.has(gindex)) return hashNodes(node(gindex * 2), node(gindex * 2 + 1));
    return Uint8Array.from({ length: 32 }, (_, at) => (gindex * 31 + at * 7 + seed * 13 + 1) & 0xff);
  };
  return {
    root: node(1),
    branch: (gindex) => {
      const branch: Uint8Array[] = [];
      for (let at = gindex; at > 1; at >>= 1) branch.push(node(at ^ 1));
      return branch;
    },
  };
}

/** What is in a beacon state. */
interface StateParts {
  readonly current: SyncCommittee;
  readonly next: SyncCommittee;
  /** Zero before there is finality. */
  readonly finalizedRoot: Uint8Array;
}

/** The state of a block of this slot. */
function buildState(config: BeaconConfig, slot: bigint, parts: StateParts): SparseTree {
  const row = forkRowAtSlot(config, slot);
  const type = syncCommitteeType(config.syncCommitteeSize);
  return buildTree(
    new Map([
      [row.currentSyncCommitteeGindex, type.hashTreeRoot(parts.current)],
      [row.nextSyncCommitteeGindex, type.hashTreeRoot(parts.next)],
      [row.finalizedRootGindex, parts.finalizedRoot],
    ]),
    Number(slot),
  );
}

/** A header in the fields of its slot's fork. `seed` tells blocks of one slot apart. */
function buildHeader(config: BeaconConfig, slot: bigint, stateRoot: Uint8Array, seed = 0): LightClientHeader {
  const beacon = {
    slot,
    proposerIndex: BigInt(seed),
    parentRoot: new Uint8Array(32).fill(1),
    stateRoot,
    bodyRoot: new Uint8Array(32).fill(2),
  };
  const { shape, executionGindex } = forkRowAtSlot(config, slot);
  if (shape === 'beacon' || executionGindex === undefined) return { shape: 'beacon', beacon };
  const blank = withExecution(shape, beacon, seed);
  const body = buildTree(new Map([[executionGindex, getLcExecutionRoot(blank, config)]]), seed);
  return { ...blank, beacon: { ...beacon, bodyRoot: body.root }, executionBranch: body.branch(executionGindex) };
}

type HeaderWithExecution = Exclude<LightClientHeader, { readonly shape: 'beacon' }>;

function withExecution(
  shape: HeaderWithExecution['shape'],
  beacon: LightClientHeader['beacon'],
  seed: number,
): HeaderWithExecution {
  const bytes = (size: number, fill: number) => new Uint8Array(size).fill(fill + seed);
  if (shape === 'gloas') return { shape, beacon, executionBlockHash: bytes(32, 5), executionBranch: [] };
  const execution = {
    parentHash: bytes(32, 10),
    feeRecipient: bytes(20, 11),
    stateRoot: bytes(32, 12),
    receiptsRoot: bytes(32, 13),
    logsBloom: bytes(256, 14),
    prevRandao: bytes(32, 15),
    blockNumber: beacon.slot + 1000n,
    gasLimit: 30_000_000n,
    gasUsed: 21_000n,
    timestamp: 1_600_000_000n + beacon.slot * 6n,
    extraData: bytes(5, 16),
    baseFeePerGas: 7n << 200n,
    blockHash: bytes(32, 5),
    transactionsRoot: bytes(32, 18),
    withdrawalsRoot: bytes(32, 19),
    ...(shape === 'deneb' && { blobGasUsed: 131_072n, excessBlobGas: 3n }),
  };
  return { shape, beacon, execution, executionBranch: [] };
}

/** The signature of the first `participants` members, or of those given. */
function signHeader(
  config: BeaconConfig,
  header: LightClientHeader,
  committee: TestCommittee,
  { signatureSlot, participants }: { readonly signatureSlot: bigint; readonly participants: number },
): SyncAggregate {
  const bits = new Uint8Array(SIZE / 8);
  let secret = 0n;
  for (let index = 0; index < participants; index++) {
    bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
    secret += committee.secretKeys[index] ?? 0n;
  }
  const message = longSignatures.hash(computeSyncCommitteeSigningRoot(config, header.beacon, signatureSlot), SUITE);
  const key = numberToBytesBE(fields.Fr.create(secret), 32);
  const signature =
    participants === 0 ? infinity() : longSignatures.Signature.toBytes(longSignatures.sign(message, key));
  return { syncCommitteeBits: bits, syncCommitteeSignature: signature };
}

function infinity(): Uint8Array {
  return hexToBytes(`c0${'00'.repeat(95)}`);
}

/** What an update is made of. Committees are by period, the first one being that of period 0. */
export interface UpdatePlan {
  readonly config: BeaconConfig;
  readonly attestedSlot: bigint;
  /** Slot of the finalized header; without it there is no finality in the update. */
  readonly finalizedSlot?: bigint;
  /** Proves the checkpoint before there is finality: an empty header with a branch. */
  readonly genesisFinality?: boolean;
  /** With it the next committee is in the update. */
  readonly withCommittee?: boolean;
  /** Default: the slot after the attested one. */
  readonly signatureSlot?: bigint;
  /** Default: all. */
  readonly participants?: number;
  /** Tells the blocks of a second chain from those of the first. */
  readonly seed?: number;
  /** The committee of a period, if not that of this number. */
  readonly committeeOf?: (period: bigint) => TestCommittee;
}

/** An update that holds, unless its plan makes no sense. */
export function buildUpdate(plan: UpdatePlan): LightClientUpdate {
  const { config, attestedSlot, seed = 0, committeeOf = (period) => buildCommittee(Number(period)) } = plan;
  const { signatureSlot = attestedSlot + 1n, participants = SIZE, finalizedSlot } = plan;
  const period = attestedSlot / PERIOD;
  const real = finalizedSlot === undefined ? undefined : buildBlock(config, finalizedSlot, seed, committeeOf).header;
  const finalized = plan.genesisFinality ? emptyHeaderOf(config, attestedSlot) : real;
  const next = committeeOf(period + 1n);
  const finalizedRoot = real === undefined ? ZERO : hashBeaconBlockHeader(real.beacon);
  const state = buildState(config, attestedSlot, { current: committeeOf(period), next, finalizedRoot });
  const attestedHeader = buildHeader(config, attestedSlot, state.root, seed);
  const row = forkRowAtSlot(config, attestedSlot);
  return {
    attestedHeader,
    ...(plan.withCommittee && {
      nextSyncCommittee: { committee: publicPart(next), branch: state.branch(row.nextSyncCommitteeGindex) },
    }),
    ...(finalized && { finality: { header: finalized, branch: state.branch(row.finalizedRootGindex) } }),
    syncAggregate: signHeader(config, attestedHeader, committeeOf(signatureSlot / PERIOD), {
      signatureSlot,
      participants,
    }),
    signatureSlot,
  };
}

/** What SSZ has in the place of a header that is not there. */
function emptyHeaderOf(config: BeaconConfig, slot: bigint): LightClientHeader {
  const zero = { slot: 0n, proposerIndex: 0n, parentRoot: ZERO, stateRoot: ZERO, bodyRoot: ZERO };
  return upgradeLightClientHeader({ shape: 'beacon', beacon: zero }, forkAtSlot(config, slot), config);
}

function publicPart({ pubkeys, aggregatePubkey }: SyncCommittee): SyncCommittee {
  return { pubkeys, aggregatePubkey };
}

/** A block whose state finalizes nothing. */
export function buildBlock(
  config: BeaconConfig,
  slot: bigint,
  seed = 0,
  committeeOf: (period: bigint) => TestCommittee = (period) => buildCommittee(Number(period)),
): { readonly header: LightClientHeader; readonly state: SparseTree } {
  const period = slot / PERIOD;
  const parts = { current: committeeOf(period), next: committeeOf(period + 1n), finalizedRoot: new Uint8Array(32) };
  const state = buildState(config, slot, parts);
  return { header: buildHeader(config, slot, state.root, seed), state };
}

/** The bootstrap of a block, and the root to trust. */
export function buildBootstrap(
  config: BeaconConfig,
  slot: bigint,
): { readonly trustedBlockRoot: Uint8Array; readonly bootstrap: LightClientBootstrap } {
  const { header, state } = buildBlock(config, slot);
  const row = forkRowAtSlot(config, slot);
  return {
    trustedBlockRoot: hashBeaconBlockHeader(header.beacon),
    bootstrap: {
      header,
      currentSyncCommittee: publicPart(buildCommittee(Number(slot / PERIOD))),
      currentSyncCommitteeBranch: state.branch(row.currentSyncCommitteeGindex),
    },
  };
}

/** Forks that have rows of their own. */
export const FORKS_WITH_OWN_OBJECTS: readonly LightClientFork[] = LIGHT_CLIENT_FORKS.filter(
  (fork, index) => FORK_TABLE[fork] !== FORK_TABLE[LIGHT_CLIENT_FORKS[index - 1] ?? 'gloas'],
);
