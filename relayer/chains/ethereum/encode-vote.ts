/** Votes as the contracts' `ICommitVerifier` takes them: with hints that spare it square roots and inversions. @module */
import { concatBytes } from '@causeway/lightclient/codec';
import type { PublicKey } from '@causeway/lightclient/tendermint';
import { ed25519 } from '@noble/curves/ed25519.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256 } from '@noble/hashes/sha2.js';

/** A vote is a key, evidence, the length of the message in two bytes, and the message. */
export function encodeVote(publicKey: PublicKey, evidence: Uint8Array, message: Uint8Array): Uint8Array {
  if (message.length > 0xffff) throw new RangeError(`message: want at most 65535 bytes, got ${message.length}`);
  const length = Uint8Array.of(message.length >> 8, message.length & 0xff);
  return concatBytes(publicKey.bytes, evidence, length, message);
}

/**
 * Signature and hints, for a valid signature. For an invalid one there need not be any hints.
 * @throws {RangeError} if the key's type has no verifier on chain
 * @throws {Error} if the key or the signature is no point, or none of this message
 */
export function encodeEvidence(publicKey: PublicKey, message: Uint8Array, signature: Uint8Array): Uint8Array {
  switch (publicKey.type) {
    case 'ed25519':
      return concatBytes(signature, xOf(publicKey.bytes), xOf(signature.subarray(0, 32)));
    case 'secp256k1':
      return concatBytes(signature, yOf(publicKey.bytes), recoveryBit(publicKey.bytes, message, signature));
    case 'secp256k1eth':
      return concatBytes(signature, yOf(publicKey.bytes));
    default:
      throw new RangeError(`evidence: want a key of ed25519, secp256k1 or secp256k1eth, got ${publicKey.type}`);
  }
}

/** x of a point of edwards25519, as ZIP-215 reads it. */
function xOf(encoding: Uint8Array): Uint8Array {
  return wordOf(ed25519.Point.fromBytes(encoding, true).toAffine().x);
}

function yOf(compressed: Uint8Array): Uint8Array {
  return wordOf(secp256k1.Point.fromBytes(compressed).toAffine().y);
}

/** Which of the two points with x = r the signature was made with. */
function recoveryBit(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Uint8Array {
  const parsed = secp256k1.Signature.fromBytes(signature, 'compact');
  const point = secp256k1.Point.fromBytes(key);
  const digest = sha256(message);
  const bit = [0, 1].find((candidate) => parsed.addRecoveryBit(candidate).recoverPublicKey(digest).equals(point));
  if (bit === undefined) throw new RangeError('evidence: want a signature by the key of the message');
  return Uint8Array.of(bit);
}

function wordOf(value: bigint): Uint8Array {
  return Uint8Array.from(Buffer.from(value.toString(16).padStart(64, '0'), 'hex'));
}
