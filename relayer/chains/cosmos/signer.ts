/** Who signs: a secp256k1 key in memory, or anything else that can sign bytes. @module */
import { createHash } from 'node:crypto';
import { bytesField } from '@causeway/lightclient/codec';
import { encodeBech32 } from '@causeway/lightclient/ibc';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { ripemd160 } from '@noble/hashes/legacy.js';
import { RelayerError } from '../../ports/fault.ts';
import type { AnyMessage } from './transaction.ts';

export interface CosmosSigner {
  readonly address: string;
  readonly publicKey: AnyMessage;
  /** 64 bytes over the SHA-256 of `document`, the same for the same document. */
  sign(document: Uint8Array): Promise<Uint8Array>;
}

export interface LocalSignerOptions {
  /** 32 bytes. Kept in memory, given out to nobody. */
  readonly privateKey: Uint8Array;
  /** Of addresses on this chain, such as `cosmos`. */
  readonly addressPrefix: string;
}

/** @throws {RelayerError} CONFIG_INVALID when the number is no private key. */
export function createLocalSigner({ privateKey, addressPrefix }: LocalSignerOptions): CosmosSigner {
  if (!secp256k1.utils.isValidSecretKey(privateKey)) {
    throw new RelayerError({ code: 'CONFIG_INVALID', message: 'The key is not a secp256k1 private key' });
  }
  const publicKey = secp256k1.getPublicKey(privateKey, true);
  return {
    address: encodeBech32({ prefix: addressPrefix, bytes: ripemd160(sha256(publicKey)) }),
    publicKey: { type: '/cosmos.crypto.secp256k1.PubKey', bytes: bytesField(1, publicKey) },
    // RFC 6979 nonces and low S: deterministic, and what the SDK accepts.
    sign: async (document) => secp256k1.sign(sha256(document), privateKey, { prehash: false, lowS: true }),
  };
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}
