/** Bloom filters of logs: they may claim too much, but never too little. Source: yellow paper, section 4.4.1. @module */
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { Log } from './receipt.ts';

/** Which logs are asked for, as in `eth_getLogs`. */
export interface LogFilter {
  /** Any of these addresses; all when left out or empty. */
  readonly addresses?: readonly Uint8Array[] | undefined;
  /** By position: any of these topics; any topic at all where it is `undefined` or empty. */
  readonly topics?: readonly (readonly Uint8Array[] | undefined)[] | undefined;
}

/** Bits of a filter. */
const BITS = 2048;

/** The filter that a receipt with these logs has. 256 bytes. */
export function bloomOf(logs: readonly Log[]): Uint8Array {
  const bloom = new Uint8Array(BITS / 8);
  for (const { address, topics } of logs) for (const value of [address, ...topics]) addTo(bloom, value);
  return bloom;
}

/** Everything that any of the filters has. */
export function joinBlooms(blooms: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(BITS / 8);
  for (const bloom of blooms) for (let i = 0; i < joined.length; i++) joined[i] = (joined[i] ?? 0) | (bloom[i] ?? 0);
  return joined;
}

/**
 * Whether a block or receipt with this bloom may hold a log that fits. `false` is a proof that it holds none, if the bloom is
 * that of a proven header; `true` says nothing.
 */
export function mayHoldLogs(bloom: Uint8Array, { addresses = [], topics = [] }: LogFilter): boolean {
  return [addresses, ...topics].every(
    (options = []) => options.length === 0 || options.some((value) => bitsOf(value).every((bit) => hasBit(bloom, bit))),
  );
}

/** Whether a log fits a filter. */
export function fitsFilter({ address, topics }: Log, filter: LogFilter): boolean {
  const isOne = (value: Uint8Array | undefined, options: readonly Uint8Array[] = []): boolean =>
    options.length === 0 || (value !== undefined && options.some((option) => isEqual(option, value)));
  const wanted = filter.topics ?? [];
  if (wanted.length > topics.length) return false;
  return isOne(address, filter.addresses) && wanted.every((options, i) => isOne(topics[i], options));
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Three bits of 11 bits each, from the first six bytes of the hash. */
function bitsOf(value: Uint8Array): readonly number[] {
  const hash = keccak_256(value);
  return [0, 2, 4].map((at) => (((hash[at] ?? 0) << 8) | (hash[at + 1] ?? 0)) % BITS);
}

function addTo(bloom: Uint8Array, value: Uint8Array): void {
  for (const bit of bitsOf(value)) {
    const at = bloom.length - 1 - (bit >> 3);
    bloom[at] = (bloom[at] ?? 0) | (1 << (bit & 7));
  }
}

function hasBit(bloom: Uint8Array, bit: number): boolean {
  return ((bloom[bloom.length - 1 - (bit >> 3)] ?? 0) & (1 << (bit & 7))) !== 0;
}
