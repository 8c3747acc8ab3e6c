/** Soundness of the fast path: what OpenSSL accepts, ZIP-215 accepts; and the two verifiers never disagree. @module */
import { fromHex } from '@causeway/lightclient/codec';
import { createNativeVerifier } from '@causeway/lightclient/native';
import { PORTABLE_VERIFIER } from '@causeway/lightclient/tendermint';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createOpensslBackend } from '../../lightclient/native/openssl-backend.ts';
import { createSigner } from '../support/build-header.ts';
import { readVector } from '../support/read-vector.ts';

/** Fixed, so that a failure repeats. */
const SEED = 20_261_124;

const native = createNativeVerifier();
const openssl = createOpensslBackend();
const vectors = readVector('zip215/zip215-196.json') as { vk_bytes: string; sig_bytes: string }[];

/** Encodings that matter: small order, not canonical, and honest ones. */
const points = fc.constantFrom(...new Set(vectors.map(({ vk_bytes }) => vk_bytes)), ...honestKeys());
const scalars = fc.oneof(
  fc.constantFrom(...new Set(vectors.map(({ sig_bytes }) => sig_bytes.slice(64)))),
  fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex')),
);

function honestKeys(): string[] {
  return ['a', 'b'].map((name) => Buffer.from(createSigner(name).validator.publicKey.bytes).toString('hex'));
}

function judge(key: Uint8Array, message: Uint8Array, signature: Uint8Array): void {
  const publicKey = { type: 'ed25519', bytes: key } as const;
  const want = PORTABLE_VERIFIER.verify(publicKey, message, signature);
  expect(native.verify(publicKey, message, signature)).toBe(want);
  if (openssl.verifyEd25519(key, message, signature)) expect(want).toBe(true);
}

test('for odd points and scalars', () => {
  fc.assert(
    fc.property(points, points, scalars, fc.uint8Array({ maxLength: 4 }), (key, r, s, message) => {
      judge(fromHex(key), message, fromHex(r + s));
    }),
    { seed: SEED, numRuns: 150 },
  );
});

test('for honest signatures with one flipped bit', () => {
  fc.assert(
    fc.property(fc.constantFrom('a', 'b'), fc.nat(64 * 8), fc.uint8Array({ maxLength: 4 }), (name, bit, message) => {
      const { validator, sign } = createSigner(name);
      const signature = sign(message).map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      judge(validator.publicKey.bytes, message, signature);
    }),
    { seed: SEED, numRuns: 80 },
  );
});
