/**
 * Proofs through nested stores, as IBC uses them: the innermost proof is about the key, each further one about the root
 * below it. Source: ibc-go `23-commitment/types/merkle.go`.
 * @module
 */
import { sha256 as portableSha256 } from '@noble/hashes/sha2.js';
import { DecodeError } from '../../codec/index.ts';
import { firstFailure, invalid, VALID } from '../../verdict.ts';
import { decodeMerkleProof } from './decode-proof.ts';
import type { Ics23Invalid, Ics23Verdict } from './fault.ts';
import type { Sha256 } from './hash.ts';
import type { CommitmentProof, MerkleProof } from './operations.ts';
import { matches, rootOfAbsence, rootOfExistence } from './prove.ts';
import { type ProofSpec, SDK_SPECS } from './spec.ts';

/** That nested stores hold nothing under a path, with the proof of it. */
export interface NonMembershipClaim {
  /** The root of the outermost store: the app hash of a Cosmos SDK chain. */
  readonly root: Uint8Array;
  /** Keys from the root to the leaf, such as `["ibc", key]`. */
  readonly path: readonly Uint8Array[];
  /** Decoded, or the bytes of `ibc.core.commitment.v1.MerkleProof`; bytes that do not decode give `malformed-proof`. */
  readonly proof: MerkleProof | Uint8Array;
  /** Innermost store first; those of a Cosmos SDK chain by default. */
  readonly specs?: readonly ProofSpec[];
  /** A faster SHA-256 than the portable one. */
  readonly sha256?: Sha256;
}

/** That nested stores hold this value under a path, with the proof of it. */
export interface MembershipClaim extends NonMembershipClaim {
  readonly value: Uint8Array;
}

interface Chain {
  readonly claim: NonMembershipClaim;
  readonly specs: readonly ProofSpec[];
  readonly proofs: readonly CommitmentProof[];
  readonly sha256: Sha256;
}

/** Whether the proof shows that the store holds exactly this value under this path. */
export function verifyMembership(claim: MembershipClaim): Ics23Verdict {
  const chain = openChain(claim);
  if ('status' in chain) return chain;
  return firstFailure<Ics23Verdict>(
    () => checkLengths(chain),
    () => (claim.value.length === 0 ? invalid('empty-value', 'a value', 'no bytes') : VALID),
    () => verifyChain(chain, claim.value, 0),
  );
}

/** Whether the proof shows that the store holds nothing under this path. */
export function verifyNonMembership(claim: NonMembershipClaim): Ics23Verdict {
  const chain = openChain(claim);
  if ('status' in chain) return chain;
  const lengths = checkLengths(chain);
  if (lengths.status !== 'valid') return lengths;
  const [proof] = chain.proofs;
  const [spec] = chain.specs;
  const key = claim.path.at(-1);
  if (proof?.kind !== 'nonexist' || spec === undefined || key === undefined) {
    return invalid('wrong-proof-kind', 'a non-existence proof first', proof?.kind ?? 'none');
  }
  const root = rootOfAbsence({ spec, key, sha256: chain.sha256 }, proof.nonexist);
  return root instanceof Uint8Array ? verifyChain(chain, root, 1) : root;
}

function openChain(claim: NonMembershipClaim): Chain | Ics23Invalid {
  const { specs = SDK_SPECS, sha256 = portableSha256 } = claim;
  if (!(claim.proof instanceof Uint8Array)) return { claim, specs, proofs: claim.proof.proofs, sha256 };
  try {
    return { claim, specs, proofs: decodeMerkleProof(claim.proof).proofs, sha256 };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return invalid('malformed-proof', `${error.field}: ${error.want}`, error.got);
  }
}

function checkLengths({ claim, specs, proofs }: Chain): Ics23Verdict {
  if (claim.root.length === 0) return invalid('empty-root', 'a root', 'no bytes');
  if (specs.length === 0) return invalid('bad-spec', 'at least one spec', 'none');
  if (proofs.length !== specs.length) {
    return invalid('proof-count', `${specs.length} proofs, one a store`, `${proofs.length}`);
  }
  if (claim.path.length !== specs.length) {
    return invalid('path-length', `${specs.length} keys, one a store`, `${claim.path.length}`);
  }
  return VALID;
}

/** Existence proofs only, from store `first` outwards: a store's root is the value that the next one must hold. */
function verifyChain({ claim, specs, proofs, sha256 }: Chain, value: Uint8Array, first: number): Ics23Verdict {
  let inner = value;
  for (let index = first; index < proofs.length; index++) {
    const proof = proofs[index];
    const spec = specs[index];
    const key = claim.path.at(-1 - index);
    if (proof?.kind !== 'exist' || spec === undefined || key === undefined) {
      return invalid('wrong-proof-kind', `an existence proof as number ${index}`, proof?.kind ?? 'none');
    }
    const root = rootOfExistence({ spec, key, value: inner, sha256 }, proof.exist);
    if (!(root instanceof Uint8Array)) return root;
    inner = root;
  }
  return matches('root-mismatch', claim.root, inner);
}
