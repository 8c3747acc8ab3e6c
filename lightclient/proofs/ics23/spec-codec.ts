/** The protobuf form of proof specs, as a Tendermint client state carries them. @module */
import {
  bytesField,
  concatBytes,
  DecodeError,
  intField,
  messageField,
  one,
  readMessage,
  uintField,
} from '../../codec/index.ts';
import { decodeLeafOp, toHashOp } from './decode-proof.ts';
import { encodeLeafOp, hashNumber } from './encode-proof.ts';
import { decodePacked, encodePacked } from './packed.ts';
import type { InnerSpec, ProofSpec } from './spec.ts';

const MAX_CHILDREN = 256;
const NOTHING = new Uint8Array(0);

const PROOF_SPEC = {
  leafSpec: one(1, 'bytes'),
  innerSpec: one(2, 'bytes'),
  maxDepth: one(3, 'int32'),
  minDepth: one(4, 'int32'),
  prehashKeyBeforeComparison: one(5, 'bool'),
};
const INNER_SPEC = {
  childOrder: one(1, 'bytes'),
  childSize: one(2, 'int32'),
  minPrefixLength: one(3, 'int32'),
  maxPrefixLength: one(4, 'int32'),
  emptyChild: one(5, 'bytes'),
  hash: one(6, 'int32'),
};

/** Decodes `cosmos.ics23.v1.ProofSpec`. Both parts must be there: without them nothing can be verified. @throws {DecodeError} */
export function decodeProofSpec(bytes: Uint8Array, field = 'proofSpec'): ProofSpec {
  const {
    leafSpec,
    innerSpec,
    maxDepth = 0,
    minDepth = 0,
    prehashKeyBeforeComparison = false,
  } = readMessage(bytes, PROOF_SPEC, field);
  if (leafSpec === undefined) throw new DecodeError(`${field}.leafSpec`, 'a leaf spec', 'none');
  if (innerSpec === undefined) throw new DecodeError(`${field}.innerSpec`, 'an inner spec', 'none');
  return {
    leafSpec: decodeLeafOp(leafSpec, `${field}.leafSpec`),
    innerSpec: decodeInnerSpec(innerSpec, `${field}.innerSpec`),
    maxDepth,
    minDepth,
    prehashKeyBeforeComparison,
  };
}

/** Encodes `cosmos.ics23.v1.ProofSpec`. */
export function encodeProofSpec(spec: ProofSpec): Uint8Array {
  return concatBytes(
    messageField(1, encodeLeafOp(spec.leafSpec)),
    messageField(2, encodeInnerSpec(spec.innerSpec)),
    intField(3, BigInt(spec.maxDepth)),
    intField(4, BigInt(spec.minDepth)),
    uintField(5, spec.prehashKeyBeforeComparison ? 1n : 0n),
  );
}

function decodeInnerSpec(bytes: Uint8Array, field: string): InnerSpec {
  const {
    childOrder,
    childSize = 0,
    minPrefixLength = 0,
    maxPrefixLength = 0,
    emptyChild,
    hash,
  } = readMessage(bytes, INNER_SPEC, field);
  const order = decodePacked(childOrder ?? NOTHING, `${field}.childOrder`);
  if (order.length > MAX_CHILDREN) {
    throw new DecodeError(`${field}.childOrder`, `at most ${MAX_CHILDREN} children`, `${order.length}`);
  }
  return {
    childOrder: order,
    childSize,
    minPrefixLength,
    maxPrefixLength,
    emptyChild: emptyChild ?? NOTHING,
    hash: toHashOp(hash, `${field}.hash`),
  };
}

function encodeInnerSpec(spec: InnerSpec): Uint8Array {
  return concatBytes(
    bytesField(1, encodePacked(spec.childOrder)),
    intField(2, BigInt(spec.childSize)),
    intField(3, BigInt(spec.minPrefixLength)),
    intField(4, BigInt(spec.maxPrefixLength)),
    bytesField(5, spec.emptyChild),
    uintField(6, hashNumber(spec.hash)),
  );
}
