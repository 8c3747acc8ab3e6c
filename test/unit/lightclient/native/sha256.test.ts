/** OpenSSL's SHA-256 gives what the portable one gives. */
import { nativeSha256 } from '@causeway/lightclient/native';
import { sha256 } from '@noble/hashes/sha2.js';
import { expect, test } from 'vitest';

test.each([0, 1, 55, 56, 64, 69, 1_000])('hashes %i bytes as the portable one does', (length) => {
  const data = Uint8Array.from({ length }, (_, index) => (index * 37) % 256);
  expect(nativeSha256(data)).toEqual(sha256(data));
});

test('hashes the bytes of a view, not those around it', () => {
  const whole = Uint8Array.from({ length: 300 }, (_, index) => index % 256);
  expect(nativeSha256(whole.subarray(10, 90))).toEqual(sha256(whole.slice(10, 90)));
});
