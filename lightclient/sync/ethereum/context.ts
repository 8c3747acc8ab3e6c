/** What the parts of one follower share. @module */
import type { LightClientHeader, LightClientUpdate } from '../../ethereum/index.ts';
import type { EndpointPool } from './endpoint-pool.ts';
import { BeaconFollowError, type BeaconVerdict } from './follow-error.ts';
import type { FollowerState } from './follower-state.ts';
import type { BeaconJudge } from './judge.ts';
import type { BeaconFollowerOptions, FollowerSettings } from './options.ts';
import type { BeaconProvider } from './provider.ts';
import { encodeFollowerState } from './stored-state.ts';

/** A finalized header that was verified, and who gave it with how many signatures. */
export interface FinalizedStep {
  readonly header: LightClientHeader;
  /** Root of the beacon block. */
  readonly root: Uint8Array;
  /** Members of the committee that signed, and how many there are. */
  readonly participants: number;
  readonly committeeSize: number;
  readonly signatureSlot: bigint;
  /** Id of the endpoint that gave it first; `store` when it was verified before a restart. */
  readonly source: string;
}

export function toStep(
  judge: BeaconJudge,
  header: LightClientHeader,
  proof: LightClientUpdate,
  source: string,
): FinalizedStep {
  const { signatureSlot } = proof;
  return { header, root: judge.rootOf(header), ...judge.countSigners(proof), signatureSlot, source };
}

export interface FollowContext extends Pick<BeaconFollowerOptions, 'config' | 'store' | 'now'> {
  readonly settings: FollowerSettings;
  readonly pool: EndpointPool;
  readonly judge: BeaconJudge;
  /** Endpoints that serve our network, as they say. */
  readonly identified: Set<BeaconProvider>;
  /** Verified headers that nobody has been told of. */
  readonly pending: FinalizedStep[];
  state: FollowerState;
  /** Why it goes on no more. */
  stopped?: BeaconFollowError;
  /** The slot of the finalized header at which the next committee was asked for last. */
  askedForCommitteeAt?: bigint;
  /** Id of the endpoint that proved the newest committee. */
  committeeFrom?: string;
  /** Period of the committee that the other endpoints were asked for last. */
  checkedCommitteeOf?: bigint;
}

/** Slot that our clock has reached, with the drift that is allowed. */
export function currentSlot({ now, judge, settings }: FollowContext): bigint {
  return judge.slotAt(now() + settings.maxClockDrift);
}

/** Takes the place of the state, in the store first: what is told further is never lost. */
export async function keepState(context: FollowContext, state: FollowerState): Promise<void> {
  await context.store.save(encodeFollowerState(state, context.config));
  context.state = state;
}

/**
 * Whoever was a validator too long ago may sign another history without a loss.
 * @throws {BeaconFollowError} `checkpoint-expired` when the header is too old to be believed from.
 */
export function requireFresh({ judge, now, settings }: FollowContext, header: LightClientHeader, what: string): void {
  const { slot } = header.beacon;
  const age = now() - judge.timeOf(slot);
  if (age <= settings.maxCheckpointAge) return;
  const hours = (ns: bigint) => `${ns / 3_600_000_000_000n} h`;
  const message = `${what} at slot ${slot} is ${hours(age)} old, want at most ${hours(settings.maxCheckpointAge)}: give a newer checkpoint`;
  throw new BeaconFollowError({ code: 'checkpoint-expired', message });
}

/** @throws {BeaconFollowError} `trust-conflict` when the header is of a slot that has not begun, `checkpoint-expired`. */
export function requireUsable(context: FollowContext, header: LightClientHeader, what: string): void {
  const { slot } = header.beacon;
  const now = currentSlot(context);
  if (slot > now) {
    const message = `${what} is of slot ${slot}, but it is slot ${now} by our clock`;
    throw new BeaconFollowError({ code: 'trust-conflict', message });
  }
  requireFresh(context, header, what);
}

/** The last answer of each endpoint. */
export function verdictsOf({ pool }: Pick<FollowContext, 'pool'>): readonly BeaconVerdict[] {
  return pool.status().map(({ id, outcome, detail }) => ({ provider: id, outcome, detail }));
}
