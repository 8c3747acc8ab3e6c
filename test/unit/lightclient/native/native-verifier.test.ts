import { fromHex } from '@causeway/lightclient/codec';
import { createNativeVerifier, type SignatureBackend } from '@causeway/lightclient/native';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { describe, expect, test } from 'vitest';
import { createOpensslBackend } from '../../../../lightclient/native/openssl-backend.ts';
import { passesEd25519SelfTest, passesSecp256k1SelfTest } from '../../../../lightclient/native/self-test.ts';
import { createSigner, flipByte, sha256 } from '../../../support/build-header.ts';

const MESSAGE = new TextEncoder().encode('a vote');
const openssl = createOpensslBackend();
const { validator, sign } = createSigner('n');
const secp = createSigner('n', 1n, 'secp256k1');

/** A backend that counts, and of which one part may be replaced. */
function countCalls(change: Partial<SignatureBackend> = {}) {
  const calls = { ed25519: 0, secp256k1: 0 };
  const base = { ...openssl, ...change };
  const backend: SignatureBackend = {
    verifyEd25519: (...input) => {
      calls.ed25519 += 1;
      return base.verifyEd25519(...input);
    },
    verifySecp256k1: (...input) => {
      calls.secp256k1 += 1;
      return base.verifySecp256k1(...input);
    },
  };
  const verifier = createNativeVerifier(backend);
  calls.ed25519 = 0;
  calls.secp256k1 = 0;
  return { verifier, calls };
}

test('OpenSSL passes its self-tests', () => {
  expect(passesEd25519SelfTest(openssl.verifyEd25519)).toBe(true);
  expect(passesSecp256k1SelfTest(openssl.verifySecp256k1)).toBe(true);
});

describe('a backend fails its self-test when it', () => {
  const reduce = (signature: Uint8Array): Uint8Array => {
    const l = (1n << 252n) + 27742317777372353535851937790883648493n;
    let scalar = BigInt(`0x${Buffer.from(signature.subarray(32, 64)).reverse().toString('hex')}`) % l;
    const out = Uint8Array.from(signature);
    for (let at = 32; at < 64; at++) {
      out[at] = Number(scalar & 0xffn);
      scalar >>= 8n;
    }
    return out;
  };

  test.each<[string, SignatureBackend['verifyEd25519']]>([
    ['accepts all', () => true],
    ['refuses all', () => false],
    [
      'throws always',
      () => {
        throw new Error('no such algorithm');
      },
    ],
    [
      'takes S modulo the group order',
      (key, message, signature) => openssl.verifyEd25519(key, message, reduce(signature)),
    ],
    [
      'reads 64 bytes of a longer signature',
      (key, message, signature) => openssl.verifyEd25519(key, message, signature.subarray(0, 64)),
    ],
    ['does not look at the message', (key, _, signature) => openssl.verifyEd25519(key, fromHex('af82'), signature)],
  ])('%s', (_, verify) => {
    expect(passesEd25519SelfTest(verify)).toBe(false);
    const { verifier, calls } = countCalls({ verifyEd25519: verify });
    expect(verifier.verify(validator.publicKey, MESSAGE, sign(MESSAGE))).toBe(true);
    expect(verifier.verify(validator.publicKey, MESSAGE, flipByte(sign(MESSAGE)))).toBe(false);
    expect(calls.ed25519).toBe(0);
  });

  test.each<[string, SignatureBackend['verifySecp256k1']]>([
    ['accepts all', () => true],
    ['refuses all', () => false],
    [
      'reads 64 bytes of a longer signature',
      (key, message, signature) => openssl.verifySecp256k1(key, message, signature.subarray(0, 64)),
    ],
  ])('secp256k1: %s', (_, verify) => {
    expect(passesSecp256k1SelfTest(verify)).toBe(false);
    const { verifier, calls } = countCalls({ verifySecp256k1: verify });
    expect(verifier.verify(secp.validator.publicKey, MESSAGE, secp.sign(MESSAGE))).toBe(true);
    expect(calls.secp256k1).toBe(0);
  });
});

test('asks the backend once, and sees no input of the wrong size', () => {
  const { verifier, calls } = countCalls();
  expect(verifier.verify(validator.publicKey, MESSAGE, sign(MESSAGE))).toBe(true);
  expect(verifier.verify(secp.validator.publicKey, MESSAGE, secp.sign(MESSAGE))).toBe(true);
  expect(calls).toEqual({ ed25519: 1, secp256k1: 1 });
  expect(verifier.verify(validator.publicKey, MESSAGE, new Uint8Array(65))).toBe(false);
  expect(verifier.verify({ type: 'ed25519', bytes: new Uint8Array(33) }, MESSAGE, new Uint8Array(64))).toBe(false);
  expect(calls).toEqual({ ed25519: 1, secp256k1: 1 });
});

describe('a key with a small-order part', () => {
  const { Point, utils } = ed25519;
  const ofOrderTwo = Point.fromHex(`ec${'ff'.repeat(30)}7f`);
  const key = Point.fromBytes(validator.publicKey.bytes).add(ofOrderTwo).toBytes();
  const { scalar } = utils.getExtendedPublicKey(sha256('signer n'));
  const toScalar = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);

  /** The equation times eight holds; the plain one only when the challenge is even. */
  function signFor(message: Uint8Array): Uint8Array {
    const nonce = 12345n;
    const r = Point.BASE.multiply(nonce).toBytes();
    const challenge = toScalar(sha512(Uint8Array.of(...r, ...key, ...message)));
    const s = Point.Fn.create(nonce + challenge * scalar);
    return Uint8Array.of(...r, ...Point.Fn.toBytes(s));
  }

  const votes = Array.from({ length: 8 }, (_, index) => Uint8Array.of(index)).map((message) => ({
    message,
    signature: signFor(message),
  }));

  test('signs votes of which OpenSSL by itself refuses some', () => {
    expect(votes.map(({ message, signature }) => openssl.verifyEd25519(key, message, signature))).toContain(false);
  });

  test('has all of its votes accepted', () => {
    const { verifier } = countCalls();
    const verify = (message: Uint8Array, signature: Uint8Array) =>
      verifier.verify({ type: 'ed25519', bytes: key }, message, signature);
    expect(votes.map(({ message, signature }) => verify(message, signature))).toEqual(votes.map(() => true));
    expect(votes.map(({ message, signature }) => verify(message, flipByte(signature, 32)))).toEqual(
      votes.map(() => false),
    );
  });
});

test('forgets the oldest key when the cache is full, and still answers', () => {
  const backend = createOpensslBackend(2);
  const all = ['a', 'b', 'c', 'd', 'a'].map((name) => createSigner(name));
  for (const signer of [...all, ...all]) {
    expect(backend.verifyEd25519(signer.validator.publicKey.bytes, MESSAGE, signer.sign(MESSAGE))).toBe(true);
  }
});
