/** The shared Merkle-Patricia cases, judged by this implementation. */
import { fromHex, toHex } from '@causeway/lightclient/codec';
import { type MptReading, readMptProof, verifyMptExclusion, verifyMptInclusion } from '@causeway/lightclient/proofs';
import { describe, expect, test } from 'vitest';
import { buildMptCases, type MptCase } from '../../../../support/mpt-cases.ts';
import { readVector } from '../../../../support/read-vector.ts';

const cases = buildMptCases();

function toProof({ root, key, proof }: MptCase) {
  return { root: fromHex(root), key: fromHex(key), proof: proof.map((node) => fromHex(node)) };
}

function toExpected(reading: MptReading): MptCase['expected'] {
  if (reading.status === 'present') return { value: toHex(reading.value) };
  return reading.status === 'absent' ? { absent: true } : { error: reading.reason.code };
}

describe('shared cases', () => {
  test('the file is what the builder makes', () => {
    expect(readVector('causeway-mpt/cases.json')).toEqual(cases);
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  test.each(cases)('$name', (entry) => {
    expect(toExpected(readMptProof(toProof(entry)))).toEqual(entry.expected);
  });

  test.each(cases)('both verdicts: $name', (entry) => {
    const proof = toProof(entry);
    const other = Uint8Array.of(1, 2, 3);
    const exclusion = verifyMptExclusion(proof);
    const inclusion = verifyMptInclusion(proof, 'value' in entry.expected ? fromHex(entry.expected.value) : other);
    if ('error' in entry.expected) {
      expect(exclusion).toMatchObject({ status: 'invalid', reason: { code: entry.expected.error } });
      expect(inclusion).toMatchObject({ status: 'invalid', reason: { code: entry.expected.error } });
    } else if ('value' in entry.expected) {
      expect(inclusion).toEqual({ status: 'valid' });
      expect(exclusion).toMatchObject({ reason: { code: 'key-present' } });
      expect(verifyMptInclusion(proof, other)).toMatchObject({ reason: { code: 'value-mismatch' } });
    } else {
      expect(exclusion).toEqual({ status: 'valid' });
      expect(inclusion).toMatchObject({ reason: { code: 'key-absent' } });
    }
  });

  test('rejects a root of another length (RangeError)', () => {
    expect(() => readMptProof({ root: new Uint8Array(31), key: new Uint8Array(0), proof: [] })).toThrow(RangeError);
  });
});
