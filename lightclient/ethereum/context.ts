/** What the checks of the light client need besides the objects. @module */
import type { Sha256 } from '../proofs/index.ts';
import type { BlsVerifier } from './bls.ts';
import type { BeaconConfig } from './config.ts';

/** The chain, and how to compute. */
export interface LightClientContext {
  readonly config: BeaconConfig;
  readonly bls: BlsVerifier;
  /** A faster SHA-256 than the portable one. */
  readonly sha256?: Sha256;
}

/** `currentSlot` is that of the caller's clock: `computeSlotAtTime`. */
export interface UpdateContext extends LightClientContext {
  readonly currentSlot: bigint;
}
