/** The newest finality of every endpoint, and the optimistic head of one. @module */
import type { LightClientFinalityUpdate } from '../../ethereum/index.ts';
import { type Signal, throwIfAborted } from '../signal.ts';
import { applyUpdate } from './apply-update.ts';
import { compareSlots } from './compare-slots.ts';
import type { FollowContext } from './context.ts';
import { BeaconError, type BeaconProvider } from './provider.ts';

/** An endpoint may be this far behind without being left alone for a while: another one has just been quicker. */
const USUAL_LAG_EPOCHS = 2n;

interface Answer {
  readonly source: BeaconProvider;
  readonly update: LightClientFinalityUpdate;
}

/**
 * Every endpoint is asked, and what it gives is verified, oldest first: so none can hide what another one knows, and
 * headers come in order. @throws {BeaconFollowError} `conflict`
 */
export async function askFinality(context: FollowContext, signal?: Signal): Promise<void> {
  const { pool, now } = context;
  const sources = pool.ready(now());
  const settled = await Promise.all(sources.map((source) => askOne(context, source, signal)));
  throwIfAborted(signal);
  const slotOf = ({ update }: Answer) => update.finality?.header.beacon.slot ?? 0n;
  const answers = settled.filter((answer) => answer !== undefined);
  const fit: Answer[] = [];
  for (const answer of answers.toSorted((a, b) => compareSlots(slotOf(a), slotOf(b)))) {
    if (await isFit(context, answer)) fit.push(answer);
  }
  for (const answer of fit) leaveLaggard(context, answer);
}

/** Whether what it gave is right, or at least nothing but old. */
async function isFit(context: FollowContext, { source, update }: Answer): Promise<boolean> {
  const { pool, now } = context;
  try {
    await applyUpdate(context, source, update);
    pool.confirm(source);
    return true;
  } catch (error) {
    if (!(error instanceof BeaconError)) throw error;
    const isOld = error.fault.code === 'lagging';
    if (isOld) pool.note(source, error);
    else pool.fail(source, error, now());
    return isOld;
  }
}

/** What it gave may be right and yet old, now that everybody was heard. */
function leaveLaggard({ pool, now, state, config }: FollowContext, { source, update }: Answer): void {
  const newest = state.store.finalizedHeader.beacon.slot;
  const slot = update.finality?.header.beacon.slot ?? 0n;
  if (slot + USUAL_LAG_EPOCHS * config.slotsPerEpoch >= newest) return;
  const want = `a finalized header at slot ${newest}, or not far before`;
  pool.fail(source, new BeaconError(source.id, { code: 'lagging', want, got: `slot ${slot}` }), now());
}

async function askOne(
  { pool, now }: FollowContext,
  source: BeaconProvider,
  signal?: Signal,
): Promise<Answer | undefined> {
  try {
    return { source, update: await source.finalityUpdate(signal) };
  } catch (error) {
    if (!(error instanceof BeaconError)) throw error;
    pool.fail(source, error, now());
    return undefined;
  }
}

/** The optimistic head of the first endpoint whose update verifies. It is no reason to rest for those whose does not. */
export async function askOptimistic(context: FollowContext, signal?: Signal): Promise<void> {
  const { pool, now } = context;
  for (const source of pool.ready(now())) {
    throwIfAborted(signal);
    try {
      const before = context.state.store.optimisticHeader.beacon.slot;
      await applyOptimistic(context, source, signal);
      if (context.state.store.optimisticHeader.beacon.slot > before) return;
    } catch (error) {
      if (!(error instanceof BeaconError)) throw error;
      pool.note(source, error);
    }
  }
}

async function applyOptimistic(context: FollowContext, source: BeaconProvider, signal?: Signal): Promise<void> {
  const update = await source.optimisticUpdate(signal);
  try {
    await applyUpdate(context, source, update);
  } catch (error) {
    // It is not final by nature; the store has taken what it could.
    if (!(error instanceof BeaconError) || error.fault.code !== 'not-final') throw error;
  }
}
