/** What a packet still needs, by what its destination says. @module */
import { expect, test } from 'vitest';
import { type DestinationView, triagePacket } from '../../../../relayer/pipeline/triage.ts';
import type { PacketRow } from '../../../../relayer/ports/packet.ts';
import { ibcV2 } from '../../../../relayer/protocols/ibc-v2.ts';

const SECOND = 1_000_000_000n;
const TIMEOUT = 1_800_000_000n * SECOND;

function buildRow(change: Partial<PacketRow['packet']> = {}): PacketRow {
  return {
    packet: {
      protocol: 'v2',
      source: { chain: 'a', lane: '07-tendermint-0' },
      destination: { chain: 'b', lane: '07-tendermint-1' },
      sequence: 7n,
      timeout: { atNs: TIMEOUT },
      body: new Uint8Array([1]),
      ...change,
    },
    state: 'final',
    version: 1,
    attempts: 0,
    notBeforeMs: 0,
    sentHeight: 3n,
    seenAtMs: 0,
    updatedAtMs: 0,
  };
}

/** Not received, and one second before the timeout. */
function buildView(change: Partial<DestinationView> = {}): DestinationView {
  return { head: { height: 20n, timeNs: TIMEOUT - SECOND }, unreceived: new Set([7n]), ...change };
}

const decide = (view: DestinationView, row = buildRow()) => triagePacket(row, { protocol: ibcV2 }, view);

test('sends a packet that is not received and in time to be proven', () => {
  expect(decide(buildView())).toMatchObject({ kind: 'advance', to: 'proving', key: { chain: 'a', sequence: 7n } });
});

test('sends a packet to its refund from the very second of its timeout', () => {
  expect(decide(buildView({ head: { height: 21n, timeNs: TIMEOUT } }))).toMatchObject({ to: 'timing-out' });
  expect(decide(buildView({ head: { height: 21n, timeNs: TIMEOUT - 1n } }))).toMatchObject({ to: 'proving' });
});

test('carries the acknowledgement of a packet that is said to be received, even past its timeout', () => {
  const late = { height: 21n, timeNs: TIMEOUT + SECOND };
  expect(decide(buildView({ head: late, unreceived: new Set() }))).toMatchObject({ to: 'delivered' });
  expect(decide(buildView({ head: late, unreceived: new Set([8n]) }))).toMatchObject({ to: 'delivered' });
});
