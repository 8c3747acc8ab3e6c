/** Whether two updates show that the chain's committee has attested what cannot both be true. @module */

import { equalBytes } from '../../codec/index.ts';
import { firstFailure, invalid, VALID } from '../../verdict.ts';
import { hashBeaconBlockHeader } from '../signing.ts';
import { periodAt } from './chain-time.ts';
import { checkOrder, checkTrusted, checkUpdate, type Judged } from './check-update.ts';
import type { FinalizingUpdate, WasmMisbehaviour } from './client-message.ts';
import { findCommitteeFault, findSizeFault, isSameCommittee, summarizeCommittee } from './committee.ts';
import type { WasmClientVerdict } from './fault.ts';
import type { WasmClientState } from './state.ts';

/** Whether both updates hold, two thirds behind each, and cannot both be true: then the client freezes. */
export function verifyWasmMisbehaviour(judged: Judged, message: WasmMisbehaviour): WasmClientVerdict {
  const { client, trusted } = judged;
  const { update1, update2, activeSyncCommittee: active } = message;
  return firstFailure<WasmClientVerdict>(
    () => checkTrusted(judged, message.trustedSlot),
    () => checkOrder(judged, update1),
    () => checkOrder(judged, update2),
    () => (areConflicting(client, update1, update2) ? VALID : notMisbehaviour(update1, update2)),
    () => findCommitteeFault(client, trusted, active) ?? VALID,
    () => checkSize(client, update1),
    () => checkUpdate(judged, active, update1),
    () => checkSize(client, update2),
    () => checkUpdate(judged, active, update2),
  );
}

function checkSize(client: WasmClientState, { nextSyncCommittee: next }: FinalizingUpdate): WasmClientVerdict {
  return (next === undefined ? undefined : findSizeFault(client, next.committee)) ?? VALID;
}

function notMisbehaviour(update1: FinalizingUpdate, update2: FinalizingUpdate): WasmClientVerdict {
  const [slot1, slot2] = [update1, update2].map(({ finality }) => finality.header.beacon.slot);
  return invalid(
    'not-misbehaviour',
    'two finalized blocks of one slot, or two next committees of one period that both finalized in it',
    `finalized slots ${slot1} and ${slot2}, which may both be true`,
  );
}

/**
 * Whether two updates cannot both be true: different finalized blocks of one slot, or different next committees of one period
 * in which both are finalized. Two attested blocks alone say nothing: an honest chain forks. Signatures are not looked at.
 */
export function areConflicting(client: WasmClientState, one: FinalizingUpdate, other: FinalizingUpdate): boolean {
  const [block, otherBlock] = [one.finality.header.beacon, other.finality.header.beacon];
  const isSameBlock = equalBytes(hashBeaconBlockHeader(block), hashBeaconBlockHeader(otherBlock));
  if (block.slot === otherBlock.slot && !isSameBlock) return true;
  const [next, otherNext] = [one.nextSyncCommittee, other.nextSyncCommittee];
  if (next === undefined || otherNext === undefined) return false;
  const period = periodAt(client, block.slot);
  const isWithin = ({ attestedHeader, finality }: FinalizingUpdate): boolean =>
    periodAt(client, attestedHeader.beacon.slot) === period && periodAt(client, finality.header.beacon.slot) === period;
  const isSame = isSameCommittee(summarizeCommittee(next.committee), summarizeCommittee(otherNext.committee));
  return !isSame && isWithin(one) && isWithin(other);
}
