/** The live report for many readers: asking chains costs requests, and during an outage it takes long. @module */
import type { Clock } from '../../ports/clock.ts';
import type { LiveReport } from '../../ports/control.ts';

/** The newest report, or `undefined` when there is none within the time. */
export type SharedLive = (withinMs: number) => Promise<LiveReport | undefined>;

/** Whoever looks within this time gets the same report. */
const FRESH_MS = 2_000;

export function shareLive(read: () => Promise<LiveReport>, clock: Clock): SharedLive {
  let last: { readonly atMs: number; readonly report: Promise<LiveReport> } | undefined;
  const current = (): Promise<LiveReport> => {
    const now = clock.now();
    if (last !== undefined && now - last.atMs < FRESH_MS) return last.report;
    const report = read();
    last = { atMs: now, report };
    report.catch(() => {
      last = undefined;
    });
    return report;
  };
  return async (withinMs) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const deadline = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), withinMs);
    });
    try {
      return await Promise.race([current(), deadline]);
    } finally {
      clearTimeout(timer);
    }
  };
}
