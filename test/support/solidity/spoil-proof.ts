/** ICS-23 proofs with one thing wrong in each: what attacks have used, and whatever bytes allow. @module */
import { concatBytes } from '@causeway/lightclient/codec';
import {
  type CommitmentProof,
  calculateRoot,
  type ExistenceProof,
  type InnerOp,
  type LeafOp,
  type NonExistenceProof,
} from '@causeway/lightclient/proofs';
import { type ProofCase, withStores } from './fixtures/proofs.ts';
import type { Random } from './fixtures/random.ts';

type EditBytes = (bytes: Uint8Array, random: Random) => Uint8Array;
type EditPath = (path: readonly InnerOp[], random: Random, others: readonly InnerOp[]) => readonly InnerOp[];

const CHILD = 33;

/** Changes of a few bytes. */
export const BYTE_EDITS: Readonly<Record<string, EditBytes>> = {
  flip: (bytes, random) => replace(bytes, random, (byte) => byte ^ (1 << random.number(8))),
  overwrite: (bytes, random) => replace(bytes, random, () => random.pick([0, 1, 2, 0x20, 0x7f, 0x80, 0xff])),
  double: (bytes, random) => {
    const at = random.number(bytes.length + 1);
    return concatBytes(bytes.subarray(0, at), bytes.subarray(Math.max(at - 1, 0)));
  },
  drop: (bytes, random) => {
    const at = random.number(Math.max(bytes.length, 1));
    return concatBytes(bytes.subarray(0, at), bytes.subarray(at + 1));
  },
  insert: (bytes, random) => {
    const at = random.number(bytes.length + 1);
    return concatBytes(bytes.subarray(0, at), random.bytes(1), bytes.subarray(at));
  },
  swap: (bytes, random) => {
    const at = random.number(Math.max(bytes.length - 1, 1));
    return concatBytes(bytes.subarray(0, at), bytes.subarray(at, at + 2).toReversed(), bytes.subarray(at + 2));
  },
  cut: (bytes, random) => bytes.subarray(0, random.number(bytes.length + 1)),
  // One and the same number with a byte more.
  longerVarint: (bytes, random) => {
    const at = random.number(Math.max(bytes.length, 1));
    const byte = bytes[at] ?? 0;
    if (byte >= 0x80) return bytes;
    return concatBytes(bytes.subarray(0, at), Uint8Array.of(byte | 0x80, 0), bytes.subarray(at + 1));
  },
  shorterVarint: (bytes, random) => {
    const at = random.number(Math.max(bytes.length, 1));
    return concatBytes(bytes.subarray(0, at), Uint8Array.of((bytes[at] ?? 0) & 0x7f), bytes.subarray(at + 2));
  },
};

/** Of one node: bytes where the numbers are, around the children, or whole children. */
const NODE_EDITS: Readonly<Record<string, (op: InnerOp, random: Random) => InnerOp>> = {
  numbers: (op, random) => {
    const size = Math.min(op.prefix.length, 9);
    const start = editBytes(op.prefix.subarray(0, size), random);
    return { ...op, prefix: concatBytes(start, op.prefix.subarray(size)) };
  },
  prefix: (op, random) => ({ ...op, prefix: editBytes(op.prefix, random) }),
  suffix: (op, random) => ({ ...op, suffix: editBytes(op.suffix, random) }),
  childLength: (op, random) => {
    const length = random.pick([0, 0x1f, 0x21, 0xff]);
    const atEnd = random.number(2) === 0 || op.suffix.length === 0;
    if (!atEnd) return { ...op, suffix: op.suffix.map((byte, index) => (index === 0 ? length : byte)) };
    return { ...op, prefix: op.prefix.map((byte, index) => (index === op.prefix.length - 1 ? length : byte)) };
  },
  // A leaf in the place of a node, as in the theft of BNB.
  leafAsNode: (op) => ({ ...op, prefix: concatBytes(Uint8Array.of(0, 2), op.prefix.subarray(2)) }),
  nothingBefore: (op) => ({ ...op, prefix: new Uint8Array(0) }),
  // Dragonberry: bytes that belong to another hash.
  smuggleBefore: (op, random) => ({ ...op, prefix: concatBytes(op.prefix, random.bytes(random.pick([1, 32, CHILD]))) }),
  smuggleBehind: (op, random) => ({ ...op, suffix: concatBytes(op.suffix, random.bytes(random.pick([1, 32, CHILD]))) }),
  extraChild: (op) => ({ ...op, suffix: concatBytes(op.suffix, Uint8Array.of(32), new Uint8Array(32)) }),
  noChild: (op) => ({ ...op, suffix: new Uint8Array(0) }),
  otherSide: ({ prefix, suffix, hash }) =>
    suffix.length === CHILD
      ? { hash, prefix: concatBytes(prefix, suffix.subarray(1), Uint8Array.of(32)), suffix: new Uint8Array(0) }
      : {
          hash,
          prefix: prefix.subarray(0, Math.max(prefix.length - CHILD, 0)),
          suffix: concatBytes(Uint8Array.of(32), prefix.subarray(-CHILD, -1)),
        },
  hash: (op, random) => ({ ...op, hash: random.pick(['no-hash', 'sha512', 'keccak256', 'sha512-256'] as const) }),
};

const PATH_EDITS: Readonly<Record<string, EditPath>> = {
  node: (path, random) => {
    const at = random.number(Math.max(path.length, 1));
    const edit = NODE_EDITS[random.pick(Object.keys(NODE_EDITS))];
    return path.map((op, index) => (index === at && edit !== undefined ? edit(op, random) : op));
  },
  shortcut: (path, random) => path.toSpliced(random.number(Math.max(path.length, 1)), 1),
  longer: (path, random) => {
    const at = random.number(Math.max(path.length, 1));
    const op = path[at];
    return op === undefined ? path : path.toSpliced(at, 0, op);
  },
  order: (path, random) => {
    const at = random.number(Math.max(path.length - 1, 1));
    return path.toSpliced(at, 2, ...path.slice(at, at + 2).reverse());
  },
  ofAnother: (path, random, others) => {
    const at = random.number(Math.max(path.length, 1));
    return [...path.slice(0, at), ...others.slice(at)];
  },
  none: () => [],
};

/** One thing changed; mostly with the roots computed anew, so that only the rule in question can object. */
export function spoilProof(random: Random, base: ProofCase, other: ProofCase): ProofCase {
  const turn = random.number(12);
  if (turn < 4) return spoilClaim(random, base, other);
  return turn < 6 ? spoilStores(random, base, other) : spoilStore(random, base, other);
}

/** Right, but about something else. */
function spoilClaim(random: Random, base: ProofCase, other: ProofCase): ProofCase {
  switch (random.number(4)) {
    case 0:
      return { ...base, key: editBytes(base.key, random) };
    case 1:
      return { ...base, root: replace(base.root, random, (byte) => byte ^ (1 << random.number(8))) };
    case 2:
      return { ...base, value: base.value === undefined ? other.value : editBytes(base.value, random) };
    default: {
      const [inner] = other.proof.proofs;
      const [, outer] = base.proof.proofs;
      return { ...base, proof: { proofs: [inner, outer].filter((proof) => proof !== undefined) } };
    }
  }
}

function spoilStores(random: Random, base: ProofCase, other: ProofCase): ProofCase {
  const [inner, outer] = base.proof.proofs;
  if (inner === undefined || outer?.kind !== 'exist') throw new Error('a case has two proofs');
  const changed = spoilExistence(random, outer.exist, pathOf(other.proof.proofs[0]));
  const root = random.number(4) === 0 ? undefined : rootOf(changed);
  const proof = { proofs: [inner, { kind: 'exist', exist: changed }] } as const;
  return { ...base, root: root?.length === base.root.length ? root : base.root, proof };
}

function spoilStore(random: Random, base: ProofCase, other: ProofCase): ProofCase {
  const [inner, outer] = base.proof.proofs;
  if (inner === undefined || outer === undefined) throw new Error('a case has two proofs');
  const changed = spoilInner(random, inner, pathOf(other.proof.proofs[0]));
  const root = rootOf(sampleOf(changed));
  if (random.number(6) === 0 || root === undefined) return { ...base, proof: { proofs: [changed, outer] } };
  if (changed.kind !== 'exist') return withStores(root, base.key, base.value, changed);
  const key = random.number(2) === 0 ? changed.exist.key : base.key;
  return withStores(root, key, base.value && changed.exist.value, changed);
}

function spoilInner(random: Random, proof: CommitmentProof, strangers: readonly InnerOp[]): CommitmentProof {
  if (proof.kind === 'exist') return { kind: 'exist', exist: spoilExistence(random, proof.exist, strangers) };
  if (proof.kind !== 'nonexist') return proof;
  return { kind: 'nonexist', nonexist: spoilAbsence(random, proof.nonexist, strangers) };
}

function spoilAbsence(random: Random, proof: NonExistenceProof, strangers: readonly InnerOp[]): NonExistenceProof {
  const { key, left, right } = proof;
  const edit = (one: ExistenceProof | undefined) => one && spoilExistence(random, one, strangers);
  switch (random.number(8)) {
    case 0:
      return { key, left, right: undefined };
    case 1:
      return { key, left: undefined, right };
    case 2:
      return { key, left: right, right: left };
    case 3:
      return { key, left, right: left };
    case 4:
      return { key, left: edit(left), right };
    case 5:
      return { key, left, right: edit(right) };
    default:
      return editShared(random, proof);
  }
}

/** A node above both neighbours, so that they still lead to one root. */
function editShared(random: Random, { key, left, right }: NonExistenceProof): NonExistenceProof {
  const fromTop = random.number(3);
  const edit = NODE_EDITS[random.pick(['numbers', 'childLength', 'extraChild', 'prefix', 'suffix'])];
  const seed = random.bytes(8);
  const change = (proof: ExistenceProof | undefined) => {
    const at = (proof?.path.length ?? 0) - 1 - fromTop;
    const path = proof?.path.map((op, index) => (index === at && edit !== undefined ? edit(op, replay(seed)) : op));
    return proof && path && { ...proof, path };
  };
  return { key, left: change(left), right: change(right) };
}

function spoilExistence(random: Random, proof: ExistenceProof, strangers: readonly InnerOp[]): ExistenceProof {
  switch (random.number(8)) {
    case 0:
      return { ...proof, key: editBytes(proof.key, random) };
    case 1:
      return { ...proof, value: editBytes(proof.value, random) };
    case 2:
      return { ...proof, leaf: proof.leaf && spoilLeaf(random, proof.leaf) };
    default: {
      const edit = PATH_EDITS[random.pick([...Object.keys(PATH_EDITS), 'node', 'node', 'node'])];
      return edit === undefined ? proof : { ...proof, path: edit(proof.path, random, strangers) };
    }
  }
}

function spoilLeaf(random: Random, leaf: LeafOp): LeafOp {
  switch (random.number(6)) {
    case 0:
      return { ...leaf, hash: random.pick(['no-hash', 'sha512', 'keccak256'] as const) };
    case 1:
      return { ...leaf, prehashKey: 'sha256' };
    case 2:
      return { ...leaf, prehashValue: 'no-hash' };
    case 3:
      return { ...leaf, length: random.pick(['no-prefix', 'fixed32-big', 'require-32-bytes'] as const) };
    default:
      return { ...leaf, prefix: editBytes(leaf.prefix, random) };
  }
}

function editBytes(bytes: Uint8Array, random: Random): Uint8Array {
  return BYTE_EDITS[random.pick(Object.keys(BYTE_EDITS))]?.(bytes, random) ?? bytes;
}

function replace(bytes: Uint8Array, random: Random, change: (byte: number) => number): Uint8Array {
  const at = random.number(Math.max(bytes.length, 1));
  return bytes.map((byte, index) => (index === at ? change(byte) : byte));
}

/** The same choices each time. */
function replay(seed: Uint8Array): Random {
  let turn = 0;
  const number = (below: number) => {
    turn += 1;
    return ((seed[turn % seed.length] ?? 0) * 7 + turn) % below;
  };
  return {
    number,
    bigint: (below) => BigInt(number(Number(below))),
    bytes: (size) => new Uint8Array(size).fill(seed[0] ?? 0),
    pick: (choices) => {
      const choice = choices[number(choices.length)];
      if (choice === undefined) throw new RangeError('pick: want something to choose from');
      return choice;
    },
  };
}

function sampleOf(proof: CommitmentProof): ExistenceProof | undefined {
  if (proof.kind === 'exist') return proof.exist;
  return proof.kind === 'nonexist' ? (proof.nonexist.left ?? proof.nonexist.right) : undefined;
}

function pathOf(proof: CommitmentProof | undefined): readonly InnerOp[] {
  return (proof && sampleOf(proof))?.path ?? [];
}

function rootOf(proof: ExistenceProof | undefined): Uint8Array | undefined {
  const root = proof && calculateRoot(proof);
  return root instanceof Uint8Array ? root : undefined;
}
