/** An update that contradicts what is known: as well proven, it is a conflict; otherwise its endpoint is wrong. @module */
import { equalBytes, toHex } from '../../codec/index.ts';
import {
  type CommitteeRecord,
  detectMisbehaviour,
  type LightClientFinalityUpdate,
  type LightClientUpdate,
  type SyncCommittee,
  type UpdateOfPeriodVerdict,
} from '../../ethereum/index.ts';
import { currentSlot, type FollowContext } from './context.ts';
import { BeaconFollowError } from './follow-error.ts';
import { finalizedAt } from './follower-state.ts';
import { BeaconError, type BeaconFaultCode, type BeaconProvider } from './provider.ts';

interface Rival {
  /** What proved the one that we know; `undefined`: nothing but the checkpoint. */
  readonly known: LightClientUpdate | undefined;
  /** For people. */
  readonly want: string;
  readonly got: string;
}

/**
 * Does nothing when the update contradicts nothing.
 * @throws {BeaconFollowError} `conflict` with evidence; `trust-conflict` when only the update is proven. @throws {BeaconError}
 */
export function refuseRival(context: FollowContext, source: BeaconProvider, update: LightClientUpdate): void {
  const rival = findRival(context, update);
  if (rival === undefined) return;
  const { known, want, got } = rival;
  const { state, judge } = context;
  const committees: CommitteeRecord = new Map(state.committees.map(({ period, committee }) => [period, committee]));
  const inTime = { ...judge.context, currentSlot: currentSlot(context) };
  const { first, second, misbehaviour } = detectMisbehaviour(known ?? update, update, committees, inTime);
  if (second.status !== 'valid') throw refusal(source, second);
  const verdicts = [
    { provider: 'our own store', outcome: 'conflict', detail: want },
    { provider: source.id, outcome: 'conflict', detail: got },
  ];
  if (known !== undefined && misbehaviour !== undefined) {
    const message = 'two histories, both signed by two thirds of a sync committee';
    throw new BeaconFollowError({
      code: 'conflict',
      message,
      verdicts,
      evidence: { misbehaviour, known, rival: update },
    });
  }
  if (known !== undefined && first.status === 'valid') {
    // Committees of a branch that was never finalized may honestly be others.
    const wanted = 'a next committee under a block that is finalized in its own period';
    throw new BeaconError(source.id, { code: 'not-final', want: wanted, got: 'one that is only attested' });
  }
  const message = `want ${want}, which was believed without a proof that is still kept, but ${source.id} proves ${got}`;
  throw new BeaconFollowError({ code: 'trust-conflict', message, verdicts });
}

function refusal({ id }: BeaconProvider, verdict: Exclude<UpdateOfPeriodVerdict, { status: 'valid' }>): BeaconError {
  if (verdict.status === 'not-enough-trust') {
    const want = `two thirds of ${verdict.total} signers`;
    return new BeaconError(id, { code: 'not-enough-signers', want, got: `${verdict.signed}` });
  }
  const { code, want, got } = verdict.reason;
  return new BeaconError(id, { code: BENIGN.get(code) ?? 'invalid-update', want: `${code}: ${want}`, got });
}

/** What says nothing bad about an endpoint. */
const BENIGN: ReadonlyMap<string, BeaconFaultCode> = new Map([
  ['committee-not-known', 'lagging'],
  ['signature-slot-in-future', 'from-future'],
]);

function findRival(context: FollowContext, update: LightClientUpdate): Rival | undefined {
  return findOtherHeader(context, update) ?? findOtherCommittee(context, update);
}

function findOtherHeader({ judge, state }: FollowContext, { finality }: LightClientUpdate): Rival | undefined {
  if (finality === undefined) return undefined;
  const { slot } = finality.header.beacon;
  const known: LightClientFinalityUpdate | undefined = finalizedAt(state, slot);
  const { finalizedHeader } = state.store;
  const ours = known?.finality?.header ?? (finalizedHeader.beacon.slot === slot ? finalizedHeader : undefined);
  if (ours === undefined) return undefined;
  const [want, got] = [judge.rootOf(ours), judge.rootOf(finality.header)];
  if (equalBytes(want, got)) return undefined;
  const name = (root: Uint8Array) => `the finalized block ${toHex(root)} at slot ${slot}`;
  return { known, want: name(want), got: name(got) };
}

function findOtherCommittee({ judge, state }: FollowContext, update: LightClientUpdate): Rival | undefined {
  const { nextSyncCommittee: next, attestedHeader } = update;
  if (next === undefined) return undefined;
  const period = judge.periodAt(attestedHeader.beacon.slot) + 1n;
  const ours = state.committees.find((each) => each.period === period);
  if (ours === undefined || isSameCommittee(ours.committee, next.committee)) return undefined;
  const name = ({ aggregatePubkey }: SyncCommittee) =>
    `the committee of period ${period} whose keys sum up to ${toHex(aggregatePubkey)}`;
  return { known: ours.provenBy, want: name(ours.committee), got: name(next.committee) };
}

function isSameCommittee(a: SyncCommittee, b: SyncCommittee): boolean {
  if (a.pubkeys.length !== b.pubkeys.length || !equalBytes(a.aggregatePubkey, b.aggregatePubkey)) return false;
  return a.pubkeys.every((key, index) => equalBytes(key, b.pubkeys[index] ?? key.subarray(1)));
}
