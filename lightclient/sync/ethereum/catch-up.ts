/** Period by period from what is trusted to now, by the best updates that endpoints hold of each. @module */
import type { LightClientUpdate } from '../../ethereum/index.ts';
import { type Signal, throwIfAborted } from '../signal.ts';
import { applyUpdate } from './apply-update.ts';
import { compareSlots } from './compare-slots.ts';
import { currentSlot, type FollowContext } from './context.ts';
import { BeaconError, type BeaconProvider, isBenign } from './provider.ts';
import { refuseRival } from './refuse-rival.ts';

/** No server gives more at once. Spec: `MAX_REQUEST_LIGHT_CLIENT_UPDATES`. */
const MAX_UPDATES = 128n;

interface Range {
  readonly start: bigint;
  readonly count: number;
  /** Nothing of the current period can be verified without it. */
  readonly isNeeded: boolean;
}

/**
 * Stops where no endpoint leads further: that is for the caller to judge, since the period that runs now may have no
 * finalized update yet.
 */
export async function catchUp(context: FollowContext, signal?: Signal): Promise<void> {
  for (;;) {
    const range = nextRange(context);
    if (range === undefined) return;
    if (!range.isNeeded && !isDue(context)) return;
    context.askedForCommitteeAt = context.state.store.finalizedHeader.beacon.slot;
    if (!(await askForRange(context, range, signal))) return;
  }
}

/** The periods whose updates are missing; undefined when the newest finality update can be verified, and the one after. */
function nextRange(context: FollowContext): Range | undefined {
  const { judge, state } = context;
  const trusted = judge.periodAt(state.store.finalizedHeader.beacon.slot);
  const now = judge.periodAt(currentSlot(context));
  const isNextKnown = state.store.nextSyncCommittee !== undefined;
  const start = isNextKnown ? trusted + 1n : trusted;
  if (isNextKnown ? start >= now : start > now) return undefined;
  const left = now - start + 1n;
  return { start, count: Number(left < MAX_UPDATES ? left : MAX_UPDATES), isNeeded: start < now };
}

/** The next committee of the running period is asked for once for each finalized header: only a new one can prove it. */
function isDue({ state, askedForCommitteeAt }: FollowContext): boolean {
  return askedForCommitteeAt !== state.store.finalizedHeader.beacon.slot;
}

/** Whether some endpoint led further. */
async function askForRange(context: FollowContext, range: Range, signal?: Signal): Promise<boolean> {
  const { pool, now } = context;
  for (const source of pool.ready(now())) {
    throwIfAborted(signal);
    const { moved, error } = await applyRange(context, source, range, signal);
    if (moved || error === undefined) pool.confirm(source);
    if (error !== undefined) blame(context, { source, error, isHarmless: isExpected(error, { ...range, moved }) });
    if (moved) return true;
  }
  return false;
}

interface Blame {
  readonly source: BeaconProvider;
  readonly error: BeaconError;
  readonly isHarmless: boolean;
}

function blame({ pool, now }: FollowContext, { source, error, isHarmless }: Blame): void {
  if (isHarmless) pool.note(source, error);
  else pool.fail(source, error, now());
}

/** One that led further may lack the rest; and at the beginning of a period nobody has an update of it that moves anything. */
function isExpected(error: BeaconError, { isNeeded, moved }: Range & { readonly moved: boolean }): boolean {
  return moved ? isBenign(error) : !isNeeded && EXPECTED.has(error.fault.code);
}

const EXPECTED: ReadonlySet<string> = new Set(['gap', 'not-found', 'not-final', 'not-enough-signers', 'lagging']);

interface RangeOutcome {
  readonly moved: boolean;
  /** Why it led no further, when it did not lead to the end. */
  readonly error?: BeaconError;
}

async function applyRange(
  context: FollowContext,
  source: BeaconProvider,
  range: Range,
  signal?: Signal,
): Promise<RangeOutcome> {
  let moved = false;
  let error: BeaconError | undefined;
  try {
    for (const update of await fetchRange(context, source, range, signal)) {
      throwIfAborted(signal);
      const thrown = await tryUpdate(context, source, update);
      if (thrown === 'moved') moved = true;
      else if (thrown instanceof BeaconError) error ??= thrown;
      // An endpoint that gives something wrong is heard no further. What was proven before stands.
      if (error !== undefined && !isBenign(error)) break;
    }
  } catch (thrown) {
    if (!(thrown instanceof BeaconError)) throw thrown;
    error = thrown;
  }
  return error === undefined ? { moved } : { moved, error };
}

async function tryUpdate(context: FollowContext, source: BeaconProvider, update: LightClientUpdate) {
  try {
    return await applyUpdate(context, source, update);
  } catch (error) {
    if (error instanceof BeaconError) return error;
    throw error;
  }
}

/** What the endpoint holds of the range, oldest first. What was not asked for is left out. */
async function fetchRange(
  { judge }: FollowContext,
  source: BeaconProvider,
  { start, count }: Range,
  signal?: Signal,
): Promise<readonly LightClientUpdate[]> {
  const updates = await source.updates(start, count, signal);
  const slotOf = ({ attestedHeader }: LightClientUpdate) => attestedHeader.beacon.slot;
  const periodOf = (update: LightClientUpdate) => judge.periodAt(slotOf(update));
  const asked = updates.filter((update) => periodOf(update) >= start && periodOf(update) < start + BigInt(count));
  const sorted = asked.toSorted((a, b) => compareSlots(slotOf(a), slotOf(b)));
  const [first] = sorted;
  if (first !== undefined && periodOf(first) === start) return sorted;
  const got = updates.length === 0 ? 'none' : `those of ${updates.map(periodOf).slice(0, 5).join(', ')}`;
  throw new BeaconError(source.id, { code: 'gap', want: `the update of period ${start}`, got });
}

/**
 * Asks the other endpoints for the committee that was learned last: two committees that are proven alike are a conflict.
 * @throws {BeaconFollowError} `conflict`
 */
export async function crossCheckCommittee(context: FollowContext, signal?: Signal): Promise<void> {
  const { pool, now, state } = context;
  const learned = state.committees.at(-1);
  if (learned?.provenBy === undefined || learned.period === context.checkedCommitteeOf) return;
  context.checkedCommitteeOf = learned.period;
  for (const source of pool.ready(now()).filter(({ id }) => id !== context.committeeFrom)) {
    throwIfAborted(signal);
    try {
      for (const update of await source.updates(learned.period - 1n, 1, signal)) refuseRival(context, source, update);
    } catch (error) {
      if (!(error instanceof BeaconError)) throw error;
      blame(context, { source, error, isHarmless: isBenign(error) });
    }
  }
}
