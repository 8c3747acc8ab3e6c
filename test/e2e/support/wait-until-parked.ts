/** Waits until a packet is parked, by the word of the program. @module */
import { expect } from 'vitest';
import { PARK_TEXTS } from '../../../relayer/ops/explain-packet.ts';
import type { WhyReport } from '../../../relayer/ports/control.ts';
import type { ParkReason } from '../../../relayer/ports/packet.ts';
import type { Bridge, Jsonified, Side } from './bridge.ts';
import { waitUntil } from './wait-until.ts';

/** For machines that do many things at once. */
const PATIENCE_MS = 120_000;

/** Until `causeway why --json` says that the packet is parked for this reason, and explains it. */
export async function waitUntilParked(
  bridge: Bridge,
  from: Side,
  sequence: bigint,
  reason: ParkReason,
): Promise<Jsonified<WhyReport>> {
  const store = await bridge.store();
  let state = '';
  const why = await waitUntil(
    async () => {
      const [row] = await store.packets.find([bridge.key(from, sequence)]);
      state = `it is ${row?.state ?? 'unknown'} (${row?.parked?.detail ?? row?.lastFault?.message ?? 'no reason'})`;
      if (row?.parked?.reason !== reason) return undefined;
      const report = await bridge.why(from, sequence);
      // It may just be tried again.
      return report.parked?.reason === reason && report;
    },
    {
      timeoutMs: PATIENCE_MS,
      what: `packet ${sequence} of ${from} to be parked: ${reason}`,
      everyMs: 200,
      tail: () => state,
    },
  );
  const { because, waitsFor } = PARK_TEXTS[reason];
  expect(why).toMatchObject({ state: 'parked', parked: { reason } });
  expect(why.explanation.state).toContain(because);
  expect(why.explanation.waitsFor).toMatch(reason === 'path-paused' ? /^the path/ : waitsFor);
  return why;
}
