/** Reads untyped JSON answers of a node with errors that name the field. Unknown keys are ignored: nodes add some. @module */
import { DecodeError } from '@causeway/lightclient/codec';
import type { RelayerError } from '../../ports/fault.ts';
import { type CallSite, rpcError } from './rpc-fault.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

const NOTHING = new Uint8Array(0);
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** @throws {DecodeError} */
export function readObject(value: unknown, field: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new DecodeError(field, 'an object', describe(value));
}

/** Go writes an absent list as null. @throws {DecodeError} */
export function readArray(value: unknown, field: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw new DecodeError(field, 'an array', describe(value));
}

/** @throws {DecodeError} */
export function readText(value: unknown, field: string): string {
  if (typeof value === 'string') return value;
  throw new DecodeError(field, 'text', describe(value));
}

/** A decimal text or a whole number; absent counts as zero, as Go omits it. @throws {DecodeError} */
export function readInteger(value: unknown, field: string): bigint {
  if (value === undefined || value === null) return 0n;
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return BigInt(value);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  throw new DecodeError(field, 'a decimal integer', describe(value));
}

/** Absent counts as empty. @throws {DecodeError} */
export function readBase64(value: unknown, field: string): Uint8Array {
  if (value === undefined || value === null || value === '') return NOTHING;
  if (typeof value !== 'string' || !BASE64.test(value)) throw new DecodeError(field, 'base64', describe(value));
  // Copied: Buffer.from takes small values from a shared pool, which would keep 8 KiB alive for 32 bytes.
  return new Uint8Array(Buffer.from(value, 'base64'));
}

/** Runs a decoder; what it cannot read is the endpoint's fault. @throws {RelayerError} RPC_BAD_RESPONSE */
export function readAnswer<T>(site: CallSite, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    throw error instanceof DecodeError ? unreadable(site, error) : error;
  }
}

function unreadable(site: CallSite, error: DecodeError): RelayerError {
  return rpcError(site, { code: 'RPC_BAD_RESPONSE', want: `${error.field}: ${error.want}`, got: error.got });
}

function describe(value: unknown): string {
  return `${JSON.stringify(value)}`.slice(0, 60);
}
