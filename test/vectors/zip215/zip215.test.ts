/** All signatures that ZIP-215 accepts count, whichever backend answers first. @module */
import { verify as verifyRaw } from 'node:crypto';
import { encodeUtf8, fromHex } from '@causeway/lightclient/codec';
import { createNativeVerifier } from '@causeway/lightclient/native';
import { PORTABLE_VERIFIER } from '@causeway/lightclient/tendermint';
import { expect, test } from 'vitest';
import { importEd25519 } from '../../support/import-ed25519.ts';
import { readVector } from '../../support/read-vector.ts';

const MESSAGE = encodeUtf8('Zcash');
const cases = (readVector('zip215/zip215-196.json') as { vk_bytes: string; sig_bytes: string; valid_zip215: boolean }[]).map(
  ({ vk_bytes, sig_bytes, valid_zip215 }) => ({
    publicKey: { type: 'ed25519' as const, bytes: fromHex(vk_bytes) },
    signature: fromHex(sig_bytes),
    want: valid_zip215,
  }),
);

test.each([
  ['portable', PORTABLE_VERIFIER],
  ['native', createNativeVerifier()],
])('accepts all 196 signatures: %s', (_, verifier) => {
  expect(cases).toHaveLength(196);
  const wrong = cases.filter(({ publicKey, signature, want }) => verifier.verify(publicKey, MESSAGE, signature) !== want);
  expect(wrong).toEqual([]);
});

test('rejects all of them for another message, unless the key has small order: then both verifiers agree', () => {
  const other = encodeUtf8('zcash');
  const native = createNativeVerifier();
  for (const { publicKey, signature } of cases) {
    expect(native.verify(publicKey, other, signature)).toBe(PORTABLE_VERIFIER.verify(publicKey, other, signature));
  }
});

test('OpenSSL by itself refuses most of them, so the fallback is what accepts', () => {
  const accepted = cases.filter(({ publicKey, signature }) => verifyRaw(null, MESSAGE, importEd25519(publicKey.bytes), signature));
  // How many depends on its version: 12 for OpenSSL 3.0, none for 3.5.
  expect(accepted.length).toBeLessThan(196 / 2);
});
