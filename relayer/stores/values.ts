/** Values as columns hold them, and back. @module */
import { Buffer } from 'node:buffer';
import type { RelayerFault } from '../ports/fault.ts';
import type { ChainHeight } from '../ports/packet.ts';

const U64_LIMIT = 1n << 64n;
const U64_DIGITS = 20;

/** 20 digits, so that text order is number order. @throws {RangeError} outside of unsigned 64 bit. */
export function toU64Text(value: bigint): string {
  if (value < 0n || value >= U64_LIMIT) throw new RangeError(`u64: want 0 to 2^64 - 1, got ${value}`);
  return value.toString().padStart(U64_DIGITS, '0');
}

/** Like {@link toU64Text}; what is not there is `null`. */
export function toU64Column(value: bigint | null | undefined): string | null {
  return value === undefined || value === null ? null : toU64Text(value);
}

export function fromU64Column(text: string | null): bigint | null {
  return text === null ? null : BigInt(text);
}

export function toHeightColumns(height: ChainHeight): { readonly revision: string; readonly height: string } {
  return { revision: toU64Text(height.revisionNumber), height: toU64Text(height.revisionHeight) };
}

export function toHeight(revision: string, height: string): ChainHeight {
  return { revisionNumber: BigInt(revision), revisionHeight: BigInt(height) };
}

/** Times with jitter are fractions; columns hold whole milliseconds. */
export function toMsColumn(ms: number): number {
  return Math.ceil(ms);
}

/** A plain byte array: drivers may give a Buffer, perhaps one that shares a larger piece of memory. */
export function toBytes(blob: Uint8Array): Uint8Array {
  return Buffer.isBuffer(blob) ? new Uint8Array(blob) : blob;
}

export function fromBytesColumn(blob: Uint8Array | null): Uint8Array | null {
  return blob === null ? null : toBytes(blob);
}

export function toFault(json: string): RelayerFault {
  return JSON.parse(json) as RelayerFault;
}

/** Evidence is JSON for people and other programs: a bigint is written as its decimal digits. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? item.toString() : item));
}

export function toDetails(json: string): Readonly<Record<string, unknown>> {
  return JSON.parse(json) as Readonly<Record<string, unknown>>;
}

export function toHexList(parts: readonly Uint8Array[]): string {
  return JSON.stringify(parts.map((part) => Buffer.from(part).toString('hex')));
}

export function fromHexList(json: string): readonly Uint8Array[] {
  return (JSON.parse(json) as readonly string[]).map((hex) => new Uint8Array(Buffer.from(hex, 'hex')));
}

type NullKeys<T> = { [Key in keyof T]: null extends T[Key] ? Key : never }[keyof T];
type WithoutNulls<T> = Omit<T, NullKeys<T>> & { [Key in NullKeys<T>]?: NonNullable<T[Key]> };

/** Leaves out what is `null`: in the ports a fact that is not known is a missing property. */
export function toPresent<T extends object>(record: T): WithoutNulls<T> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null)) as WithoutNulls<T>;
}
