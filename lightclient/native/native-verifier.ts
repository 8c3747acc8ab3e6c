/**
 * Signature checks for Node: OpenSSL first, ZIP-215 decides what it refuses. That is sound since OpenSSL accepts only
 * signatures that ZIP-215 accepts too; the other way round it refuses some that count on chain.
 * @module
 */
import { PORTABLE_VERIFIER, type PublicKey, type SignatureVerifier } from '../tendermint/index.ts';
import { KEY_TYPES } from '../tendermint/validator.ts';
import { createOpensslBackend, type SignatureBackend } from './openssl-backend.ts';
import { passesEd25519SelfTest, passesSecp256k1SelfTest } from './self-test.ts';

/** Half the order of secp256k1, rounded down: the largest low S. */
const MAX_LOW_S = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/**
 * A verifier with the verdicts of `PORTABLE_VERIFIER` at about the speed of OpenSSL. Keep one for the whole process: it
 * remembers imported keys. Each part of the backend is tested first and left unused when it fails.
 */
export function createNativeVerifier(backend: SignatureBackend = createOpensslBackend()): SignatureVerifier {
  const quick: Partial<Record<PublicKey['type'], SignatureBackend['verifyEd25519']>> = {};
  if (passesEd25519SelfTest(backend.verifyEd25519)) quick.ed25519 = backend.verifyEd25519;
  if (passesSecp256k1SelfTest(backend.verifySecp256k1)) quick.secp256k1 = backend.verifySecp256k1;
  return {
    verify(publicKey, message, signature) {
      const { type, bytes } = publicKey;
      const { keySize, signatureSize } = KEY_TYPES[type];
      // Some backends read only the first bytes of a longer input.
      if (bytes.length !== keySize || signature.length !== signatureSize) return false;
      if (type === 'secp256k1' && hasHighS(signature)) return false;
      const accepted = accepts(quick[type], bytes, message, signature);
      return accepted || PORTABLE_VERIFIER.verify(publicKey, message, signature);
    },
  };
}

function accepts(
  verify: SignatureBackend['verifyEd25519'] | undefined,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (verify === undefined) return false;
  try {
    return verify(publicKey, message, signature);
  } catch {
    // A key or signature that OpenSSL cannot read: the portable verifier decides.
    return false;
  }
}

function hasHighS(signature: Uint8Array): boolean {
  let scalar = 0n;
  for (const byte of signature.subarray(32)) scalar = (scalar << 8n) | BigInt(byte);
  return scalar > MAX_LOW_S;
}
