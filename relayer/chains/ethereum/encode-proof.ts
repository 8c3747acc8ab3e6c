/**
 * ICS-23 proofs of a Cosmos SDK chain as `libraries/ics23/Ics23.sol` reads them: only what differs from node to node. Those
 * of one transaction share what they have in common, see `encodeContractProofs`.
 * @module
 */
import { concatBytes, equalBytes, toHex } from '@causeway/lightclient/codec';
import {
  applyInnerOp,
  applyLeafOp,
  type CommitmentProof,
  type ExistenceProof,
  type InnerOp,
  type MerkleProof,
} from '@causeway/lightclient/proofs';
import type { ConsensusState } from '@causeway/lightclient/tendermint';
import { sha256 } from '@noble/hashes/sha2.js';
import { encodeUint } from './encode-numbers.ts';
import {
  checkLeaf,
  ENDS,
  encodeEdge,
  encodePart,
  encodePath,
  encodeStorePath,
  encodeVersion,
  type Path,
  type PathNode,
  readLeafVersion,
  readPath,
} from './encode-proof-path.ts';
import { encodeContractState } from './encode-update.ts';

const MOST_KEY = (1 << 14) - 1;

/** What the contract is asked: the key in a store of this name and, when it shall be there, the value. */
export interface ProofClaim {
  readonly store: Uint8Array;
  readonly key: Uint8Array;
  /** Undefined when there shall be none. */
  readonly value?: Uint8Array | undefined;
}

/** A claim with the proof of it. */
export interface ProvenClaim {
  readonly claim: ProofClaim;
  readonly proof: MerkleProof;
}

/** A proof that is read, and not yet written: what comes first, a path on which nodes are remembered, and the stores. */
interface Plan {
  readonly front: Uint8Array;
  /** Undefined where nothing may be remembered. */
  readonly path: Path | undefined;
  /** Of nodes that may be remembered, by how many nodes of the path lead there. */
  readonly hashes: ReadonlyMap<number, Uint8Array>;
  readonly stores: Uint8Array;
}

/**
 * The proof for this claim, of two commitment proofs: of the store, then of the stores. The contract wants the state of the
 * height before it.
 * @throws {RangeError} when it is about something else or not as a Cosmos SDK chain makes them. Not every wrong proof is
 * refused: judging is the contract's.
 */
export function encodeContractProof(proof: MerkleProof, claim: ProofClaim): Uint8Array {
  return encodePlan(planProof(proof, claim), new Set(), undefined);
}

/**
 * Proofs at one height for one transaction, each with the state if it needs it. They must be submitted in this order: the
 * contract remembers nodes until the transaction ends, and later proofs end at the first node that an earlier one went by.
 * @param state What the client stores for the height
 * @throws {RangeError} as `encodeContractProof`
 */
export function encodeContractProofs(state: ConsensusState, batch: readonly ProvenClaim[]): readonly Uint8Array[] {
  const plans = batch.map(({ proof, claim }) => planProof(proof, claim));
  const remember = plans.map(() => new Set<number>());
  const seen = new Map<string, { readonly proof: number; readonly count: number }>();
  const cuts = plans.map((plan, proof) => {
    const store = toHex(batch[proof]?.claim.store ?? new Uint8Array(0));
    for (const [count, hash] of plan.hashes) {
      const name = `${store} ${toHex(hash)}`;
      const known = seen.get(name);
      if (known !== undefined) {
        remember[known.proof]?.add(known.count);
        return count;
      }
      seen.set(name, { proof, count });
    }
    return undefined;
  });
  return plans.map((plan, index) => {
    const body = encodePlan(plan, remember[index] ?? new Set(), cuts[index]);
    return cuts[index] === undefined ? concatBytes(encodeContractState(state), body) : body;
  });
}

/** @param cut after how many nodes it ends at a remembered one; undefined when it leads to the root */
function encodePlan({ front, path, stores }: Plan, remember: ReadonlySet<number>, cut: number | undefined): Uint8Array {
  if (path === undefined) return concatBytes(front, stores);
  const way = { ...path, nodes: path.nodes.slice(0, cut), remember };
  if (cut !== undefined) return concatBytes(front, encodePath({ ...way, isCut: true }));
  return concatBytes(front, encodePath(way), stores);
}

function planProof({ proofs }: MerkleProof, claim: ProofClaim): Plan {
  const [inner, outer] = proofs;
  if (inner === undefined || outer === undefined || proofs.length !== 2) {
    throw new RangeError(`proof: want 2 proofs, got ${proofs.length}`);
  }
  checkKey(claim.key);
  const [plan, root] = claim.value === undefined ? planAbsence(inner) : planMembership(inner, claim);
  return { ...plan, stores: encodeStores(outer, claim.store, root) };
}

type Unrooted = readonly [plan: Omit<Plan, 'stores'>, root: Uint8Array];

function planMembership(proof: CommitmentProof, claim: ProofClaim): Unrooted {
  const exist = toExistence(proof);
  same('key', claim.key, exist.key);
  same('value', claim.value ?? new Uint8Array(0), exist.value);
  const version = readLeafVersion(exist.leaf);
  const hashes = hashesOf(exist);
  const path = { version, nodes: readPath(exist.path) };
  // Not the leaf.
  return [{ front: encodeVersion(version), path, hashes: new Map([...hashes.entries()].slice(1)) }, last(hashes)];
}

function planAbsence(proof: CommitmentProof): Unrooted {
  if (proof.kind !== 'nonexist') throw new RangeError(`proof: want one of absence, got ${proof.kind}`);
  const { left, right } = proof.nonexist;
  if (left !== undefined && right !== undefined) return planBoth(left, right);
  const only = left ?? right;
  if (only === undefined) throw new RangeError('proof: want a neighbour, got none');
  const kind = Uint8Array.of(left === undefined ? 2 : 1);
  const edge = encodeNeighbour(only, readPath(only.path), left !== undefined);
  return [{ front: concatBytes(kind, edge), path: undefined, hashes: new Map() }, last(hashesOf(only))];
}

/** The nodes above the one where both meet are the same for both. */
function planBoth(left: ExistenceProof, right: ExistenceProof): Unrooted {
  let common = 0;
  while (isSameOp(left.path.at(-1 - common), right.path.at(-1 - common))) common += 1;
  const ofLeft = splitAtMeeting(left, common);
  const ofRight = splitAtMeeting(right, common);
  const numbersOf = ({ height, size, version }: PathNode) => concatBytes(Uint8Array.of(height), size, version);
  same('numbers where the neighbours meet', numbersOf(ofLeft.meeting), numbersOf(ofRight.meeting));
  same('right half', ofRight.half, ofLeft.meeting.sibling);
  same('left half', ofLeft.half, ofRight.meeting.sibling);
  if (ofLeft.meeting.isRight || !ofRight.meeting.isRight) {
    throw new RangeError('proof: want neighbours in two halves, got one');
  }
  const version = ofLeft.below.at(-1)?.version ?? readLeafVersion(left.leaf);
  const front = concatBytes(
    Uint8Array.of(3),
    encodeNeighbour(right, ofRight.below, false),
    encodeNeighbour(left, ofLeft.below, true),
    encodePart([ofLeft.meeting], version, ENDS.root),
  );
  const hashes = new Map(ofLeft.hashes.slice(ofLeft.below.length + 1).entries());
  const path = { version: ofLeft.meeting.version, nodes: ofLeft.above };
  return [{ front, path, hashes }, last(ofLeft.hashes)];
}

function splitAtMeeting(proof: ExistenceProof, common: number) {
  const nodes = readPath(proof.path);
  const at = nodes.length - 1 - common;
  const meeting = nodes[at];
  const hashes = hashesOf(proof);
  const half = hashes[at];
  if (meeting === undefined || half === undefined) throw new RangeError('proof: want neighbours that meet, got others');
  return { below: nodes.slice(0, at), half, meeting, above: nodes.slice(at + 1), hashes };
}

/** With its way along the edge of its half, or of the tree. */
function encodeNeighbour(proof: ExistenceProof, nodes: readonly PathNode[], isLeft: boolean): Uint8Array {
  const { key, value, leaf } = proof;
  checkKey(key);
  const version = readLeafVersion(leaf);
  const length = encodeUint(key.length, 2, 'length of a key');
  return concatBytes(length, key, sha256(value), encodeVersion(version), encodeEdge(version, nodes, isLeft));
}

function checkKey({ length }: Uint8Array): void {
  if (length < 1 || length > MOST_KEY) throw new RangeError(`key: want 1 to ${MOST_KEY} bytes, got ${length}`);
}

function encodeStores(proof: CommitmentProof, store: Uint8Array, root: Uint8Array): Uint8Array {
  const exist = toExistence(proof);
  same('store', store, exist.key);
  same('root of the store', root, exist.value);
  same('prefix of a leaf', Uint8Array.of(0), checkLeaf(exist.leaf).prefix);
  return encodeStorePath(exist.path);
}

function toExistence(proof: CommitmentProof): ExistenceProof {
  if (proof.kind !== 'exist') throw new RangeError(`proof: want one of existence, got ${proof.kind}`);
  return proof.exist;
}

/** Of the leaf, then of each node up to the root. */
function hashesOf({ leaf, key, value, path }: ExistenceProof): readonly Uint8Array[] {
  let hash = toHash(applyLeafOp({ op: checkLeaf(leaf), key, value }));
  return [
    hash,
    ...path.map((op) => {
      hash = toHash(applyInnerOp(op, hash));
      return hash;
    }),
  ];
}

function toHash(hash: ReturnType<typeof applyLeafOp>): Uint8Array {
  if (!(hash instanceof Uint8Array)) throw new RangeError(`proof: want ${hash.reason.want}, got ${hash.reason.got}`);
  return hash;
}

function last(hashes: readonly Uint8Array[]): Uint8Array {
  return hashes.at(-1) ?? new Uint8Array(0);
}

function isSameOp(a: InnerOp | undefined, b: InnerOp | undefined): boolean {
  return a !== undefined && b !== undefined && equalBytes(a.prefix, b.prefix) && equalBytes(a.suffix, b.suffix);
}

function same(what: string, want: Uint8Array, got: Uint8Array): void {
  if (!equalBytes(want, got)) throw new RangeError(`${what}: want ${toHex(want)}, got ${toHex(got)}`);
}
