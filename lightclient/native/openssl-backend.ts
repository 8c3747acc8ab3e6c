/** ed25519 and secp256k1 through `node:crypto`, with each public key imported once. @module */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { secp256k1 } from '@noble/curves/secp256k1.js';

/**
 * Raw signature checks, which need not know ZIP-215. What they accept must be valid under CometBFT's rules; what they
 * refuse is decided elsewhere. May throw for input that they cannot read.
 */
export interface SignatureBackend {
  verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  /** 64 bytes R and S over SHA-256 of the message; the caller has refused high S. */
  verifySecp256k1(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

/** Several validator sets of the largest chains. */
const MAX_KEYS = 4096;

export function createOpensslBackend(maxKeys = MAX_KEYS): SignatureBackend {
  const ed25519Key = createKeyCache(maxKeys, importEd25519);
  const secp256k1Key = createKeyCache(maxKeys, importSecp256k1);
  return {
    verifyEd25519: (publicKey, message, signature) => verify(null, message, ed25519Key(publicKey), signature),
    verifySecp256k1: (publicKey, message, signature) =>
      verify('sha256', message, { key: secp256k1Key(publicKey), dsaEncoding: 'ieee-p1363' }, signature),
  };
}

/** The oldest key leaves first: a peer that sends ever new keys cannot make the cache grow. */
function createKeyCache(maxKeys: number, load: (bytes: Uint8Array) => KeyObject): (bytes: Uint8Array) => KeyObject {
  const keys = new Map<string, KeyObject>();
  return (bytes) => {
    const name = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    const known = keys.get(name);
    if (known !== undefined) return known;
    const key = load(bytes);
    const [oldest] = keys.keys();
    if (keys.size >= maxKeys && oldest !== undefined) keys.delete(oldest);
    keys.set(name, key);
    return key;
  };
}

/** JWK import is ten times faster than DER. */
function importEd25519(bytes: Uint8Array): KeyObject {
  return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: toBase64Url(bytes) } });
}

function importSecp256k1(bytes: Uint8Array): KeyObject {
  const point = secp256k1.Point.fromBytes(bytes).toBytes(false);
  const x = toBase64Url(point.subarray(1, 33));
  const y = toBase64Url(point.subarray(33));
  return createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'secp256k1', x, y } });
}

function toBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
