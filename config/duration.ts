/** Durations in Go's notation (`336h`, `1h30m`, `1.5s`, `1500ns`), the one notation of configuration and command line. @module */

const UNIT_NS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n, // U+00B5, micro sign
  μs: 1_000n, // U+03BC, Greek mu: Go takes both
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** Go keeps durations in an int64 of nanoseconds. */
const MOST_NS = (1n << 63n) - 1n;
const WHOLE = /^\+?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
const PART = /(\d*)\.?(\d*)(ns|us|µs|μs|ms|s|m|h)/g;

export const DURATION_WANTED = 'a duration such as 336h, 1h30m or 10s';

/**
 * Nanoseconds of a duration as Go's `time.ParseDuration` reads it; negative ones are refused.
 * @throws {RangeError} for anything else.
 */
export function parseDuration(text: string): bigint {
  // A longer text cannot be a sensible duration, and the digits are a caller's choice.
  if (text.length > 100 || !WHOLE.test(text)) throw new RangeError(`want ${DURATION_WANTED}, got ${quote(text)}`);
  let total = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of text.matchAll(PART)) {
    const unitNs = UNIT_NS[unit] ?? 0n;
    total += BigInt(whole === '' ? '0' : whole) * unitNs;
    if (fraction !== '') total += (BigInt(fraction) * unitNs) / 10n ** BigInt(fraction.length);
  }
  if (total > MOST_NS) throw new RangeError(`want a duration of at most 2^63 - 1 ns, got ${quote(text)}`);
  return total;
}

/** Whether `parseDuration` takes it. */
export function isDuration(text: string): boolean {
  try {
    parseDuration(text);
    return true;
  } catch {
    return false;
  }
}

/** The shortest exact form with whole numbers: `336h`, `1h30m`, `1500ms`. `parseDuration` gives the same value back. */
export function formatDuration(ns: bigint): string {
  if (ns === 0n) return '0s';
  let rest = ns;
  let out = '';
  for (const unit of ['h', 'm', 's', 'ms', 'us', 'ns']) {
    const unitNs = UNIT_NS[unit] ?? 1n;
    const count = rest / unitNs;
    rest %= unitNs;
    if (count > 0n) out += `${count}${unit}`;
  }
  return out;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
