/** Why a light client could not vouch for a block, with what each provider had to do with it. @module */
import type { AttackEvidence } from '../tendermint/index.ts';
import type { ProviderError } from './provider.ts';

/** Why the light client did not move. The codes are stable. */
export type LightClientErrorCode =
  /** Everything we trust is older than the trusting period: a new trust root is needed. */
  | 'trust-expired'
  /** The configured root, the store and the chain do not tell the same story. */
  | 'trust-conflict'
  /** No provider has the block, or none answers. */
  | 'unavailable'
  /** Providers gave blocks, none of which can be verified. */
  | 'invalid-header'
  /** Two blocks of one chain are both signed well enough: evidence is attached. */
  | 'attack'
  /** The block verifies, but no witness confirmed it. */
  | 'not-cross-checked';

/** What one provider had to say. */
export interface ProviderVerdict {
  readonly provider: string;
  /** `confirmed`, a provider fault code, or `conflict`. */
  readonly outcome: string;
  readonly detail: string;
}

/** What a `LightClientError` is made of. */
export interface LightClientFault {
  readonly code: LightClientErrorCode;
  /** One sentence. */
  readonly message: string;
  readonly verdicts?: readonly ProviderVerdict[];
  /** For `attack`: against the primary, then against the witness. */
  readonly evidence?: readonly AttackEvidence[];
}

/** The one error that a light client throws, apart from the reason of an aborted signal. */
export class LightClientError extends Error {
  override readonly name = 'LightClientError';
  readonly code: LightClientErrorCode;
  readonly verdicts: readonly ProviderVerdict[];
  readonly evidence: readonly AttackEvidence[];

  constructor(fault: LightClientFault, options?: { readonly cause?: unknown }) {
    const verdicts = fault.verdicts ?? [];
    const told = verdicts.map(({ provider, outcome, detail }) => `${provider}: ${outcome}${detail && ` (${detail})`}`);
    super([fault.message, ...told].join('; '), options);
    this.code = fault.code;
    this.verdicts = verdicts;
    this.evidence = fault.evidence ?? [];
  }
}

export function toVerdict({ provider, fault }: ProviderError): ProviderVerdict {
  return { provider, outcome: fault.code, detail: `want ${fault.want}, got ${fault.got}` };
}
