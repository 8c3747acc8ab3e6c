/** Every reason for which a light-client object of Ethereum is called invalid. The codes are stable. @module */
import type { BranchFaultCode } from '../proofs/index.ts';
import { type BinaryVerdict, type Fault, type Invalid, invalid } from '../verdict.ts';
import type { BlsFaultCode } from './bls.ts';

/** What a Merkle branch of a light-client object proves. */
export type BranchName = 'execution' | 'finality' | 'current-sync-committee' | 'next-sync-committee';

/** A branch that is wrong: `finality-branch-too-long`, `execution-branch-root-mismatch` and so on. */
export type NamedBranchFaultCode = `${BranchName}-${BranchFaultCode}`;

/** What can be wrong with a light-client header. */
export type LightClientHeaderFaultCode =
  /** The header lacks the fields that headers of its slot's fork have. */
  | 'wrong-header-shape'
  /** A header of a slot before Capella says something of the execution layer. */
  | 'execution-not-empty'
  /** A header of a slot before Deneb says something of blobs. */
  | 'blob-fields-not-zero'
  | NamedBranchFaultCode;

/** What can be wrong with a bootstrap. */
export type BootstrapFaultCode =
  /** The bootstrap is about another block than the trusted one. */
  | 'block-root-mismatch'
  /** A committee has another number of members than the preset says. */
  | 'bad-committee-size'
  | LightClientHeaderFaultCode
  | BlsFaultCode;

/** What can be wrong with an update. */
export type UpdateFaultCode =
  /** There are more or fewer bits of participation than members of a committee. */
  | 'bad-participation-size'
  /** Fewer members signed than the specification's minimum of one. */
  | 'too-few-participants'
  /** The update is of a fork whose objects the store cannot hold: upgrade the store first. */
  | 'store-needs-upgrade'
  /** The signature was made after the current slot. */
  | 'signature-slot-in-future'
  /** The signature was not made after the attested header. */
  | 'signature-slot-not-after-attested'
  /** The attested header is older than the header that it finalizes. */
  | 'attested-before-finalized'
  /** The signature is of a period whose committee is not known. */
  | 'committee-not-known'
  /** The update brings neither a newer header nor a committee that is missing. */
  | 'not-relevant'
  /** There is a finalized header, but no branch that would prove it. */
  | 'finalized-header-without-branch'
  /** Before there is finality the finalized header is empty; this one says it is of slot 0 and is not. */
  | 'genesis-finalized-header-not-empty'
  /** There is a next committee, but no branch that would prove it. */
  | 'next-sync-committee-without-branch'
  /** The next committee is not the one that is known already. */
  | 'next-sync-committee-mismatch'
  | Exclude<BootstrapFaultCode, 'block-root-mismatch'>;

/** Every reason that the light client itself gives. */
export type EthereumFaultCode = BootstrapFaultCode | UpdateFaultCode;

/** The verdict on a bootstrap. */
export type BootstrapVerdict = BinaryVerdict<BootstrapFaultCode>;

/** The verdict on an update. An update that less than two thirds signed can be valid: what it may change is another question. */
export type UpdateVerdict = BinaryVerdict<UpdateFaultCode>;

/** Tells which branch is wrong. */
export function nameBranch(
  name: BranchName,
  verdict: BinaryVerdict<BranchFaultCode>,
): BinaryVerdict<NamedBranchFaultCode> {
  if (verdict.status === 'valid') return verdict;
  const { code, want, got } = verdict.reason;
  return invalid<NamedBranchFaultCode>(`${name}-${code}`, want, got) satisfies Invalid<Fault<NamedBranchFaultCode>>;
}
