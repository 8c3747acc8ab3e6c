/** Inclusion and exclusion of a key in a Merkle-Patricia trie. @module */
import { equalBytes, toHex } from '../../codec/index.ts';
import { invalid, VALID } from '../../verdict.ts';
import type { MptVerdict } from './fault.ts';
import { type MptProof, readMptProof } from './read-proof.ts';

/** Whether the proof shows that the trie holds exactly this value under the key. @throws {RangeError} as `readMptProof`. */
export function verifyMptInclusion(proof: MptProof, value: Uint8Array): MptVerdict {
  const reading = readMptProof(proof);
  if (reading.status === 'invalid') return reading;
  if (reading.status === 'absent') return invalid('key-absent', describe(value), 'nothing');
  return equalBytes(reading.value, value) ? VALID : invalid('value-mismatch', describe(value), describe(reading.value));
}

/** Whether the proof shows that the trie holds nothing under the key. @throws {RangeError} as `readMptProof`. */
export function verifyMptExclusion(proof: MptProof): MptVerdict {
  const reading = readMptProof(proof);
  if (reading.status === 'invalid') return reading;
  return reading.status === 'absent' ? VALID : invalid('key-present', 'nothing', describe(reading.value));
}

function describe(value: Uint8Array): string {
  return `0x${toHex(value.subarray(0, 64))}${value.length > 64 ? '…' : ''}`;
}
