/** ICS-23 verification of one proof against one tree. Source: ICS-23, cosmos/ics23 `go/ics23.go`, `go/proof.go`. @module */
import { sha256 as portableSha256 } from '@noble/hashes/sha2.js';
import { equalBytes } from '../../codec/index.ts';
import { invalid } from '../../verdict.ts';
import type { Ics23Invalid, Ics23Verdict } from './fault.ts';
import type { Sha256 } from './hash.ts';
import type { CommitmentProof, SingleProof } from './operations.ts';
import { isBetween, matches, rootOfAbsence, rootOfExistence } from './prove.ts';
import type { ProofSpec } from './spec.ts';

/** How a single proof is verified. */
export interface ProofOptions {
  /** A faster SHA-256 than the portable one. */
  readonly sha256?: Sha256;
  /** Look the key up in a batch proof; ibc-go never does. Default: refuse. */
  readonly allowBatch?: boolean;
}

/** That the tree with this root holds nothing under this key. */
export interface NonExistenceClaim {
  readonly spec: ProofSpec;
  readonly root: Uint8Array;
  readonly key: Uint8Array;
}

/** That the tree with this root holds this value under this key. */
export interface ExistenceClaim extends NonExistenceClaim {
  readonly value: Uint8Array;
}

/** Whether `proof` shows that the tree with this root holds exactly this value under this key. */
export function verifyExistence(
  claim: ExistenceClaim,
  proof: CommitmentProof,
  options: ProofOptions = {},
): Ics23Verdict {
  const found = selectProof(
    proof,
    options,
    (entry) => entry.kind === 'exist' && equalBytes(entry.exist.key, claim.key),
  );
  if ('status' in found) return found;
  if (found.kind !== 'exist') return invalid('wrong-proof-kind', 'an existence proof', 'a non-existence proof');
  const root = rootOfExistence({ ...claim, sha256: options.sha256 ?? portableSha256 }, found.exist);
  return root instanceof Uint8Array ? matches('root-mismatch', claim.root, root) : root;
}

/** Whether `proof` shows that the tree with this root holds nothing under this key. */
export function verifyNonExistence(
  claim: NonExistenceClaim,
  proof: CommitmentProof,
  options: ProofOptions = {},
): Ics23Verdict {
  const { key, spec } = claim;
  const found = selectProof(
    proof,
    options,
    (entry) => entry.kind === 'nonexist' && isBetween(key, entry.nonexist, spec),
  );
  if ('status' in found) return found;
  if (found.kind !== 'nonexist') return invalid('wrong-proof-kind', 'a non-existence proof', 'an existence proof');
  const root = rootOfAbsence({ ...claim, sha256: options.sha256 ?? portableSha256 }, found.nonexist);
  return root instanceof Uint8Array ? matches('root-mismatch', claim.root, root) : root;
}

function selectProof(
  proof: CommitmentProof,
  options: ProofOptions,
  fits: (entry: SingleProof) => boolean,
): SingleProof | Ics23Invalid {
  if (proof.kind !== 'batch') return proof;
  if (options.allowBatch !== true) return invalid('batch-not-allowed', 'a single proof', 'a batch proof');
  return proof.entries.find(fits) ?? invalid('not-in-batch', 'an entry for the key', `${proof.entries.length} others`);
}
