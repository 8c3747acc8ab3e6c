/** What a proof for the contracts says, as an ICS-23 proof: the way back from what `encodeContractProof` writes. @module */
import { concatBytes, toHex } from '@causeway/lightclient/codec';
import {
  calculateRoot,
  type ExistenceProof,
  type InnerOp,
  type LeafOp,
  type MerkleProof,
} from '@causeway/lightclient/proofs';
import { sha256 } from '../build-proof.ts';

/** A proof that leads to this root, where it leads anywhere. */
export interface ReadProof {
  readonly proof: MerkleProof;
  readonly root: Uint8Array;
  /** The hash of a neighbour's value is all that is known of it: this one knows what it shall be of. */
  readonly sha256: (data: Uint8Array) => Uint8Array;
}

interface Edge {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly leaf: LeafOp;
  readonly path: readonly InnerOp[];
}

const CHILD = Uint8Array.of(32);
const NOTHING = new Uint8Array(0);
const OPS = { hash: 'sha256', prehashKey: 'no-hash', prehashValue: 'sha256', length: 'var-proto' } as const;

/** @throws {RangeError} for bytes that are none */
export function readContractProof(
  bytes: Uint8Array,
  { key, value }: { readonly key: Uint8Array; readonly value: Uint8Array | undefined },
): ReadProof {
  const reader = createReader(bytes);
  const inner = value === undefined ? readAbsence(reader, key) : readMembership(reader, key, value);
  const sides = (reader.byte() << 8) | reader.byte();
  if (sides === 0) throw new RangeError('sides: want an end, got none');
  const path = Array.from({ length: 31 - Math.clz32(sides) }, (_, index): InnerOp => {
    const sibling = reader.take(32);
    const isRight = ((sides >> index) & 1) === 1;
    const prefix = isRight ? concatBytes(Uint8Array.of(1), sibling) : Uint8Array.of(1);
    return { hash: 'sha256', prefix, suffix: isRight ? NOTHING : sibling };
  });
  reader.end();
  const sample = inner.kind === 'exist' ? inner.exist : (inner.nonexist.left ?? inner.nonexist.right);
  const hash = reader.sha256;
  const storeRoot = rootOf(sample, hash);
  const leaf = { ...OPS, prefix: Uint8Array.of(0) };
  const exist: ExistenceProof = { key: new TextEncoder().encode('ibc'), value: storeRoot, leaf, path };
  return { proof: { proofs: [inner, { kind: 'exist', exist }] }, root: rootOf(exist, hash), sha256: hash };
}

type Reader = ReturnType<typeof createReader>;

function createReader(bytes: Uint8Array) {
  let pos = 0;
  let version: Uint8Array = NOTHING;
  const preimages = new Map<string, Uint8Array>();
  const take = (size: number) => {
    const part = bytes.subarray(pos, pos + size);
    if (part.length !== size) throw new RangeError(`proof: want ${size} bytes more, got ${part.length}`);
    pos += size;
    return part;
  };
  const byte = () => take(1)[0] ?? 0;
  /** It ends with the first byte that does not say "more". */
  const varint = () => {
    const length = bytes.subarray(pos).findIndex((part) => part < 0x80) + 1;
    if (length === 0) throw new RangeError('varint: want an end, got none');
    return take(length);
  };
  return {
    take,
    byte,
    version() {
      version = take(byte());
      return version;
    },
    newVersion() {
      version = varint();
    },
    size: varint,
    lastVersion: () => version,
    end() {
      if (pos !== bytes.length) throw new RangeError(`proof: want ${pos} bytes, got ${bytes.length}`);
    },
    valueOf(hash: Uint8Array) {
      const name = new TextEncoder().encode(`value of ${toHex(hash)}`);
      preimages.set(toHex(name), hash);
      return name;
    },
    sha256: (data: Uint8Array) => preimages.get(toHex(data)) ?? sha256(data),
  };
}

function readMembership(reader: Reader, key: Uint8Array, value: Uint8Array) {
  const leaf = { ...OPS, prefix: concatBytes(Uint8Array.of(0, 2), reader.version()) };
  return { kind: 'exist', exist: { key, value, leaf, path: readPath(reader) } } as const;
}

function readAbsence(reader: Reader, key: Uint8Array) {
  const kind = reader.byte();
  if (kind < 1 || kind > 3) throw new RangeError(`kind: want 1 to 3, got ${kind}`);
  if (kind !== 3) {
    const only = readEdge(reader, kind === 1);
    return {
      kind: 'nonexist',
      nonexist: { key, left: kind === 1 ? only : undefined, right: kind === 2 ? only : undefined },
    } as const;
  }
  const right = readEdge(reader, false);
  const left = readEdge(reader, true);
  if (reader.byte() !== 0x41) throw new RangeError('meeting: want one node');
  const meeting = readNode(reader, false);
  const above = readPath(reader);
  const half = rootOf(left, reader.sha256);
  const numbers = meeting.prefix.subarray(0, -1);
  const ofRight = { hash: 'sha256', prefix: concatBytes(numbers, CHILD, half, CHILD), suffix: NOTHING } as const;
  return {
    kind: 'nonexist',
    nonexist: {
      key,
      left: { ...left, path: [...left.path, meeting, ...above] },
      right: { ...right, path: [...right.path, ofRight, ...above] },
    },
  } as const;
}

function readEdge(reader: Reader, isLeft: boolean): Edge {
  const size = (reader.byte() << 8) | reader.byte();
  const key = reader.take(size);
  const valueHash = reader.take(32);
  // An empty value is one that the contract knows by its hash.
  const isEmpty = toHex(valueHash) === toHex(sha256());
  const value = isEmpty ? NOTHING : reader.valueOf(valueHash);
  const leaf = { ...OPS, prefix: concatBytes(Uint8Array.of(0, 2), reader.version()) };
  const head = reader.byte();
  if (head >> 6 !== 1) throw new RangeError(`edge: want the end at the root, got ${head >> 6}`);
  return { key, value, leaf, path: Array.from({ length: head & 0x3f }, () => readNode(reader, isLeft)) };
}

function readPath(reader: Reader): readonly InnerOp[] {
  const path: InnerOp[] = [];
  for (;;) {
    const head = reader.byte();
    const end = head >> 6;
    for (let count = head & 0x3f; count > 0; count--) path.push(readNode(reader, false));
    if (end === 1) return path;
    if (end !== 2 || path.length === 0) throw new RangeError(`path: want the end at the root, got ${end}`);
  }
}

function readNode(reader: Reader, usualRight: boolean): InnerOp {
  const head = reader.byte();
  if ((head & 1) === 1) reader.newVersion();
  const numbers = concatBytes(Uint8Array.of(head & 0x7e), reader.size(), reader.lastVersion());
  const sibling = reader.take(32);
  const isRight = head >= 0x80 !== usualRight;
  return isRight
    ? { hash: 'sha256', prefix: concatBytes(numbers, CHILD, sibling, CHILD), suffix: NOTHING }
    : { hash: 'sha256', prefix: concatBytes(numbers, CHILD), suffix: concatBytes(CHILD, sibling) };
}

function rootOf(proof: ExistenceProof | undefined, hash: (data: Uint8Array) => Uint8Array): Uint8Array {
  const root = proof && calculateRoot(proof, { sha256: hash });
  if (!(root instanceof Uint8Array)) throw new RangeError('root: want one, got none');
  return root;
}
