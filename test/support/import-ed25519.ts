/** Imports raw ed25519 public keys for comparison with bare OpenSSL. @module */
import { createPublicKey, type KeyObject } from 'node:crypto';

export function importEd25519(bytes: Uint8Array): KeyObject {
  return createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(bytes).toString('base64url') },
  });
}
