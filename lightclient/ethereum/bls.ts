/** BLS signatures of a sync committee, behind an interface that has a portable and a native implementation. @module */
import type { BinaryVerdict } from '../verdict.ts';

/** What can be wrong with a committee's signature or keys. */
export type BlsFaultCode =
  /** A public key is not a compressed point of the right subgroup, or is the point at infinity. */
  | 'bad-public-key'
  /** The committee's keys do not sum up to its aggregate key. */
  | 'wrong-aggregate-key'
  /** The signature is not a compressed point of the right subgroup, or is the point at infinity. */
  | 'bad-signature-encoding'
  /** The bits are not as many as the committee has members, rounded up to a byte, or one beyond the committee is set. */
  | 'bad-participation-bits'
  /** Nobody signed, so that there is nothing to verify. */
  | 'no-participants'
  /** The keys of the participants sum up to the point at infinity. */
  | 'aggregate-at-infinity'
  /** The signature is not that of the participants over the message. */
  | 'wrong-signature';

/**
 * Verifies `FastAggregateVerify` of the proof-of-possession suite (`BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_`).
 * Committees are immutable: an implementation decompresses the keys of one array once and remembers them, so an array that was
 * given must not be changed. All keys of a committee are checked, also those of members who did not sign.
 */
export interface BlsVerifier {
  /** Whether all keys of a committee are points of the subgroup other than infinity, and sum up to the aggregate key. */
  checkCommittee(pubkeys: readonly Uint8Array[], aggregatePubkey: Uint8Array): BinaryVerdict<BlsFaultCode>;
  /**
   * Whether those whose bit is set signed `message` (32 bytes). Bits as in `SyncAggregate`.
   * For a committee that is new, this is by far the most costly of all checks: make it the last one.
   */
  verifySyncAggregate(
    pubkeys: readonly Uint8Array[],
    bits: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
  ): BinaryVerdict<BlsFaultCode>;
}
