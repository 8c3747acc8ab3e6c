/**
 * Sync committees whose secret keys are ours, their signatures, and points that no key or signature may be. Signs with blst, since a
 * test needs many signatures; the portable verifier is thus tried on those of another library.
 * @module
 */
import type { SyncCommittee } from '@causeway/lightclient/ethereum';
import { SecretKey } from '@chainsafe/blst';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { sha256 } from './build-header.ts';

const { G1, G2, fields, longSignatures } = bls12_381;
const P = fields.Fp.ORDER;
const SUITE = 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_';

const PUBKEY_SIZE = 48;
const SIGNATURE_SIZE = 96;
const COMPRESSED = 0x80;
const INFINITY = 0x40;
const GREATER_Y = 0x20;

export interface BlsSigner {
  readonly secret: bigint;
  readonly pubkey: Uint8Array;
}

export interface CommitteeOfSigners {
  readonly signers: readonly BlsSigner[];
  /** What updates and bootstraps hold: no secrets. */
  readonly committee: SyncCommittee;
}

const known = new Map<string, BlsSigner>();

/** The same name always gives the same key. */
export function createBlsSigner(name: string): BlsSigner {
  const signer = known.get(name) ?? signerOf(fields.Fr.create(toInteger(sha256(`bls signer ${name}`))));
  known.set(name, signer);
  return signer;
}

/** Whose key cancels that of the signer. */
export function opposite({ secret }: BlsSigner): BlsSigner {
  return signerOf(fields.Fr.neg(secret));
}

/** Whose key is the sum of theirs. */
export function sumOf(signers: readonly BlsSigner[]): BlsSigner {
  return signerOf(sumSecrets(signers));
}

function signerOf(secret: bigint): BlsSigner {
  return { secret, pubkey: publicKey(secret) };
}

export function createBlsSigners(count: number, prefix = 'm'): readonly BlsSigner[] {
  return Array.from({ length: count }, (_, index) => createBlsSigner(`${prefix}${index}`));
}

/** Their secrets must not sum up to zero: there is no aggregate key then. */
export function buildSyncCommittee(signers: readonly BlsSigner[]): CommitteeOfSigners {
  const committee = {
    pubkeys: signers.map(({ pubkey }) => pubkey),
    aggregatePubkey: publicKey(sumSecrets(signers)),
  };
  return { signers, committee };
}

/** What the signatures of all of them aggregate to. */
export function signTogether(signers: readonly BlsSigner[], message: Uint8Array, suite = SUITE): Uint8Array {
  const secret = sumSecrets(signers);
  if (suite === SUITE) return secretKey(secret).sign(message).toBytes();
  return longSignatures.hash(message, suite).multiply(secret).toBytes();
}

function publicKey(secret: bigint): Uint8Array {
  return secretKey(secret).toPublicKey().toBytes();
}

/** @throws {Error} for zero. */
function secretKey(secret: bigint): SecretKey {
  return SecretKey.fromBytes(Buffer.from(secret.toString(16).padStart(64, '0'), 'hex'));
}

function sumSecrets(signers: readonly BlsSigner[]): bigint {
  return signers.reduce((sum, { secret }) => fields.Fr.add(sum, secret), 0n);
}

/** Bits of a committee of `size`, least significant bit of the first byte first. */
export function bitsOf(size: number, isSet: (index: number) => boolean): Uint8Array {
  const bits = new Uint8Array(Math.ceil(size / 8));
  for (let index = 0; index < size; index++) {
    if (isSet(index)) bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return bits;
}

/** Encodings of 48 bytes or about so that are no key, by what is wrong with them. */
export function spoilKey(pubkey: Uint8Array): Readonly<Record<string, Uint8Array>> {
  return {
    ...spoilEncoding(pubkey, PUBKEY_SIZE),
    'is uncompressed': G1.Point.fromBytes(pubkey).toBytes(false),
    'is a point of order three': withFlags(new Uint8Array(PUBKEY_SIZE), COMPRESSED),
    'is out of the subgroup': findPoint(PUBKEY_SIZE, (bytes) => isOutside(G1.Point, bytes)),
    'has an x without a point': findPoint(PUBKEY_SIZE, (bytes) => !isOnCurve(G1.Point, bytes)),
    'has its x raised by the modulus': raiseX(PUBKEY_SIZE, 0, G1.Point),
  };
}

/** Encodings of 96 bytes or about so that are no signature, by what is wrong with them. */
export function spoilSignature(signature: Uint8Array): Readonly<Record<string, Uint8Array>> {
  return {
    ...spoilEncoding(signature, SIGNATURE_SIZE),
    'is uncompressed': G2.Point.fromBytes(signature).toBytes(false),
    'is out of the subgroup': findPoint(SIGNATURE_SIZE, (bytes) => isOutside(G2.Point, bytes)),
    'has an x without a point': findPoint(SIGNATURE_SIZE, (bytes) => !isOnCurve(G2.Point, bytes)),
    'has the first part of its x raised by the modulus': raiseX(SIGNATURE_SIZE, 0, G2.Point),
    'has the second part of its x raised by the modulus': raiseX(SIGNATURE_SIZE, PUBKEY_SIZE, G2.Point),
  };
}

function spoilEncoding(right: Uint8Array, size: number): Readonly<Record<string, Uint8Array>> {
  const nothing = new Uint8Array(size);
  const lastByte = Uint8Array.from(nothing).fill(1, size - 1);
  return {
    'is infinity': withFlags(nothing, COMPRESSED | INFINITY),
    'is infinity with a sign': withFlags(nothing, COMPRESSED | INFINITY | GREATER_Y),
    'is infinity with an x': withFlags(lastByte, COMPRESSED | INFINITY),
    'is infinity without the flag of compression': withFlags(nothing, INFINITY),
    'is all zeros': nothing,
    'lacks the flag of compression': right.map((byte, at) => (at === 0 ? byte & ~COMPRESSED : byte)),
    'has the flag of infinity': right.map((byte, at) => (at === 0 ? byte | INFINITY : byte)),
    'is a byte too short': right.subarray(0, size - 1),
    'is a byte too long': Uint8Array.of(...right, 0),
    'is empty': new Uint8Array(0),
    'has all bits set': new Uint8Array(size).fill(0xff),
  };
}

interface Decoder {
  fromBytes(bytes: Uint8Array): unknown;
}

/** The library refuses a point out of the subgroup with a message of its own. */
function refusalOf(point: Decoder, bytes: Uint8Array): string | undefined {
  try {
    point.fromBytes(bytes);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

function isOutside(point: Decoder, bytes: Uint8Array): boolean {
  return refusalOf(point, bytes)?.includes('subgroup') ?? false;
}

function isOnCurve(point: Decoder, bytes: Uint8Array): boolean {
  return refusalOf(point, bytes) === undefined || isOutside(point, bytes);
}

/** The first x from 1 on that has the property. */
function findPoint(size: number, fits: (bytes: Uint8Array) => boolean): Uint8Array {
  for (let x = 1; ; x++) {
    const bytes = withFlags(Uint8Array.from(new Uint8Array(size)).fill(x, size - 1), COMPRESSED);
    if (fits(bytes)) return bytes;
  }
}

/** Decodes to a point if the coordinate that begins at `at` is reduced. */
function raiseX(size: number, at: number, point: Decoder): Uint8Array {
  const small = withFlags(
    findPoint(size, (bytes) => isOnCurve(point, bytes)),
    0,
  );
  const coordinate = toInteger(small.subarray(at, at + PUBKEY_SIZE));
  const raised = Buffer.from((coordinate + P).toString(16).padStart(2 * PUBKEY_SIZE, '0'), 'hex');
  const out = Uint8Array.from(small);
  out.set(raised, at);
  return withFlags(out, COMPRESSED);
}

function withFlags(bytes: Uint8Array, flags: number): Uint8Array {
  return bytes.map((byte, at) => (at === 0 ? (byte & 0x1f) | flags : byte));
}

function toInteger(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}
