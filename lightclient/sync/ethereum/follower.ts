/** Follows a beacon chain from a checkpoint, through endpoints that nobody trusts. @module */
import type { BeaconConfig, LightClientHeader, SyncCommittee } from '../../ethereum/index.ts';
import { createSerial } from '../serial.ts';
import type { Signal } from '../signal.ts';
import { askFinality, askOptimistic } from './ask-finality.ts';
import { catchUp, crossCheckCommittee } from './catch-up.ts';
import { checkNetworks } from './check-network.ts';
import {
  type FinalizedStep,
  type FollowContext,
  keepState,
  requireFresh,
  requireUsable,
  toStep,
  verdictsOf,
} from './context.ts';
import { createEndpointPool, type EndpointStatus } from './endpoint-pool.ts';
import { bootstrapFrom, isNewStart, loadState } from './establish-state.ts';
import { BeaconFollowError } from './follow-error.ts';
import { committeeOf, type FollowerState, takeStep } from './follower-state.ts';
import { type BeaconJudge, createBeaconJudge } from './judge.ts';
import { type BeaconFollowerOptions, toFollowerSettings } from './options.ts';
import type { BeaconProvider } from './provider.ts';

/** Safe to use from several places at once: rounds run one after the other. */
export interface BeaconFollower {
  readonly config: BeaconConfig;
  /**
   * One round: catches up and asks every endpoint that may be asked for its finality. Gives the finalized headers that it
   * verified, in the order of the chain, each of them once; none when nothing is new. After a restart those come again that
   * were not acknowledged.
   * @throws {BeaconFollowError} `unavailable` or `invalid-update` when no endpoint was right; `conflict` for good.
   */
  advance(signal?: Signal): Promise<readonly FinalizedStep[]>;
  /** Notes in the store that a header was told, and all before it. */
  acknowledge(step: FinalizedStep): Promise<void>;
  /** What is trusted now; asks nobody. */
  state(): FollowerState;
  /** The sync committee of a period, while it is kept: what a proof of that period is judged by. */
  committee(period: bigint): SyncCommittee | undefined;
  endpoints(): readonly EndpointStatus[];
  /**
   * Takes the best update that was seen, though it is not final, when nothing was finalized for a whole period. Whoever calls
   * this accepts that a minority may have made it. Undefined when there is none, or it is too early.
   * Spec: `process_light_client_store_force_update`.
   */
  forceUpdate(): Promise<LightClientHeader | undefined>;
}

/**
 * Resumes from the store, or starts from the checkpoint.
 * @throws {RangeError} for an option that makes no sense.
 * @throws {BeaconFollowError} `store-corrupt`, `trust-conflict`, `checkpoint-expired`, `unavailable`, `invalid-update`.
 */
export async function createBeaconFollower(options: BeaconFollowerOptions, signal?: Signal): Promise<BeaconFollower> {
  const context = await createContext(options, signal);
  const serially = createSerial();
  return {
    config: context.config,
    advance: (interrupt) => serially(() => advance(context, interrupt)),
    acknowledge: ({ header }) => serially(() => acknowledge(context, header.beacon.slot)),
    state: () => context.state,
    committee: (period) => committeeOf(context.state, period),
    endpoints: () => context.pool.status(),
    forceUpdate: () => serially(() => forceUpdate(context)),
  };
}

async function createContext(options: BeaconFollowerOptions, signal?: Signal): Promise<FollowContext> {
  const settings = toFollowerSettings(options);
  const { config, store, now, providers, onAside, checkpointRoot } = options;
  const judge = createBeaconJudge(options);
  const restNs = config.slotDurationMs * 1_000_000n;
  const pool = createEndpointPool({ providers, restNs, onAside });
  const pending: FinalizedStep[] = [];
  const shared = { config, store, now, settings, judge, pool, pending, identified: new Set<BeaconProvider>() };
  const stored = await loadState(options);
  const age = (state: FollowerState) => now() - judge.timeOf(state.store.finalizedHeader.beacon.slot);
  const isExpired = (state: FollowerState) => age(state) > settings.maxCheckpointAge;
  if (!isNewStart(stored, checkpointRoot, { judge, isExpired }) && stored !== undefined) {
    const context = { ...shared, state: stored };
    requireUsable(context, stored.store.finalizedHeader, 'what is stored');
    context.pending.push(...untold(stored, judge));
    return context;
  }
  if (checkpointRoot === undefined) throw new Error('unreachable: a new start has a checkpoint');
  await checkNetworks(shared, signal);
  return { ...shared, state: await bootstrapFrom(shared, checkpointRoot, signal) };
}

/** What was verified before a restart, and not told any more. */
function untold({ finalized, toldSlot }: FollowerState, judge: BeaconJudge): readonly FinalizedStep[] {
  return finalized.flatMap((proof) => {
    const header = proof.finality?.header;
    return header === undefined || header.beacon.slot <= toldSlot ? [] : [toStep(judge, header, proof, 'store')];
  });
}

async function acknowledge(context: FollowContext, slot: bigint): Promise<void> {
  const { state } = context;
  if (slot > state.toldSlot) await keepState(context, { ...state, toldSlot: slot });
}

async function advance(context: FollowContext, signal?: Signal): Promise<readonly FinalizedStep[]> {
  if (context.stopped === undefined) {
    try {
      await round(context, signal);
    } catch (error) {
      if (!(error instanceof BeaconFollowError)) throw error;
      if (FOR_GOOD.has(error.code)) context.stopped = error;
      // What was verified before is told first.
      if (context.pending.length === 0) throw error;
    }
  }
  const steps = context.pending.splice(0);
  if (steps.length === 0 && context.stopped !== undefined) throw context.stopped;
  return steps;
}

/** Only a person can tell which history is right. */
const FOR_GOOD: ReadonlySet<string> = new Set(['conflict', 'trust-conflict']);

async function round(context: FollowContext, signal?: Signal): Promise<void> {
  const { pool } = context;
  requireFresh(context, context.state.store.finalizedHeader, 'what is trusted');
  await checkNetworks(context, signal);
  await catchUp(context, signal);
  await askFinality(context, signal);
  // The first finality of a period may bring the proof of the committee after it.
  await catchUp(context, signal);
  await crossCheckCommittee(context, signal);
  if (context.settings.optimistic) await askOptimistic(context, signal);
  if (pool.settle()) return;
  const verdicts = verdictsOf(context);
  const isWrong = verdicts.some(({ outcome }) => outcome === 'invalid-update');
  const message = isWrong ? 'no endpoint gave an update that verifies' : 'no endpoint can help now';
  throw new BeaconFollowError({ code: isWrong ? 'invalid-update' : 'unavailable', message, verdicts });
}

async function forceUpdate(context: FollowContext): Promise<LightClientHeader | undefined> {
  const { judge, state, settings, now } = context;
  const update = state.store.bestValidUpdate;
  const store = judge.force(state.store, judge.slotAt(now()));
  const header = store.finalizedHeader;
  if (update === undefined || header.beacon.slot === state.store.finalizedHeader.beacon.slot) return undefined;
  const period = judge.periodAt(header.beacon.slot);
  const limits = { committees: settings.keepCommittees, headers: settings.keepHeaders };
  const next = takeStep(state, { store, update, period }, limits);
  // Whoever forces it is told by that.
  await keepState(context, { ...next, toldSlot: header.beacon.slot });
  return header;
}
