/** The demo's last page: what became of each packet, where, in which transaction, and what was verified on the way. @module */
import { decodePacket, decodeTransferPayload } from '@causeway/lightclient/ibc';
import { type PacketRow, packetKey } from '../../relayer/ports/packet.ts';
import type { Store, Transition } from '../../relayer/ports/store.ts';

const HEADINGS = ['packet', 'amount', 'sent', 'received', 'closed', 'outcome', 'took', 'verified'] as const;

/** Lines of a table, one packet each, oldest first; on a terminal that is too narrow for it, some short lines a packet. */
export async function buildPacketTable(
  store: Store,
  rows: readonly PacketRow[],
  columns = Number.POSITIVE_INFINITY,
): Promise<readonly string[]> {
  const oldestFirst = [...rows].sort(
    (a, b) => a.seenAtMs - b.seenAtMs || Number(a.packet.sequence - b.packet.sequence),
  );
  const body = await Promise.all(oldestFirst.map((row) => describe(store, row)));
  return fitRows(body, columns);
}

/** @param body A row a packet, a cell a heading. */
export function fitRows(body: readonly (readonly string[])[], columns: number): readonly string[] {
  const table = layOut(body);
  return table.every((line) => line.length <= columns) ? table : body.flatMap(stack);
}

function layOut(body: readonly (readonly string[])[]): readonly string[] {
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...body.map((cells) => cells[column]?.length ?? 0)),
  );
  const format = (cells: readonly string[]): string =>
    `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd();
  return [format(HEADINGS), format(widths.map((width) => '─'.repeat(width))), ...body.map(format)];
}

function stack(cells: readonly string[]): readonly string[] {
  const [packet, amount, sent, received, closed, outcome, took, verified] = cells;
  return [
    `  ${packet}  ${amount}  ${outcome}, ${took}`,
    `      sent ${sent}, received ${received}, closed ${closed}`,
    `      verified ${verified}`,
  ];
}

async function describe(store: Store, row: PacketRow): Promise<readonly string[]> {
  const { packet } = row;
  const history = await store.packets.history(packetKey(packet));
  return [
    `${packet.source.chain} → ${packet.destination.chain} #${packet.sequence}`,
    amountOf(row),
    place(row.sentHeight, row.sentTx),
    await placeOf(store, row.receivedTx),
    await placeOf(store, row.closedTx),
    row.outcome === 'timeout'
      ? 'timed out, refunded'
      : row.outcome === 'error'
        ? 'refused, refunded'
        : (row.outcome ?? row.state),
    row.closedAtMs === undefined ? '' : `${((row.closedAtMs - row.seenAtMs) / 1_000).toFixed(1)} s`,
    verified(history),
  ];
}

function amountOf({ packet }: PacketRow): string {
  const [payload] = decodePacket(packet.body).payloads;
  if (payload === undefined) return '';
  const { amount, denom } = decodeTransferPayload(payload);
  // A voucher on its way home carries its whole path; the base name says enough here.
  return `${amount} ${denom.split('/').at(-1) ?? denom}`;
}

function place(height: bigint, tx: string | undefined): string {
  return `${height} ${tx?.slice(0, 8) ?? ''}`.trim();
}

async function placeOf(store: Store, hash: string | undefined): Promise<string> {
  if (hash === undefined) return '–';
  const [tx] = await store.txs.txs({ hash, limit: 1 });
  return place(tx?.includedHeight ?? 0n, hash);
}

/** The heights at which proofs were checked, from the packet's own history. */
function verified(history: readonly Transition[]): string {
  const proven = (state: Transition['to'], what: string): string | undefined => {
    const found = history.findLast(({ to }) => to === state);
    const height = found === undefined ? undefined : /height (\d+-\d+)/.exec(found.why)?.[1];
    return height === undefined ? undefined : `${what} at ${height}`;
  };
  const proofs = [proven('delivering', 'commitment'), proven('acknowledging', 'ack'), proven('withdrawing', 'absence')];
  return proofs.filter((proof) => proof !== undefined).join(', ');
}
