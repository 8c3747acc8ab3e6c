/** The code of a light-client contract, as 08-wasm takes it. Source: ibc-go `08-wasm/types/{validation,utils}.go`. @module */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { equalBytes, startsWith, toHex } from '@causeway/lightclient/codec';
import { RelayerError } from '../../ports/fault.ts';

/** The most that 08-wasm takes, unpacked. */
export const MAX_WASM_BYTES = 3 * 1024 * 1024;

const WASM_MAGIC = Uint8Array.of(0x00, 0x61, 0x73, 0x6d);
const GZIP_MAGIC = Uint8Array.of(0x1f, 0x8b);

export interface WasmCode {
  readonly code: Uint8Array;
  /** Gzip of the code: what is sent, since a chain charges for every byte of a transaction and unpacks by itself. */
  readonly packed: Uint8Array;
  /** SHA-256 of the code, by which clients name it. */
  readonly checksum: Uint8Array;
}

/**
 * Reads a contract, packed with gzip or not.
 * @param name What it is called in errors.
 * @throws {RelayerError} INPUT_INVALID for something else, or more than 08-wasm takes.
 */
export function openWasmCode(bytes: Uint8Array, name: string): WasmCode {
  const code = startsWith(bytes, GZIP_MAGIC) ? unpack(bytes, name) : bytes;
  if (code.length > MAX_WASM_BYTES) throw tooLarge(name, `${code.length}`);
  if (!startsWith(code, WASM_MAGIC)) {
    throw unusable(name, 'a WebAssembly module, packed with gzip or not', describeStart(code));
  }
  return { code, packed: gzipSync(code, { level: 9 }), checksum: createHash('sha256').update(code).digest() };
}

/** @throws {RelayerError} INPUT_INVALID unless the code has this checksum. */
export function requireChecksum({ checksum }: WasmCode, want: Uint8Array, name: string): void {
  if (equalBytes(checksum, want)) return;
  throw unusable(name, `the code with checksum ${toHex(want)}`, toHex(checksum));
}

function unpack(bytes: Uint8Array, name: string): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_WASM_BYTES });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLarge(name, 'more, unpacked');
    throw unusable(name, 'a whole gzip file', cause instanceof Error ? cause.message : String(cause));
  }
}

function tooLarge(name: string, got: string): RelayerError {
  return unusable(name, `at most ${MAX_WASM_BYTES} bytes, as 08-wasm takes`, got);
}

function unusable(name: string, want: string, got: string): RelayerError {
  return new RelayerError({ code: 'INPUT_INVALID', message: `${name} is no contract for 08-wasm`, want, got });
}

function describeStart(bytes: Uint8Array): string {
  return bytes.length === 0 ? 'an empty file' : `bytes that begin with ${toHex(bytes.subarray(0, 4))}`;
}
