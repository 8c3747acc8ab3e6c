/**
 * Times as nanoseconds since 1970 in a bigint, in RFC 3339 and as `google.protobuf.Timestamp`, over Go's and protobuf's
 * whole range: years 1 to 9999.
 * @module
 */
import { concatBytes, DecodeError, intField, one, readMessage } from '../codec/index.ts';

const NS_PER_SECOND = 1_000_000_000n;
const NS_PER_MS = 1_000_000n;
const MIN_SECONDS = -62_135_596_800n;
const MAX_SECONDS = 253_402_300_799n;

/** Go's `time.Time{}`, 0001-01-01T00:00:00Z: what an unset time is on the wire. */
export const ZERO_TIME = MIN_SECONDS * NS_PER_SECOND;

const PATTERN = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/;

/** Parses RFC 3339 with up to nine decimals and `Z` or an offset, into ns since 1970. @throws {DecodeError} */
export function parseTime(text: string, field = 'time'): bigint {
  const match = PATTERN.exec(text);
  const [, seconds = '', decimals = '', zone = ''] = match ?? [];
  const ms = Date.parse(`${seconds}Z`);
  // Date.parse rolls 30 February over to March: only a time that reads back the same exists.
  const exists = match !== null && !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(seconds);
  if (!exists) throw new DecodeError(field, 'an RFC 3339 time', JSON.stringify(text.slice(0, 60)));
  const time = BigInt(ms) * NS_PER_MS + BigInt(decimals.padEnd(9, '0')) - zoneOffset(zone, field);
  return checkRange(time, field);
}

function zoneOffset(zone: string, field: string): bigint {
  if (zone === 'Z') return 0n;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 23 || minutes > 59) throw new DecodeError(field, 'a zone offset below 24:00', zone);
  const seconds = BigInt(hours * 3600 + minutes * 60) * NS_PER_SECOND;
  return zone.startsWith('-') ? -seconds : seconds;
}

/** RFC 3339 in UTC with as many decimals as needed, as Go prints it. @throws {RangeError} outside years 1 to 9999. */
export function formatTime(time: bigint): string {
  const { seconds, nanos } = splitTime(time);
  if (seconds < MIN_SECONDS || seconds > MAX_SECONDS)
    throw new RangeError(`time: want years 1 to 9999, got ${time} ns`);
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  const decimals = nanos === 0n ? '' : `.${nanos.toString().padStart(9, '0').replace(/0+$/, '')}`;
  return `${whole}${decimals}Z`;
}

/** For faults: RFC 3339 where that can hold it, else nanoseconds. */
export function describeTime(time: bigint): string {
  return isInRange(time) ? formatTime(time) : `${time} ns`;
}

/** Seconds rounded down, and 0 <= nanos < 10^9. */
export function splitTime(time: bigint): { seconds: bigint; nanos: bigint } {
  const rest = time % NS_PER_SECOND;
  const nanos = rest < 0n ? rest + NS_PER_SECOND : rest;
  return { seconds: (time - nanos) / NS_PER_SECOND, nanos };
}

const TIMESTAMP = { seconds: one(1, 'int64'), nanos: one(2, 'int32') };

/**
 * Decodes `google.protobuf.Timestamp`; an absent one is Go's zero time, an empty one 1970.
 * @throws {DecodeError}
 */
export function decodeTimestamp(bytes: Uint8Array | undefined, field: string): bigint {
  if (bytes === undefined) return ZERO_TIME;
  const { seconds = 0n, nanos = 0 } = readMessage(bytes, TIMESTAMP, field);
  if (nanos < 0 || nanos > 999_999_999) throw new DecodeError(`${field}.nanos`, '0 to 999999999', `${nanos}`);
  return checkRange(seconds * NS_PER_SECOND + BigInt(nanos), field);
}

/** Encodes `google.protobuf.Timestamp`; 1970 itself gives no bytes. @param time Nanoseconds since 1970. */
export function encodeTimestamp(time: bigint): Uint8Array {
  const { seconds, nanos } = splitTime(time);
  return concatBytes(intField(1, seconds), intField(2, nanos));
}

function isInRange(time: bigint): boolean {
  const { seconds } = splitTime(time);
  return seconds >= MIN_SECONDS && seconds <= MAX_SECONDS;
}

function checkRange(time: bigint, field: string): bigint {
  if (isInRange(time)) return time;
  throw new DecodeError(field, 'a time in years 1 to 9999', `${time} ns`);
}
