/** Packed repeated varints, as protobuf writes lists of numbers. @module */
import { concatBytes, DecodeError, varint } from '../../codec/index.ts';

/** Small numbers only: positions of children and indexes into a table. */
const MOST = 0x0f_ff_ff;

/** @throws {DecodeError} for padded or truncated varints and for numbers of 2^20 and more. */
export function decodePacked(bytes: Uint8Array, field: string): readonly number[] {
  const out: number[] = [];
  let value = 0;
  let shift = 1;
  for (const [at, byte] of bytes.entries()) {
    value += (byte & 0x7f) * shift;
    if (value > MOST) throw new DecodeError(field, `numbers up to ${MOST}`, 'a larger one', at);
    if (byte >= 0x80) {
      shift *= 128;
      if (shift > MOST) throw new DecodeError(field, `numbers up to ${MOST}`, 'a longer varint', at);
      continue;
    }
    if (byte === 0 && shift > 1) throw new DecodeError(field, 'minimal varints', 'a padded one', at);
    out.push(value);
    value = 0;
    shift = 1;
  }
  if (shift > 1) throw new DecodeError(field, 'a complete varint', 'the end', bytes.length);
  return out;
}

export function encodePacked(values: readonly number[]): Uint8Array {
  return concatBytes(...values.map((value) => varint(BigInt(value))));
}
