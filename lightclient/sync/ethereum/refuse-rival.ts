/** An update that contradicts what is known: as well proven, it is a conflict; otherwise its endpoint is wrong. @module */
import { equalBytes, toHex } from '../../codec/index.ts';
import type { LightClientFinalityUpdate, LightClientUpdate, SyncCommittee } from '../../ethereum/index.ts';
import { currentSlot, type FollowContext } from './context.ts';
import type { BeaconEvidence } from './evidence.ts';
import { BeaconFollowError } from './follow-error.ts';
import { committeeOf, finalizedAt } from './follower-state.ts';
import { BeaconError, type BeaconProvider } from './provider.ts';

interface Rival {
  readonly kind: BeaconEvidence['kind'];
  /** What proved the one that we know; `undefined`: nothing but the checkpoint, or a forced update. */
  readonly known: LightClientUpdate | undefined;
  /** For people. */
  readonly want: string;
  readonly got: string;
}

/**
 * Does nothing when the update contradicts nothing.
 * @throws {BeaconFollowError} `conflict` with evidence. @throws {BeaconError}
 */
export function refuseRival(context: FollowContext, source: BeaconProvider, update: LightClientUpdate): void {
  const rival = findRival(context, update);
  if (rival === undefined) return;
  const { kind, known, want, got } = rival;
  requireProven(context, source, update, kind);
  if (known === undefined || !isFinal(context, known, kind)) {
    throw new BeaconFollowError({
      code: 'trust-conflict',
      message: `want ${want}, which was believed without proof, but ${source.id} proves ${got}`,
      verdicts: [{ provider: source.id, outcome: 'conflict', detail: got }],
    });
  }
  throw new BeaconFollowError({
    code: 'conflict',
    message: 'two histories, both signed by two thirds of a sync committee',
    verdicts: [
      { provider: 'our own store', outcome: 'conflict', detail: want },
      { provider: source.id, outcome: 'conflict', detail: got },
    ],
    evidence: { kind, known, rival: update },
  });
}

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
  return { kind: 'finalized-header', known, want: name(want), got: name(got) };
}

function findOtherCommittee({ judge, state }: FollowContext, update: LightClientUpdate): Rival | undefined {
  const { nextSyncCommittee: next, attestedHeader } = update;
  if (next === undefined) return undefined;
  const period = judge.periodAt(attestedHeader.beacon.slot) + 1n;
  const ours = state.committees.find((each) => each.period === period);
  if (ours === undefined || isSameCommittee(ours.committee, next.committee)) return undefined;
  const name = ({ aggregatePubkey }: SyncCommittee) =>
    `the committee of period ${period} whose keys sum up to ${toHex(aggregatePubkey)}`;
  return { kind: 'next-sync-committee', known: ours.provenBy, want: name(ours.committee), got: name(next.committee) };
}

function isSameCommittee(a: SyncCommittee, b: SyncCommittee): boolean {
  if (a.pubkeys.length !== b.pubkeys.length || !equalBytes(a.aggregatePubkey, b.aggregatePubkey)) return false;
  return a.pubkeys.every((key, index) => equalBytes(key, b.pubkeys[index] ?? key.subarray(1)));
}

/** @throws {BeaconError} unless two thirds of the committee signed it, and it is final. */
function requireProven(
  context: FollowContext,
  { id }: BeaconProvider,
  update: LightClientUpdate,
  kind: BeaconEvidence['kind'],
): void {
  const { judge, state } = context;
  const period = judge.periodAt(update.signatureSlot);
  const committee = committeeOf(state, period);
  if (committee === undefined) {
    const want = 'an update that a committee signed which is still kept';
    throw new BeaconError(id, { code: 'lagging', want, got: `one of period ${period}` });
  }
  const verdict = judge.alone(update, committee, currentSlot(context));
  if (verdict.status === 'invalid') {
    const { code, want, got } = verdict.reason;
    throw new BeaconError(id, { code: 'invalid-update', want: `${code}: ${want}`, got });
  }
  const { participants, committeeSize } = judge.countSigners(update);
  if (3 * participants < 2 * committeeSize) {
    const want = `two thirds of ${committeeSize} signers`;
    throw new BeaconError(id, { code: 'not-enough-signers', want, got: `${participants}` });
  }
  if (!isFinal(context, update, kind)) {
    // Committees of a branch that was never finalized may honestly be others.
    const want = 'a next committee under a block that is finalized in its own period';
    throw new BeaconError(id, { code: 'not-final', want, got: 'one that is only attested' });
  }
}

function isFinal({ judge }: FollowContext, update: LightClientUpdate, kind: BeaconEvidence['kind']): boolean {
  const { finality, attestedHeader } = update;
  if (finality === undefined) return false;
  const periodOf = (slot: bigint) => judge.periodAt(slot);
  return kind === 'finalized-header' || periodOf(finality.header.beacon.slot) === periodOf(attestedHeader.beacon.slot);
}
