/** Integers in RLP: big-endian, as short as can be; zero is the empty string. @module */
import { DecodeError, toHex } from '../../codec/index.ts';
import { toRlpBytes } from './decode.ts';
import type { RlpItem } from './item.ts';

/** @throws {DecodeError} unless the item is a string without leading zeros of at most `bits` bits. */
export function toRlpUint(item: RlpItem | undefined, field: string, bits: 64 | 256): bigint {
  const bytes = toRlpBytes(item, field);
  const most = bits / 8;
  if (bytes.length > most) throw new DecodeError(field, `an integer of at most ${most} bytes`, `${bytes.length} bytes`);
  if (bytes.length === 0) return 0n;
  if (bytes[0] === 0) throw new DecodeError(field, 'an integer without leading zeros', `0x${toHex(bytes)}`);
  return BigInt(`0x${toHex(bytes)}`);
}

/** The string that stands for an integer. @throws {RangeError} for a negative one. */
export function fromUint(value: bigint): Uint8Array {
  if (value < 0n) throw new RangeError(`integer: want 0 or more, got ${value}`);
  const bytes: number[] = [];
  for (let rest = value; rest > 0n; rest >>= 8n) bytes.push(Number(rest & 0xffn));
  return Uint8Array.from(bytes.reverse());
}
