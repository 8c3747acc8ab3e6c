/** Numbers as the contracts read them: big-endian, of a fixed size. @module */

/** @throws {RangeError} when the number does not fit. */
export function encodeUint(value: bigint | number, size: number, what: string): Uint8Array {
  const number = BigInt(value);
  if (number < 0n || number >= 1n << BigInt(size * 8)) {
    throw new RangeError(`${what}: want a number of ${size} bytes, got ${number}`);
  }
  return Uint8Array.from(Buffer.from(number.toString(16).padStart(size * 2, '0'), 'hex'));
}
