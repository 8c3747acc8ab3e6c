/** Wycheproof's ed25519 cases through the public verifiers. @module */
import { verify as verifyRaw } from 'node:crypto';
import { fromHex } from '@causeway/lightclient/codec';
import { createNativeVerifier } from '@causeway/lightclient/native';
import { PORTABLE_VERIFIER } from '@causeway/lightclient/tendermint';
import { expect, test } from 'vitest';
import { importEd25519 } from '../../support/import-ed25519.ts';
import { readVector } from '../../support/read-vector.ts';

interface File {
  readonly testGroups: readonly {
    readonly publicKey: { readonly pk: string };
    readonly tests: readonly { readonly tcId: number; readonly msg: string; readonly sig: string; readonly result: string }[];
  }[];
}

/** R has y = 1 with the sign bit set: not canonical, but ZIP-215 takes it. */
const VALID_UNDER_ZIP215 = 151;

const cases = (readVector('wycheproof/ed25519_test.json') as File).testGroups.flatMap(({ publicKey, tests }) =>
  tests.map(({ tcId, msg, sig, result }) => ({
    tcId,
    publicKey: { type: 'ed25519' as const, bytes: fromHex(publicKey.pk) },
    message: fromHex(msg),
    signature: fromHex(sig),
    want: result === 'valid' || tcId === VALID_UNDER_ZIP215,
  })),
);

test.each([
  ['portable', PORTABLE_VERIFIER],
  ['native', createNativeVerifier()],
])('judges all 151 cases: %s', (_, verifier) => {
  expect(cases).toHaveLength(151);
  const wrong = cases.filter((entry) => verifier.verify(entry.publicKey, entry.message, entry.signature) !== entry.want);
  expect(wrong.map(({ tcId }) => tcId)).toEqual([]);
});

test('what OpenSSL accepts, ZIP-215 accepts', () => {
  const accepted = cases.filter(({ publicKey, message, signature }) =>
    verifyRaw(null, message, importEd25519(publicKey.bytes), signature),
  );
  expect(accepted.length).toBeGreaterThan(80);
  expect(accepted.filter(({ want }) => !want)).toEqual([]);
});
