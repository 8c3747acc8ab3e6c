/**
 * A beacon chain of our own, as far as light clients see it: headers whose roots, branches and signatures are right, in every
 * fork, over several periods, with branches that conflict. A test then spoils one thing.
 * @module
 */
import {
  type BeaconBlockHeader,
  type BeaconConfig,
  computeEpochAtSlot,
  computeSyncCommitteePeriodAtSlot,
  computeSyncCommitteeSigningRoot,
  type ExecutionPayloadHeader,
  emptyHeader,
  FORK_TABLE,
  forkAtSlot,
  hashBeaconBlockHeader,
  type LightClientBootstrap,
  type LightClientFinalityUpdate,
  type LightClientFork,
  type LightClientHeader,
  type LightClientOptimisticUpdate,
  type LightClientUpdate,
  type SyncAggregate,
} from '@causeway/lightclient/ethereum';
import { gindexDepth, normalizeMerkleBranch } from '@causeway/lightclient/proofs';
import { createBeaconConfig } from './beacon-config.ts';
import { buildExecution, type HeadedBlock, hashCommittee, headerFor } from './beacon-header.ts';
import { sha256 } from './build-header.ts';
import {
  type BlsSigner,
  bitsOf,
  buildSyncCommittee,
  type CommitteeOfSigners,
  createBlsSigners,
  signTogether,
} from './build-sync-committee.ts';
import { buildSparseTree, type SparseTree } from './sparse-tree.ts';

export interface BeaconChainOptions {
  /** Committees of 32 and Electra from the beginning, unless given. */
  readonly config?: BeaconConfig;
  /** Chains of the same name and options are the same chain. */
  readonly name?: string;
  /** What a block's state takes for finalized: the first slot of the epoch before the previous one, unless given. Slot 0 is genesis. */
  readonly finalizedSlotOf?: (slot: bigint) => bigint;
  /** Puts other members into a committee, or spoils it: the chain's states have what this gives. */
  readonly changeCommittee?: (
    period: bigint,
    committee: CommitteeOfSigners,
  ) => Pick<CommitteeOfSigners, 'signers' | 'committee'>;
  /** Committees of a real chain, whose keys are ours; where it gives none, and without it, they are made up. */
  readonly committeeOf?: (period: bigint) => CommitteeOfSigners | undefined;
  /** Fields of the execution payload's header that matter to a test, such as `stateRoot`. */
  readonly payloadOf?: (slot: bigint) => Partial<ExecutionPayloadHeader>;
}

/** One block, with what its state and body hold. */
export interface FakeBeaconBlock extends HeadedBlock {
  readonly root: Uint8Array;
  readonly finalizedSlot: bigint;
  readonly state: SparseTree;
}

export interface SignOptions {
  /** How many, from the first member on, or who; everyone unless given. */
  readonly participants?: number | ((index: number) => boolean);
  /** The committee in office in the signature's slot, unless given. */
  readonly signers?: readonly BlsSigner[];
  /** Another configuration's domain, to sign for a wrong fork. */
  readonly config?: BeaconConfig;
}

export interface UpdateOptions extends SignOptions {
  readonly attestedSlot: bigint;
  /** The slot after the attested one, unless given. */
  readonly signatureSlot?: bigint;
  /** Another one than the chain's rule says: it is a block of its own then. `null`: the update shows nothing finalized. */
  readonly finalizedSlot?: bigint | null;
  /** Whether the update has the next committee: it has, unless told otherwise. */
  readonly nextCommittee?: boolean;
  /** The fork whose fields the update has: that of the attested block, unless a later one is given. */
  readonly objectFork?: LightClientFork;
}

/** A second chain that shares the blocks before a slot. */
export interface ForkOptions {
  readonly name: string;
  /** The first slot whose block differs. */
  readonly since: bigint;
  /** Whether committees of later periods than that slot's differ, too. */
  readonly committees?: boolean;
}

export interface BeaconChain {
  readonly config: BeaconConfig;
  periodOf(slot: bigint): bigint;
  /** First slot of a period. */
  startOf(period: bigint): bigint;
  committeeOf(period: bigint): CommitteeOfSigners;
  blockAt(slot: bigint, finalizedSlot?: bigint): FakeBeaconBlock;
  /** The block's header with the fields of its fork or of a later one. */
  headerAt(slot: bigint, objectFork?: LightClientFork): LightClientHeader;
  bootstrapAt(slot: bigint): LightClientBootstrap;
  updateAt(options: UpdateOptions): LightClientUpdate;
  finalityUpdateAt(options: UpdateOptions): LightClientFinalityUpdate;
  optimisticUpdateAt(options: UpdateOptions): LightClientOptimisticUpdate;
  /** What a committee signs over any header, also one that is not of this chain. */
  sign(attested: BeaconBlockHeader, signatureSlot: bigint, options?: SignOptions): SyncAggregate;
  fork(options: ForkOptions): BeaconChain;
}

/** Everything is made when it is asked for, and kept. */
export function buildBeaconChain(options: BeaconChainOptions = {}): BeaconChain {
  return chainOf(options, []);
}

function chainOf(options: BeaconChainOptions, forks: readonly ForkOptions[]): BeaconChain {
  const { config = createBeaconConfig(), name = 'beacon' } = options;
  const periodOf = (slot: bigint): bigint => computeSyncCommitteePeriodAtSlot(config, slot);
  const startOf = (period: bigint): bigint => period * config.epochsPerSyncCommitteePeriod * config.slotsPerEpoch;
  const finalizedSlotOf = options.finalizedSlotOf ?? ((slot: bigint) => secondLastEpoch(config, slot));

  const committees = new Map<string, CommitteeOfSigners>();
  /** As a block of this slot knows it; a committee that is not in office yet may be another one on another branch. */
  const committeeSeenAt = (slot: bigint, period: bigint): CommitteeOfSigners => {
    const branch = forks.filter(
      (fork) => fork.committees === true && slot >= fork.since && period > periodOf(fork.since),
    );
    const prefix = [name, ...branch.map((fork) => fork.name), `period ${period} member `].join(' ');
    const build = (): CommitteeOfSigners => {
      const given = branch.length === 0 ? options.committeeOf?.(period) : undefined;
      const built = given ?? buildSyncCommittee(createBlsSigners(config.syncCommitteeSize, prefix));
      const { committee, signers } = options.changeCommittee?.(period, built) ?? built;
      return { ...committee, signers, committee };
    };
    const committee = committees.get(prefix) ?? build();
    committees.set(prefix, committee);
    return committee;
  };
  const committeeOf = (period: bigint): CommitteeOfSigners => committeeSeenAt(startOf(period), period);

  const blocks = new Map<string, FakeBeaconBlock>();
  const blockAt = (slot: bigint, finalizedSlot = finalizedSlotOf(slot)): FakeBeaconBlock => {
    const key = `${slot} ${finalizedSlot}`;
    const block = blocks.get(key) ?? buildBlock(slot, finalizedSlot);
    blocks.set(key, block);
    return block;
  };
  const buildBlock = (slot: bigint, finalizedSlot: bigint): FakeBeaconBlock => {
    const salt = [name, ...forks.filter(({ since }) => slot >= since).map((fork) => fork.name)].join(' ');
    const fork = forkAtSlot(config, slot);
    const row = FORK_TABLE[fork];
    const period = periodOf(slot);
    const state = buildSparseTree(
      new Map([
        [row.finalizedRootGindex, finalizedSlot === 0n ? new Uint8Array(32) : blockAt(finalizedSlot).root],
        [row.currentSyncCommitteeGindex, hashCommittee(committeeSeenAt(slot, period).committee)],
        [row.nextSyncCommitteeGindex, hashCommittee(committeeSeenAt(slot, period + 1n).committee)],
      ]),
      `${salt} state ${slot}`,
    );
    const execution = buildExecution({ config, fork, slot, salt, change: options.payloadOf?.(slot) ?? {} });
    const beacon: BeaconBlockHeader = {
      slot,
      proposerIndex: slot % 64n,
      parentRoot: sha256(`${salt} parent ${slot}`),
      stateRoot: state.root,
      bodyRoot: execution?.body.root ?? sha256(`${salt} body ${slot}`),
    };
    return { beacon, root: hashBeaconBlockHeader(beacon), fork, finalizedSlot, state, execution };
  };

  const sign: BeaconChain['sign'] = (attested, signatureSlot, how = {}) => {
    const signers = how.signers ?? committeeOf(periodOf(signatureSlot)).signers;
    const { participants = signers.length } = how;
    const isIn = typeof participants === 'number' ? (index: number) => index < participants : participants;
    const root = computeSyncCommitteeSigningRoot(how.config ?? config, attested, signatureSlot);
    return {
      syncCommitteeBits: bitsOf(signers.length, isIn),
      syncCommitteeSignature: signTogether(
        signers.filter((_, index) => isIn(index)),
        root,
      ),
    };
  };

  const headerAt: BeaconChain['headerAt'] = (slot, objectFork) => headerFor(blockAt(slot), objectFork);

  const updateAt = (update: UpdateOptions): LightClientUpdate => {
    const { attestedSlot, signatureSlot = attestedSlot + 1n, finalizedSlot, nextCommittee = true } = update;
    const block = blockAt(attestedSlot, finalizedSlot ?? finalizedSlotOf(attestedSlot));
    const own = FORK_TABLE[block.fork];
    const objectFork = update.objectFork ?? block.fork;
    const row = FORK_TABLE[objectFork];
    const branch = (gindex: number, place: number) =>
      normalizeMerkleBranch(block.state.branch(gindex), gindexDepth(place));
    const finality = {
      header: block.finalizedSlot === 0n ? emptyHeader(row) : headerFor(blockAt(block.finalizedSlot), objectFork),
      branch: branch(own.finalizedRootGindex, row.finalizedRootGindex),
    };
    const nextSyncCommittee = {
      committee: committeeSeenAt(attestedSlot, periodOf(attestedSlot) + 1n).committee,
      branch: branch(own.nextSyncCommitteeGindex, row.nextSyncCommitteeGindex),
    };
    return {
      attestedHeader: headerFor(block, objectFork),
      ...(nextCommittee && { nextSyncCommittee }),
      ...(finalizedSlot !== null && { finality }),
      syncAggregate: sign(block.beacon, signatureSlot, update),
      signatureSlot,
    };
  };

  return {
    config,
    periodOf,
    startOf,
    committeeOf,
    blockAt,
    headerAt,
    bootstrapAt(slot) {
      const { state, fork } = blockAt(slot);
      return {
        header: headerAt(slot),
        currentSyncCommittee: committeeSeenAt(slot, periodOf(slot)).committee,
        currentSyncCommitteeBranch: state.branch(FORK_TABLE[fork].currentSyncCommitteeGindex),
      };
    },
    updateAt,
    finalityUpdateAt: (update) => updateAt({ ...update, nextCommittee: false }),
    optimisticUpdateAt: (update) => updateAt({ ...update, nextCommittee: false, finalizedSlot: null }),
    sign,
    fork: (fork) => chainOf(options, [...forks, fork]),
  };
}

function secondLastEpoch(config: BeaconConfig, slot: bigint): bigint {
  const epoch = computeEpochAtSlot(config, slot);
  return epoch < 2n ? 0n : (epoch - 2n) * config.slotsPerEpoch;
}
