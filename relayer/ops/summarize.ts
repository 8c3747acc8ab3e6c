/** Rows of the store as the reports show them. @module */

import type { PacketSummary, TxSummary } from '../ports/control.ts';
import { formatPacketKey, type PacketRow, packetKey } from '../ports/packet.ts';
import type { TxRow } from '../ports/store.ts';

export function summarizePacket(row: PacketRow): PacketSummary {
  const { packet, lastFault, parked } = row;
  return {
    packet: formatPacketKey(packetKey(packet)),
    source: packet.source,
    destination: packet.destination,
    sequence: packet.sequence,
    state: row.state,
    attempts: row.attempts,
    notBeforeMs: row.notBeforeMs,
    sentHeight: row.sentHeight,
    seenAtMs: row.seenAtMs,
    ...present({ parked, outcome: row.outcome, outcomeBy: row.outcomeBy }),
    ...present({ timeoutAtNs: packet.timeout.atNs, lastFault: lastFault && summarizeFault(lastFault) }),
    ...present({ sentTx: row.sentTx, receivedTx: row.receivedTx, closedTx: row.closedTx }),
    ...present({ deliveredAtMs: row.deliveredAtMs, closedAtMs: row.closedAtMs }),
  };
}

export function summarizeTx(tx: TxRow): TxSummary {
  return {
    hash: tx.hash,
    chain: tx.chain,
    signer: tx.signer,
    sequence: tx.sequence,
    state: tx.state,
    packets: tx.steps.map(({ key }) => formatPacketKey(key)),
    clientUpdates: tx.clientUpdates.length,
    gasLimit: tx.gasLimit,
    createdAtMs: tx.createdAtMs,
    ...present({
      height: tx.includedHeight,
      code: tx.code,
      log: tx.log,
      gasUsed: tx.gasUsed,
      decidedAtMs: tx.decidedAtMs,
    }),
  };
}

function summarizeFault(fault: NonNullable<PacketRow['lastFault']>): NonNullable<PacketSummary['lastFault']> {
  return { code: fault.code, message: fault.message, ...present({ hint: fault.hint }) };
}

type Present<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** The entries that have a value: an absent one is left out, not `undefined`. */
export function present<T extends object>(entries: T): Present<T> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as Present<T>;
}
