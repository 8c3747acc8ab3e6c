/** Committees as a client remembers them, and the one that a message tells in full. @module */
import { equalBytes, toHex } from '../../codec/index.ts';
import { bytesType, vectorType } from '../../proofs/index.ts';
import { invalid } from '../../verdict.ts';
import type { SyncCommittee } from '../types.ts';
import type { ActiveSyncCommittee } from './client-message.ts';
import type { WasmClientInvalid } from './fault.ts';
import type { CommitteeSummary, WasmClientState, WasmConsensusState } from './state.ts';

const PUBKEY = bytesType(48);

/** The root of 512 keys takes a thousand hashes, and committees are seldom new. */
const SUMMARIES = new WeakMap<SyncCommittee, CommitteeSummary>();

/** What a consensus state keeps of a committee. */
export function summarizeCommittee(committee: SyncCommittee): CommitteeSummary {
  const known = SUMMARIES.get(committee);
  if (known !== undefined) return known;
  const { pubkeys, aggregatePubkey } = committee;
  const summary = { pubkeysHash: vectorType(PUBKEY, pubkeys.length).hashTreeRoot(pubkeys), aggregatePubkey };
  SUMMARIES.set(committee, summary);
  return summary;
}

/** Whether two summaries are of one committee. */
export function isSameCommittee(a: CommitteeSummary | undefined, b: CommitteeSummary | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return equalBytes(a.pubkeysHash, b.pubkeysHash) && equalBytes(a.aggregatePubkey, b.aggregatePubkey);
}

/** For faults. */
export function describeSummary(summary: CommitteeSummary): string {
  return `keys ${toHex(summary.pubkeysHash)} with aggregate ${toHex(summary.aggregatePubkey)}`;
}

/** What is wrong with the number of a committee's members; `undefined` when nothing is. */
export function findSizeFault(client: WasmClientState, { pubkeys }: SyncCommittee): WasmClientInvalid | undefined {
  if (BigInt(pubkeys.length) === client.syncCommitteeSize) return undefined;
  return invalid('wrong-committee', `a committee of ${client.syncCommitteeSize} keys`, `${pubkeys.length}`);
}

/**
 * Whether the trusted state summarizes the committee that a message tells in full. As a summary has the hash of all keys, they
 * need not be summed up again.
 */
export function findCommitteeFault(
  client: WasmClientState,
  trusted: WasmConsensusState,
  { role, committee }: ActiveSyncCommittee,
): WasmClientInvalid | undefined {
  const known = role === 'current' ? trusted.currentSyncCommittee : trusted.nextSyncCommittee;
  if (known === undefined) {
    return invalid('next-committee-unknown', 'the current one, as the trusted state knows no next one', 'the next');
  }
  const fault = findSizeFault(client, committee);
  if (fault !== undefined) return fault;
  const got = summarizeCommittee(committee);
  if (isSameCommittee(known, got)) return undefined;
  return invalid('wrong-committee', describeSummary(known), describeSummary(got));
}
