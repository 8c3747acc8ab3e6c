import { createNativeVerifier } from '@causeway/lightclient/native';
import { type KeyType, PORTABLE_VERIFIER, type SignatureVerifier } from '@causeway/lightclient/tendermint';
import { describe, expect, test } from 'vitest';
import { createSigner, flipByte } from '../../../support/build-header.ts';

const MESSAGE = new TextEncoder().encode('a vote');
const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const L = (1n << 252n) + 27742317777372353535851937790883648493n;

function toBytes(value: bigint, order: 'big' | 'little'): Uint8Array {
  const bytes = Uint8Array.from(Buffer.from(value.toString(16).padStart(64, '0'), 'hex'));
  return order === 'big' ? bytes : bytes.toReversed();
}

function toBigInt(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

/** The same signature with another S, and for secp256k1eth the other V. */
function withHighS(signature: Uint8Array): Uint8Array {
  const high = N - toBigInt(signature.subarray(32, 64));
  const rest = signature.subarray(64).map((v) => v ^ 1);
  return Uint8Array.of(...signature.subarray(0, 32), ...toBytes(high, 'big'), ...rest);
}

describe.each<[string, SignatureVerifier]>([
  ['portable', PORTABLE_VERIFIER],
  ['native', createNativeVerifier()],
])('%s', (_, verifier) => {
  describe.each<KeyType>(['ed25519', 'secp256k1', 'secp256k1eth'])('%s', (type) => {
    const { validator, sign } = createSigner('s', 1n, type);
    const { publicKey } = validator;
    const signature = sign(MESSAGE);

    test('accepts a signature, again and again', () => {
      expect(verifier.verify(publicKey, MESSAGE, signature)).toBe(true);
      expect(verifier.verify(publicKey, MESSAGE, signature)).toBe(true);
    });

    test('rejects another message, key or signature', () => {
      expect(verifier.verify(publicKey, flipByte(MESSAGE), signature)).toBe(false);
      expect(verifier.verify(createSigner('other', 1n, type).validator.publicKey, MESSAGE, signature)).toBe(false);
      for (const index of [0, 31, 32, 63]) {
        expect(verifier.verify(publicKey, MESSAGE, flipByte(signature, index))).toBe(false);
      }
      expect(verifier.verify(publicKey, MESSAGE, new Uint8Array(signature.length))).toBe(false);
    });

    test('rejects a longer and a shorter signature', () => {
      expect(verifier.verify(publicKey, MESSAGE, Uint8Array.of(...signature, 0))).toBe(false);
      expect(verifier.verify(publicKey, MESSAGE, signature.subarray(0, -1))).toBe(false);
      expect(verifier.verify(publicKey, MESSAGE, new Uint8Array(0))).toBe(false);
    });

    test('rejects a longer and a shorter key', () => {
      const { bytes } = publicKey;
      for (const other of [Uint8Array.of(...bytes, 0), bytes.subarray(0, -1)]) {
        expect(verifier.verify({ type, bytes: other }, MESSAGE, signature)).toBe(false);
      }
    });

    test('rejects a key that is no point', () => {
      const bytes = new Uint8Array(publicKey.bytes.length).fill(0xff);
      expect(verifier.verify({ type, bytes }, MESSAGE, signature)).toBe(false);
    });
  });

  test('ed25519: rejects S raised by a multiple of the group order', () => {
    const { validator, sign } = createSigner('s');
    const signature = sign(MESSAGE);
    const scalar = toBigInt(signature.subarray(32).toReversed());
    for (const factor of [1n, 2n, 8n, 14n]) {
      const raised = Uint8Array.of(...signature.subarray(0, 32), ...toBytes(scalar + factor * L, 'little'));
      expect(verifier.verify(validator.publicKey, MESSAGE, raised)).toBe(false);
    }
  });

  test.each<KeyType>(['secp256k1', 'secp256k1eth'])('%s: rejects high S', (type) => {
    const { validator, sign } = createSigner('s', 1n, type);
    expect(verifier.verify(validator.publicKey, MESSAGE, withHighS(sign(MESSAGE)))).toBe(false);
  });

  test.each<KeyType>(['secp256k1', 'secp256k1eth'])('%s: rejects R or S of zero or of the group order', (type) => {
    const { validator, sign } = createSigner('s', 1n, type);
    const good = sign(MESSAGE);
    for (const [at, value] of [
      [0, 0n],
      [0, N],
      [32, 0n],
      [32, N],
    ] as const) {
      const bad = Uint8Array.from(good);
      bad.set(toBytes(value, 'big'), at);
      expect(verifier.verify(validator.publicKey, MESSAGE, bad)).toBe(false);
    }
  });

  test('secp256k1eth: rejects V of 2, 27 and the other of 0 and 1', () => {
    const { validator, sign } = createSigner('s', 1n, 'secp256k1eth');
    const good = sign(MESSAGE);
    const v = good[64] ?? 0;
    for (const other of [v ^ 1, 2, 3, v + 27]) {
      expect(verifier.verify(validator.publicKey, MESSAGE, Uint8Array.of(...good.subarray(0, 64), other))).toBe(false);
    }
  });

  test.each<KeyType>(['bls12381', 'mldsa65'])('%s: never accepts', (type) => {
    const { validator, sign } = createSigner('s', 1n, type);
    expect(verifier.verify(validator.publicKey, MESSAGE, sign(MESSAGE))).toBe(false);
  });
});
