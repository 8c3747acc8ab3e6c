/** Why a follower could not vouch for a beacon header, with what each endpoint had to do with it. @module */

import type { BeaconEvidence } from './evidence.ts';

/** Why the follower did not move. The codes are stable. */
export type BeaconFollowErrorCode =
  /** The checkpoint, or all that is stored, is older than the weak-subjectivity period: a newer checkpoint is needed. */
  | 'checkpoint-expired'
  /** The configured checkpoint, the store and the chain do not tell the same story. */
  | 'trust-conflict'
  /** The store holds something that cannot be read or contradicts itself. */
  | 'store-corrupt'
  /** No endpoint has what is needed, or none answers. */
  | 'unavailable'
  /** Endpoints answered, but nothing of it can be verified. */
  | 'invalid-update'
  /** Committees signed two histories: evidence is attached. */
  | 'conflict';

/** What one endpoint had to say. */
export interface BeaconVerdict {
  readonly provider: string;
  /** `confirmed`, a fault code of `BEACON_FAULTS`, or `conflict`. */
  readonly outcome: string;
  readonly detail: string;
}

/** What a `BeaconFollowError` is made of. */
export interface BeaconFollowFault {
  readonly code: BeaconFollowErrorCode;
  /** One sentence. */
  readonly message: string;
  readonly verdicts?: readonly BeaconVerdict[];
  /** For `conflict`. */
  readonly evidence?: BeaconEvidence;
}

/** The one error that a follower throws, apart from the reason of an aborted signal. */
export class BeaconFollowError extends Error {
  override readonly name = 'BeaconFollowError';
  readonly code: BeaconFollowErrorCode;
  readonly verdicts: readonly BeaconVerdict[];
  readonly evidence: BeaconEvidence | undefined;

  constructor(fault: BeaconFollowFault, options?: { readonly cause?: unknown }) {
    const verdicts = fault.verdicts ?? [];
    const told = verdicts.map(({ provider, outcome, detail }) => `${provider}: ${outcome}${detail && ` (${detail})`}`);
    super([fault.message, ...told].join('; '), options);
    this.code = fault.code;
    this.verdicts = verdicts;
    this.evidence = fault.evidence;
  }
}
