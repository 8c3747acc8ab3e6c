/**
 * Whether the client on chain takes a header, and what it then knows.
 * Rules: those of `contracts/cosmwasm/verifier`, which this mirrors check by check.
 * @module
 */
import { equalBytes } from '../../codec/index.ts';
import { firstFailure, invalid, VALID } from '../../verdict.ts';
import { periodAt } from './chain-time.ts';
import { checkNewCommittee, checkOrder, checkTrusted, checkUpdate, type Judged } from './check-update.ts';
import type { FinalizingUpdate, WasmHeader } from './client-message.ts';
import {
  describeSummary,
  findCommitteeFault,
  findSizeFault,
  isSameCommittee,
  summarizeCommittee,
} from './committee.ts';
import { executionOf } from './execution.ts';
import type { WasmClientInvalid, WasmClientVerdict } from './fault.ts';
import type { CommitteeSummary, WasmClientState, WasmConsensusState } from './state.ts';

/** What a client knows after a header. */
export interface WasmStateUpdate {
  readonly status: 'valid';
  readonly clientState: WasmClientState;
  /** Stored under its slot, merged with what is known for that by `mergeConsensusStates`. */
  readonly consensusState: WasmConsensusState;
}

/** Whether a header is to be believed, given the consensus state at its trusted slot. */
export function verifyWasmHeader(judged: Judged, header: WasmHeader): WasmClientVerdict {
  const { client, trusted } = judged;
  const { update, activeSyncCommittee: active } = header;
  return firstFailure<WasmClientVerdict>(
    () => checkTrusted(judged, header.trustedSlot),
    () => checkOrder(judged, update),
    () => checkProgress(judged, update),
    () => checkKnownNext(judged, update),
    () => findCommitteeFault(client, trusted, active) ?? VALID,
    () => checkUpdate(judged, active, update),
    () => (isNextNews(judged, update) ? checkNewCommittee(judged, update) : VALID),
  );
}

/** Whether the header moves the client on from the trusted state, and hands over the committees where the period changes. */
function checkProgress({ client, trusted }: Judged, update: FinalizingUpdate): WasmClientVerdict {
  const finalized = update.finality.header.beacon.slot;
  if (finalized <= trusted.slot) {
    return invalid('not-newer', `a finalized slot after ${trusted.slot}`, `${finalized}`);
  }
  const entersPeriod = periodAt(client, finalized) > periodAt(client, trusted.slot);
  if (!entersPeriod || update.nextSyncCommittee !== undefined) return VALID;
  return invalid('missing-next-committee', 'the next committee, since a new period is finalized', 'none');
}

/** The size of the next committee, and that it is the known one where that is of the same period. */
function checkKnownNext({ client, trusted }: Judged, update: FinalizingUpdate): WasmClientVerdict {
  if (update.nextSyncCommittee === undefined) return VALID;
  const { committee } = update.nextSyncCommittee;
  const fault = findSizeFault(client, committee);
  if (fault !== undefined) return fault;
  const { nextSyncCommittee: known } = trusted;
  const next = summarizeCommittee(committee);
  const isSamePeriod = periodAt(client, update.attestedHeader.beacon.slot) === periodAt(client, trusted.slot);
  if (known === undefined || !isSamePeriod || isSameCommittee(known, next)) return VALID;
  return invalid('next-committee-mismatch', describeSummary(known), describeSummary(next));
}

/** Whether the update's next committee becomes part of the consensus state. */
function isNextNews({ client, trusted }: Judged, update: FinalizingUpdate): boolean {
  const isNewPeriod = periodAt(client, update.finality.header.beacon.slot) > periodAt(client, trusted.slot);
  return trusted.nextSyncCommittee === undefined || isNewPeriod;
}

/**
 * What a client knows after a header that was found valid. The committees come from the trusted state, so that a header of the
 * past gets those of its own period; the client's latest slot only grows.
 */
export function applyWasmHeader(
  { client, trusted }: Pick<Judged, 'client' | 'trusted'>,
  { update }: WasmHeader,
): WasmStateUpdate | WasmClientInvalid {
  const { slot } = update.finality.header.beacon;
  const execution = executionOf(client, update.finality.header);
  if (execution.status === 'invalid') return execution;
  const committees = committeesAfter(client, trusted, update);
  if ('status' in committees) return committees;
  const { stateRoot, timestamp, blockNumber } = execution;
  const { latestSlot, latestExecutionBlockNumber: latestBlock } = client;
  const latest = {
    latestSlot: slot,
    latestExecutionBlockNumber: blockNumber > latestBlock ? blockNumber : latestBlock,
  };
  return {
    status: 'valid',
    clientState: slot > latestSlot ? { ...client, ...latest } : client,
    consensusState: { slot, stateRoot, timestamp, ...committees },
  };
}

type Committees = Pick<WasmConsensusState, 'currentSyncCommittee' | 'nextSyncCommittee'>;

function committeesAfter(
  client: WasmClientState,
  trusted: WasmConsensusState,
  update: FinalizingUpdate,
): Committees | WasmClientInvalid {
  const stored = periodAt(client, trusted.slot);
  const period = periodAt(client, update.finality.header.beacon.slot);
  const brought =
    update.nextSyncCommittee === undefined ? undefined : summarizeCommittee(update.nextSyncCommittee.committee);
  const { currentSyncCommittee, nextSyncCommittee } = trusted;
  if (period === stored) return { currentSyncCommittee, ...toNext(nextSyncCommittee ?? brought) };
  if (period !== stored + 1n) {
    return invalid('wrong-period', `period ${stored} or the one after`, `${period}`);
  }
  if (nextSyncCommittee === undefined) {
    return invalid('next-committee-unknown', `a header of period ${stored}`, `one of ${period}`);
  }
  if (brought === undefined) {
    return invalid('missing-next-committee', 'the next committee of a new period', 'none');
  }
  return { currentSyncCommittee: nextSyncCommittee, nextSyncCommittee: brought };
}

function toNext(next: CommitteeSummary | undefined): Pick<WasmConsensusState, 'nextSyncCommittee'> {
  return next === undefined ? {} : { nextSyncCommittee: next };
}

/**
 * What to keep of the state known for a slot and one that was just verified: a next committee may fill a missing one. Anything
 * else that differs is a conflict, and freezes the client.
 */
export function mergeConsensusStates(
  known: WasmConsensusState,
  verified: WasmConsensusState,
): WasmConsensusState | WasmClientInvalid {
  const isSame =
    known.slot === verified.slot &&
    equalBytes(known.stateRoot, verified.stateRoot) &&
    known.timestamp === verified.timestamp &&
    isSameCommittee(known.currentSyncCommittee, verified.currentSyncCommittee);
  const { nextSyncCommittee: next } = verified;
  const fits =
    known.nextSyncCommittee === undefined || next === undefined || isSameCommittee(known.nextSyncCommittee, next);
  if (isSame && fits) return { ...known, ...toNext(known.nextSyncCommittee ?? next) };
  return invalid('conflicting-state', `the state known for slot ${known.slot}`, 'another one');
}
