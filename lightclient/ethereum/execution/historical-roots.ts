/**
 * Roots of beacon blocks long past, from the state of a proven one: `block_roots` for the last 8192 slots, and
 * `historical_summaries` back to Capella. Spec: consensus-specs `specs/capella/beacon-chain.md`, "Historical batches";
 * `specs/gloas/beacon-chain.md`, "BeaconState".
 * @module
 */
import type { Sha256 } from '../../proofs/ics23/hash.ts';
import { concatGindices, verifyMerkleBranch } from '../../proofs/ssz/merkle-branch.ts';
import { type BinaryVerdict, invalid } from '../../verdict.ts';
import type { BeaconConfig } from '../config.ts';
import { forkAtSlot } from '../fork-schedule.ts';
import { computeStartSlotAtEpoch } from '../slots.ts';
import type { BeaconBlockHeader, LightClientFork } from '../types.ts';
import type { ExecutionFaultCode } from './fault.ts';

/** That this was the newest block at a slot: one of an earlier slot where the slot itself was missed. */
export interface HistoricalRootClaim {
  readonly config: Pick<BeaconConfig, 'preset' | 'slotsPerEpoch' | 'forks'>;
  /** A proven block: its slot, and the root of the state after it. */
  readonly anchor: Pick<BeaconBlockHeader, 'slot' | 'stateRoot'>;
  readonly slot: bigint;
  readonly blockRoot: Uint8Array;
  /** From the block root's sibling up to the child of the state root. */
  readonly branch: readonly Uint8Array[];
  readonly sha256?: Sha256 | undefined;
}

/** Generalized indices in the state of a fork; before Capella there are no summaries. */
interface StateRow {
  readonly blockRoots: number;
  readonly historicalSummaries?: number;
}

const ALTAIR: StateRow = { blockRoots: 37 };
const CAPELLA: StateRow = { blockRoots: 37, historicalSummaries: 59 };
/** The state has more than 32 fields. */
const ELECTRA: StateRow = { blockRoots: 69, historicalSummaries: 91 };
/** The state is a progressive container. */
const GLOAS: StateRow = { blockRoots: 352, historicalSummaries: 2950 };

const STATE_TABLE: Readonly<Record<LightClientFork, StateRow>> = {
  altair: ALTAIR,
  bellatrix: ALTAIR,
  capella: CAPELLA,
  deneb: CAPELLA,
  electra: ELECTRA,
  fulu: ELECTRA,
  gloas: GLOAS,
};

/** `SLOTS_PER_HISTORICAL_ROOT` of the presets. */
const SLOTS_PER_ROOT = { mainnet: 8192, minimal: 64 } as const;
/** `HISTORICAL_ROOTS_LIMIT`. */
const SUMMARIES_LIMIT = 2 ** 24;
/** A list's content is the left child of its root, its length the right one. */
const LIST_CONTENT = 2;
/** `block_summary_root` is the first of a summary's two fields. */
const BLOCK_SUMMARY = 2;

type HistoryVerdict = BinaryVerdict<ExecutionFaultCode>;

/** Whether a block root is in `block_roots` of the anchor's state: for slots before the anchor's, and at most 8192 of them. */
export function verifyRecentBlockRoot(claim: HistoricalRootClaim): HistoryVerdict {
  const { config, anchor, slot } = claim;
  const window = BigInt(SLOTS_PER_ROOT[config.preset]);
  if (slot < 0n || slot >= anchor.slot || slot + window < anchor.slot) {
    return invalid('outside-window', `a slot of the ${window} before ${anchor.slot}`, `${slot}`);
  }
  const { blockRoots } = STATE_TABLE[forkAtSlot(config, anchor.slot)];
  return verifyBranch(claim, concatGindices(blockRoots, indexInRoots(config, slot)));
}

/**
 * Whether a block root is in `historical_summaries` of the anchor's state: for slots of the period that Capella began in and
 * later, once their period of 8192 slots is over.
 */
export function verifyHistoricalBlockRoot(claim: HistoricalRootClaim): HistoryVerdict {
  const { config, anchor, slot } = claim;
  const window = BigInt(SLOTS_PER_ROOT[config.preset]);
  const { historicalSummaries } = STATE_TABLE[forkAtSlot(config, anchor.slot)];
  const capella = config.forks.find(({ name }) => name === 'capella');
  if (historicalSummaries === undefined || capella === undefined) {
    return invalid('outside-window', 'a state from Capella on', `one of slot ${anchor.slot}`);
  }
  const first = computeStartSlotAtEpoch(config, capella.epoch) / window;
  const period = slot / window;
  const end = anchor.slot / window;
  if (slot < 0n || period < first || period >= end) {
    return invalid('outside-window', `a slot from ${first * window} to before ${end * window}`, `${slot}`);
  }
  const index = Number(period - first);
  if (index >= SUMMARIES_LIMIT) return invalid('outside-window', `${SUMMARIES_LIMIT} summaries`, `${index}`);
  const summary = concatGindices(concatGindices(historicalSummaries, LIST_CONTENT), SUMMARIES_LIMIT + index);
  return verifyBranch(claim, concatGindices(concatGindices(summary, BLOCK_SUMMARY), indexInRoots(config, slot)));
}

/** The place of a slot in a vector of block roots, as a generalized index. */
function indexInRoots({ preset }: Pick<BeaconConfig, 'preset'>, slot: bigint): number {
  const count = SLOTS_PER_ROOT[preset];
  return count + Number(slot % BigInt(count));
}

function verifyBranch({ anchor, blockRoot, branch, sha256 }: HistoricalRootClaim, gindex: number): HistoryVerdict {
  const verdict = verifyMerkleBranch({ leaf: blockRoot, branch, gindex, root: anchor.stateRoot }, sha256);
  if (verdict.status === 'valid') return verdict;
  const { code, want, got } = verdict.reason;
  return invalid('history-branch-mismatch', `${code}: ${want}`, got);
}
