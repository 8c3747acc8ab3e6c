/** What a client on chain can find wrong. The contract refuses with the same codes. @module */
import type { BinaryVerdict, Fault, Invalid } from '../../verdict.ts';

/** Every reason for which the contract refuses a message or a proof. The codes are stable. */
export type WasmClientFaultCode =
  /** The client's parameters could never work. */
  | 'bad-client-state'
  /** The client is frozen. */
  | 'client-frozen'
  /** The trusted state is older than the trusting period. */
  | 'trusted-state-expired'
  /** The message names another trusted slot than that of the given state. */
  | 'wrong-trusted-slot'
  /** A committee that is not the one that the trusted state summarizes. */
  | 'wrong-committee'
  /** The message counts on a next committee that the trusted state does not know. */
  | 'next-committee-unknown'
  /** A header of before Electra, or of a shape that its fork does not have. */
  | 'unsupported-fork'
  /** The participation bits are not as many as the committee has members. */
  | 'bad-bits'
  /** Nobody signed. */
  | 'no-participants'
  /** Fewer signed than the client's minimum, or than two thirds. */
  | 'not-enough-participants'
  /** Finalized, attested, signature and current slot are out of order. */
  | 'bad-slot-order'
  /** The update is signed in a period whose committee is not at hand. */
  | 'wrong-period'
  /** The update finalizes nothing newer than the trusted state. */
  | 'not-newer'
  /** The execution header is not the one of the beacon block. */
  | 'bad-execution-branch'
  /** The execution block's time is not that of its slot. */
  | 'bad-execution-time'
  /** The execution block's header is missing, or is not the one of the hash. */
  | 'bad-execution-header'
  /** The finalized header is not what the attested state finalizes. */
  | 'bad-finality-branch'
  /** The next committee is not that of the attested state. */
  | 'bad-next-committee-branch'
  /** A new period is entered without its next committee. */
  | 'missing-next-committee'
  /** The next committee is another than the trusted state's. */
  | 'next-committee-mismatch'
  /** A public key is not a point of the right subgroup, or is infinity. */
  | 'bad-public-key'
  /** The signature is not a point of the right subgroup, or is infinity. */
  | 'bad-signature-encoding'
  /** The keys of the participants sum up to infinity. */
  | 'aggregate-at-infinity'
  /** A committee's aggregate key is not the sum of its keys. */
  | 'wrong-aggregate'
  /** The signature is not that of the participants. */
  | 'wrong-signature'
  /** Two updates that may both be true. */
  | 'not-misbehaviour'
  /** Another state is known for this slot: the client freezes. */
  | 'conflicting-state'
  /** A path that is not one element. */
  | 'bad-path'
  /** The proof is of another storage slot than that of the path. */
  | 'wrong-key'
  /** The value is not the wanted one. */
  | 'wrong-value'
  /** The account has another storage root than the proof goes on with. */
  | 'wrong-storage-root'
  /** The proof lacks a node, has one too many, or a node that is none. */
  | 'bad-proof'
  /** The key is absent where it is said to be present. */
  | 'absent'
  /** The key is present where it is said to be absent. */
  | 'present';

/** The contract's verdict. */
export type WasmClientVerdict = BinaryVerdict<WasmClientFaultCode>;
/** What is given instead of something that a message does not hold. */
export type WasmClientInvalid = Invalid<Fault<WasmClientFaultCode>>;
