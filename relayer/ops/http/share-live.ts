/** The live report for many readers: asking chains costs requests, and during an outage it takes long. @module */
import type { Clock } from '../../ports/clock.ts';
import type { LiveReport } from '../../ports/control.ts';

/** The newest report, or `undefined` when there is none within the time. */
export type SharedLive = (withinMs: number) => Promise<LiveReport | undefined>;

/** Whoever looks within this time gets the same report. */
const FRESH_MS = 2_000;

export function shareLive(read: () => Promise<LiveReport>, clock: Clock): SharedLive {
  let last: { readonly atMs: number; readonly report: LiveReport } | undefined;
  let running: Promise<LiveReport> | undefined;
  const ask = async (): Promise<LiveReport> => {
    try {
      const report = await read();
      last = { atMs: clock.now(), report };
      return report;
    } finally {
      running = undefined;
    }
  };
  return async (withinMs) => {
    if (last !== undefined && clock.now() - last.atMs < FRESH_MS) return last.report;
    // One at a time: when chains do not answer, more questions would only pile up.
    running ??= ask();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const deadline = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), withinMs);
    });
    try {
      return await Promise.race([running, deadline]);
    } finally {
      clearTimeout(timer);
    }
  };
}
