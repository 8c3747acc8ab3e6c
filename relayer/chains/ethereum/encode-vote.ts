/** Votes as the contracts' `ICommitVerifier` takes them: with hints that spare it square roots and inversions. @module */
import { concatBytes } from '@causeway/lightclient/codec';
import { KEY_TYPES, type PublicKey } from '@causeway/lightclient/tendermint';
import { ed25519 } from '@noble/curves/ed25519.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256 } from '@noble/hashes/sha2.js';

type Point = InstanceType<typeof secp256k1.Point>;

/** A vote is a key, evidence, the length of the message in two bytes, and the message. */
export function encodeVote(publicKey: PublicKey, evidence: Uint8Array, message: Uint8Array): Uint8Array {
  if (message.length > 0xffff) throw new RangeError(`message: want at most 65535 bytes, got ${message.length}`);
  const length = Uint8Array.of(message.length >> 8, message.length & 0xff);
  return concatBytes(publicKey.bytes, evidence, length, message);
}

/**
 * Signature and hints. Whether the signature is valid is not judged, but hints exist for points only.
 * @throws {RangeError} if the key's type has no verifier on chain, or the signature has another size
 * @throws {Error} if the key, or R of an ed25519 signature, is no point
 */
export function encodeEvidence(publicKey: PublicKey, message: Uint8Array, signature: Uint8Array): Uint8Array {
  const { signatureSize } = KEY_TYPES[publicKey.type];
  if (signature.length !== signatureSize) {
    throw new RangeError(`signature: want ${signatureSize} bytes, got ${signature.length}`);
  }
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

/** Which of the two points with x = r the signature was made with; 0 where it is neither: judging is the contract's. */
function recoveryBit(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Uint8Array {
  const point = secp256k1.Point.fromBytes(key);
  const digest = sha256(message);
  return Uint8Array.of(isMadeWith(1, point, digest, signature) ? 1 : 0);
}

function isMadeWith(bit: number, point: Point, digest: Uint8Array, signature: Uint8Array): boolean {
  try {
    const parsed = secp256k1.Signature.fromBytes(signature, 'compact');
    return parsed.addRecoveryBit(bit).recoverPublicKey(digest).equals(point);
  } catch {
    // The library throws for numbers out of range and for an r that is no point's x.
    return false;
  }
}

function wordOf(value: bigint): Uint8Array {
  return Uint8Array.from(Buffer.from(value.toString(16).padStart(64, '0'), 'hex'));
}
