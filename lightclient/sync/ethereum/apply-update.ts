/** One update of one endpoint: verified, and then a step of the follower, or a fault of the endpoint. @module */
import { equalBytes, toHex } from '../../codec/index.ts';
import type { LightClientStore, LightClientUpdate } from '../../ethereum/index.ts';
import { currentSlot, type FollowContext, keepState, toStep } from './context.ts';
import { takeStep } from './follower-state.ts';
import { BeaconError, type BeaconProvider } from './provider.ts';
import { refuseRival } from './refuse-rival.ts';

/** `moved`: a newer finalized header or the next committee. `known`: it says what we know. */
export type StepOutcome = 'moved' | 'known';

/**
 * @throws {BeaconError} when the update is wrong or moves nothing. @throws {BeaconFollowError} `conflict` when it is as
 * well proven as what it contradicts.
 */
export async function applyUpdate(
  context: FollowContext,
  source: BeaconProvider,
  update: LightClientUpdate,
): Promise<StepOutcome> {
  refuseRival(context, source, update);
  requireJudgeable(context, source, update);
  const { judge, state } = context;
  const { verdict, store } = judge.process(state.store, update, currentSlot(context));
  if (verdict.status === 'invalid') {
    const { code, want, got } = verdict.reason;
    throw new BeaconError(source.id, { code: 'invalid-update', want: `${code}: ${want}`, got });
  }
  if (isStep(state.store, store)) {
    await step(context, source, store, update);
    return 'moved';
  }
  // No step, and so not worth a write: the best update for a forced one is given again, the optimistic head grows old.
  context.state = { ...state, store };
  requireStrong(context, source, update);
  return 'known';
}

/** What cannot be judged now, through nobody's fault, and what is older than what we know. */
function requireJudgeable(
  { judge, state, ...rest }: FollowContext,
  source: BeaconProvider,
  update: LightClientUpdate,
): void {
  const slot = currentSlot({ judge, state, ...rest });
  const { signatureSlot, attestedHeader, finality, nextSyncCommittee } = update;
  if (signatureSlot > slot) {
    throw new BeaconError(source.id, { code: 'from-future', want: `slot ${slot} or before`, got: `${signatureSlot}` });
  }
  const { store } = state;
  const trusted = store.finalizedHeader.beacon.slot;
  const period = judge.periodAt(trusted);
  const last = store.nextSyncCommittee === undefined ? period : period + 1n;
  const signed = judge.periodAt(signatureSlot);
  if (signed > last) {
    const want = `a signature of period ${last} or before, whose committee is known`;
    throw new BeaconError(source.id, { code: 'gap', want, got: `one of period ${signed}` });
  }
  const finalized = finality?.header.beacon.slot;
  const teaches =
    store.nextSyncCommittee === undefined &&
    nextSyncCommittee !== undefined &&
    judge.periodAt(attestedHeader.beacon.slot) === period;
  if (teaches || (attestedHeader.beacon.slot > trusted && (finalized ?? trusted) >= trusted)) return;
  const got = finalized === undefined ? 'none' : `slot ${finalized}`;
  throw new BeaconError(source.id, { code: 'lagging', want: `a finalized header at slot ${trusted} or later`, got });
}

function requireStrong({ judge, state }: FollowContext, { id }: BeaconProvider, update: LightClientUpdate): void {
  const { participants, committeeSize } = judge.countSigners(update);
  if (3 * participants < 2 * committeeSize) {
    const want = `two thirds of ${committeeSize} signers`;
    throw new BeaconError(id, { code: 'not-enough-signers', want, got: `${participants}` });
  }
  const finalized = update.finality?.header;
  if (finalized === undefined) {
    throw new BeaconError(id, { code: 'not-final', want: 'a finalized header', got: 'an update without one' });
  }
  const { finalizedHeader } = state.store;
  if (finalized.beacon.slot !== finalizedHeader.beacon.slot) return;
  const [want, got] = [judge.rootOf(finalizedHeader), judge.rootOf(finalized)];
  if (equalBytes(want, got)) return;
  throw new BeaconError(id, { code: 'invalid-update', want: `the trusted block ${toHex(want)}`, got: toHex(got) });
}

function isStep(before: LightClientStore, after: LightClientStore): boolean {
  const isNewer = after.finalizedHeader.beacon.slot > before.finalizedHeader.beacon.slot;
  return isNewer || (before.nextSyncCommittee === undefined && after.nextSyncCommittee !== undefined);
}

async function step(
  context: FollowContext,
  source: BeaconProvider,
  store: LightClientStore,
  update: LightClientUpdate,
): Promise<void> {
  const { judge, state, settings } = context;
  const before = state.store.finalizedHeader.beacon.slot;
  const period = judge.periodAt(store.finalizedHeader.beacon.slot);
  const limits = { committees: settings.keepCommittees, headers: settings.keepHeaders };
  await keepState(context, takeStep(state, { store, update, period }, limits));
  if (context.state.committees.at(-1) !== state.committees.at(-1)) context.committeeFrom = source.id;
  const header = store.finalizedHeader;
  if (header.beacon.slot === before) return;
  context.pending.push(toStep(judge, header, update, source.id));
}
