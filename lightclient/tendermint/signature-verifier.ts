/** The port over which signatures are checked, and its portable implementation. @module */
import { ed25519 } from '@noble/curves/ed25519.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { equalBytes } from '../codec/index.ts';
import { KEY_TYPES, type PublicKey } from './validator.ts';

/**
 * Checks one signature as CometBFT does: ed25519 under ZIP-215, secp256k1 and secp256k1eth with low S.
 * A key type that cannot be verified gives false. Never throws.
 */
export interface SignatureVerifier {
  verify(publicKey: PublicKey, message: Uint8Array, signature: Uint8Array): boolean;
}

/** Pure JavaScript: the reference that faster verifiers are compared with. */
export const PORTABLE_VERIFIER: SignatureVerifier = {
  verify(publicKey, message, signature) {
    const { verifiable, keySize, signatureSize } = KEY_TYPES[publicKey.type];
    // Some backends read only the first bytes of a longer input.
    const sizesFit = publicKey.bytes.length === keySize && signature.length === signatureSize;
    if (!verifiable || !sizesFit) return false;
    try {
      return verifyByType(publicKey, message, signature);
    } catch {
      // The library throws for some malformed points and scalars.
      return false;
    }
  },
};

function verifyByType({ type, bytes }: PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  switch (type) {
    case 'ed25519':
      return ed25519.verify(signature, message, bytes, { zip215: true });
    case 'secp256k1':
      return isCompressed(bytes) && secp256k1.verify(signature, message, bytes, { lowS: true, prehash: true });
    case 'secp256k1eth':
      return verifyEthereum(bytes, message, signature);
    default:
      return false;
  }
}

function isCompressed(key: Uint8Array): boolean {
  return key[0] === 2 || key[0] === 3;
}

/** R, S and the recovery bit V over legacy Keccak-256. Source: CometBFT `crypto/secp256k1eth`. */
function verifyEthereum(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const recovery = signature[64] ?? 2;
  if (recovery > 1) return false;
  const parsed = secp256k1.Signature.fromBytes(signature.subarray(0, 64), 'compact');
  if (parsed.hasHighS()) return false;
  const recovered = parsed.addRecoveryBit(recovery).recoverPublicKey(keccak_256(message));
  return equalBytes(recovered.toBytes(true), key);
}
