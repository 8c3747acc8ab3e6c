/** `google.protobuf.Duration` as nanoseconds, within Go's `time.Duration`. @module */
import { concatBytes, DecodeError, intField, one, readMessage } from '../../codec/index.ts';

const NS_PER_SECOND = 1_000_000_000n;
const MAX_SECONDS = 315_576_000_000n;
const DURATION = { seconds: one(1, 'int64'), nanos: one(2, 'int32') };

/** An absent duration is 0. @throws {DecodeError} also when the signs differ or Go's 64 bits do not hold it. */
export function decodeDuration(bytes: Uint8Array | undefined, field: string): bigint {
  if (bytes === undefined) return 0n;
  const { seconds = 0n, nanos = 0 } = readMessage(bytes, DURATION, field);
  const signsDiffer = (seconds < 0n && nanos > 0) || (seconds > 0n && nanos < 0);
  const isFormed = !signsDiffer && Math.abs(nanos) < 1e9 && seconds <= MAX_SECONDS && seconds >= -MAX_SECONDS;
  const duration = seconds * NS_PER_SECOND + BigInt(nanos);
  if (isFormed && duration === BigInt.asIntN(64, duration)) return duration;
  throw new DecodeError(field, 'a duration of at most 64 bits of nanoseconds', `${seconds} s and ${nanos} ns`);
}

export function encodeDuration(duration: bigint): Uint8Array {
  return concatBytes(intField(1, duration / NS_PER_SECOND), intField(2, duration % NS_PER_SECOND));
}
