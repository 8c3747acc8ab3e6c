/** Makes stuck packets due again. Writes to the store only: a running service picks them up within its next round. @module */
import type { ClearFilter, ClearReport } from '../ports/control.ts';
import { formatPacketKey, PACKET_STATES, type PacketRow, packetKey } from '../ports/packet.ts';
import type { Change, Store } from '../ports/store.ts';
import { isOpen } from './report-status.ts';

const PAGE = 500;

export async function clearPackets(store: Store, filter: ClearFilter, nowMs: number): Promise<ClearReport> {
  const lanes = (await store.chains.lanes()).filter(({ path }) => filter.path === undefined || path === filter.path);
  const resumed = filter.resume
    ? [...new Set(lanes.filter(({ paused }) => paused !== undefined).map(({ path }) => path))]
    : [];
  // First: packets of a path that is still stopped would be parked again.
  if (resumed.length > 0) {
    await store.packets.commit(
      'clear',
      resumed.map((path): Change => ({ change: 'resume-path', path, atMs: nowMs })),
    );
  }
  const revived: string[] = [];
  const hastened: string[] = [];
  for await (const rows of stuckRows(store, filter, lanes)) {
    const changes: Change[] = [];
    for (const row of rows) {
      const change = toChange(row, nowMs);
      if (change === undefined) continue;
      changes.push(change);
      (row.state === 'parked' ? revived : hastened).push(formatPacketKey(packetKey(row.packet)));
    }
    if (changes.length > 0) await store.packets.commit('clear', changes);
  }
  return { revived, hastened, resumedPaths: resumed };
}

async function* stuckRows(
  store: Store,
  { packets }: ClearFilter,
  lanes: Awaited<ReturnType<Store['chains']['lanes']>>,
): AsyncGenerator<readonly PacketRow[]> {
  if (packets !== undefined) {
    yield await store.packets.find(packets);
    return;
  }
  const states = PACKET_STATES.filter(isOpen);
  for (const { chain, lane } of lanes) {
    let rows = await store.packets.list({ chain, lane, states, limit: PAGE });
    while (rows.length > 0) {
      const last = rows.at(-1);
      yield rows;
      if (rows.length < PAGE || last === undefined) break;
      rows = await store.packets.list({ chain, lane, states, limit: PAGE, before: packetKey(last.packet) });
    }
  }
}

/** `undefined` when the packet waits for nothing that we could hasten. */
function toChange(row: PacketRow, nowMs: number): Change | undefined {
  const key = packetKey(row.packet);
  const due = { attempts: 0, notBeforeMs: 0, lastFault: null };
  if (row.state === 'parked' && row.parked !== undefined) {
    const why = 'cleared by an operator';
    const patch = { ...due, parked: null };
    return { change: 'advance', key, fromVersion: row.version, to: row.parked.resumeTo, why, atMs: nowMs, patch };
  }
  if (!isOpen(row.state) || row.notBeforeMs <= nowMs) return undefined;
  return { change: 'defer', key, fromVersion: row.version, patch: due };
}
