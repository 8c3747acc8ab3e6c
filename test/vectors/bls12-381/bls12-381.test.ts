import { readFileSync } from 'node:fs';
import { concatBytes, fromHex } from '@causeway/lightclient/codec';
import { createPortableBls } from '@causeway/lightclient/ethereum';
import { createNativeBls } from '@causeway/lightclient/native';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { describe, expect, test } from 'vitest';
import { readVector } from '../../support/read-vector.ts';

const { G1, G2, fields, longSignatures } = bls12_381;
const POP = 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_';

interface MapCase {
  readonly Expected: string;
}
const mapped = readVector('bls12-381/eip2537.json') as { readonly G1: MapCase[]; readonly G2: MapCase[] };

const lines = readFileSync(new URL('bls12-381-g2-test-vectors.txt', import.meta.url), 'utf8').trim().split('\n');
const signed = lines.map((line) => {
  const [secret = '', message = '', signature = ''] = line.split(':');
  return { secret: fields.Fr.create(BigInt(`0x${secret}`)), message: fromHex(message), signature: fromHex(signature) };
});

/** A coordinate is 16 zero bytes, then 48. */
const coordinates = (hex: string): readonly Uint8Array[] =>
  (hex.match(/.{128}/g) ?? []).map((coordinate) => fromHex(coordinate).subarray(16));

describe.each([
  ['portable', createPortableBls(), 25],
  ['blst', createNativeBls().verifier, 5],
])('%s', (_, bls, step) => {
  test('accepts the points that field elements are mapped to as keys of a committee', () => {
    const keys = mapped.G1.map(({ Expected }) => G1.Point.fromBytes(concatBytes(...coordinates(Expected))));
    const aggregate = keys.reduce((sum, key) => sum.add(key), G1.Point.ZERO);
    const pubkeys = keys.map((key) => key.toBytes());
    expect(pubkeys).toHaveLength(5);
    expect(bls.checkCommittee(pubkeys, aggregate.toBytes())).toEqual({ status: 'valid' });
  });

  test('reads the points of the other group as signatures, if of nobody', () => {
    for (const { Expected } of mapped.G2) {
      const [x0, x1, y0, y1] = coordinates(Expected);
      // The encoding of points has the second part of a coordinate first.
      const uncompressed = [x1, x0, y1, y0].flatMap((part) => (part === undefined ? [] : [part]));
      const signature = G2.Point.fromBytes(concatBytes(...uncompressed)).toBytes();
      const verdict = bls.verifySyncAggregate([G1.Point.BASE.toBytes()], Uint8Array.of(1), new Uint8Array(32), signature);
      expect(verdict).toMatchObject({ reason: { code: 'wrong-signature' } });
    }
  });

  test('rejects signatures of the suite without proof of possession, and accepts those by the same keys in the one with it', () => {
    expect(signed.length).toBeGreaterThan(500);
    for (const { secret, message, signature } of signed.filter((_case, index) => index % step === 0)) {
      const key = [G1.Point.BASE.multiply(secret).toBytes()];
      const verdict = bls.verifySyncAggregate(key, Uint8Array.of(1), message, signature);
      expect(verdict).toMatchObject({ reason: { code: 'wrong-signature' } });
    }
    const [first] = signed;
    if (first === undefined) throw new Error('unreachable: there are hundreds');
    const key = [G1.Point.BASE.multiply(first.secret).toBytes()];
    const right = longSignatures.hash(first.message, POP).multiply(first.secret).toBytes();
    expect(bls.verifySyncAggregate(key, Uint8Array.of(1), first.message, right)).toEqual({ status: 'valid' });
  });
});
