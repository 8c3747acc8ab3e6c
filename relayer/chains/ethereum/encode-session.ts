/** Updates whose votes do not fit one transaction: some go ahead in a session, the update brings the rest. @module */
import { type ContractEvidence, encodeContractEvidence, encodeContractUpdate, votersOf } from './encode-update.ts';

/** How many votes go into one message. */
export interface VoteLimits {
  /** Up to so many, an update needs no session. */
  readonly atOnce: number;
  /** Otherwise each message of the session, the update among them, has at most so many. */
  readonly perMessage: number;
}

/** A vote costs at most 80,000 gas and a validator 3,000; a transaction of Ethereum may cost 16,777,216. */
export const VOTE_LIMITS: VoteLimits = { atOnce: 160, perMessage: 80 };

/** What to send, in any order but for the update, which is the last. */
export interface SessionMessages {
  /** For `advanceSession`, a transaction each; none when the update needs no session. */
  readonly advances: readonly Uint8Array[];
  /** For `updateClient`. */
  readonly update: Uint8Array;
}

/** @param heightBelow The greatest height below the block's that the client stores. */
export function encodeSessionUpdate(
  evidence: ContractEvidence,
  heightBelow: bigint,
  limits: VoteLimits = VOTE_LIMITS,
): SessionMessages {
  const voters = votersOf(evidence, 'update');
  if (voters.length <= limits.atOnce) {
    return { advances: [], update: encodeContractUpdate({ ...evidence, rows: voters }, heightBelow) };
  }
  const messages = Math.ceil(voters.length / limits.perMessage);
  const parts = Array.from({ length: messages }, (_, index) => {
    const [from, to] = [index, index + 1].map((part) => Math.floor((voters.length * part) / messages));
    return { ...evidence, rows: voters.slice(from, to), continuesSession: true };
  });
  const last = parts.pop() ?? { ...evidence, continuesSession: true };
  return { advances: parts.map(encodeContractEvidence), update: encodeContractUpdate(last, heightBelow) };
}
