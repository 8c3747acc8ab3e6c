/** Where light blocks come from, and the two ways in which that fails: a provider that cannot help, and one that lies. @module */
import type { AttackEvidence, LightBlock } from '../tendermint/index.ts';
import type { Signal } from './signal.ts';

/**
 * What went wrong at a provider. `benign`: it cannot help now, ask another and keep it. `malicious`: what it gave
 * contradicts itself or the rules of the chain, never ask it again.
 */
export const PROVIDER_FAULTS = {
  /** It does not have this height yet. */
  'height-too-high': 'benign',
  /** It does not have this height any more. */
  pruned: 'benign',
  /** Unreachable, too slow, overloaded, or its answer was no answer at all. */
  'no-response': 'benign',
  /** Its newest block is older than what we trust already. */
  lagging: 'benign',
  /** A block that is malformed, of another height, or whose parts do not belong together. */
  'bad-block': 'malicious',
  /** A block that does not follow from what we trust. */
  'invalid-header': 'malicious',
  /** A value with a proof that does not lead to the verified header. */
  'bad-proof': 'malicious',
  /** It serves another chain. */
  'wrong-chain': 'malicious',
} as const satisfies Record<string, 'benign' | 'malicious'>;

/** One of the keys of `PROVIDER_FAULTS`. */
export type ProviderFaultCode = keyof typeof PROVIDER_FAULTS;

/** What went wrong at a provider; `want` and `got` are for people. */
export interface ProviderFault {
  readonly code: ProviderFaultCode;
  readonly want: string;
  readonly got: string;
  /** The block that is wrong, when there is one. */
  readonly block?: LightBlock | undefined;
}

/** The one error that a provider throws, apart from the reason of an aborted signal. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  /** The provider's id. */
  readonly provider: string;
  readonly fault: ProviderFault;

  constructor(provider: string, fault: ProviderFault, options?: { readonly cause?: unknown }) {
    super(`${provider}: ${fault.code}: want ${fault.want}, got ${fault.got}`, options);
    this.provider = provider;
    this.fault = fault;
  }
}

/** Whether the provider may be asked again. */
export function isBenign(error: ProviderError): boolean {
  return PROVIDER_FAULTS[error.fault.code] === 'benign';
}

/** A source of light blocks that nobody trusts. */
export interface LightBlockProvider {
  /** Names it in errors: unique among the providers of one light client. */
  readonly id: string;
  /** The light block at a height, or the newest. @throws {ProviderError} */
  lightBlock(height: bigint | 'latest', signal?: Signal): Promise<LightBlock>;
  /** Hands evidence of an attack to the chain. */
  reportEvidence?(evidence: AttackEvidence, signal?: Signal): Promise<void>;
}
