/** One question to the chains serves everybody who asks at the same time. @module */
import { beforeEach, expect, test } from 'vitest';
import { shareLive } from '../../../../../relayer/ops/http/share-live.ts';
import type { LiveReport } from '../../../../../relayer/ports/control.ts';

const REPORT: LiveReport = {
  startedAtMs: 0,
  chains: [],
  clients: [],
  queue: { driver: 'local', reachable: true, counts: {} },
};

let now: number;
let asked: { readonly resolve: (report: LiveReport) => void; readonly reject: (error: Error) => void }[];
const clock = { now: () => now };
const read = (): Promise<LiveReport> =>
  new Promise((resolve, reject) => {
    asked.push({ resolve, reject });
  });
beforeEach(() => {
  now = 1_000;
  asked = [];
});

test('asks once for many at the same time', async () => {
  const live = shareLive(read, clock);
  const both = [live(10_000), live(10_000)];
  asked[0]?.resolve(REPORT);
  expect(await Promise.all(both)).toEqual([REPORT, REPORT]);
  expect(asked).toHaveLength(1);
});

test('gives a fresh report again, and asks anew when it is old', async () => {
  const live = shareLive(read, clock);
  const first = live(10_000);
  asked[0]?.resolve(REPORT);
  await first;
  now += 1_999;
  expect(await live(10_000)).toBe(REPORT);
  expect(asked).toHaveLength(1);
  now += 1;
  const second = live(10_000);
  expect(asked).toHaveLength(2);
  const newer = { ...REPORT, startedAtMs: 1 };
  asked[1]?.resolve(newer);
  expect(await second).toBe(newer);
});

test('gives nothing when there is no answer in time, and does not ask again meanwhile', async () => {
  const live = shareLive(read, clock);
  expect(await live(1)).toBeUndefined();
  now += 60_000;
  expect(await live(1)).toBeUndefined();
  expect(asked).toHaveLength(1);
});

test('passes a failure on to all who wait, and asks anew afterwards', async () => {
  const live = shareLive(read, clock);
  const both = [live(10_000), live(10_000)];
  asked[0]?.reject(new Error('broken'));
  for (const one of both) await expect(one).rejects.toThrow('broken');
  const next = live(10_000);
  asked[1]?.resolve(REPORT);
  expect(await next).toBe(REPORT);
});
