/** How close a packet is to its timeout, in blocks of the destination. @module */
import type { ChainHead } from '../ports/events.ts';
import type { Packet } from '../ports/packet.ts';

export type Closeness =
  /** Plenty of time: may share a transaction. */
  | 'far'
  /** Might expire while it is being delivered: must travel alone. */
  | 'near'
  /** A delivery would most likely be included too late and paid for in vain. */
  | 'too-late';

/**
 * A node checks a transaction against the time of the block before, so a delivery near the timeout passes the check and
 * then fails in its block. Below `marginBlocks` of time it is not tried; below four times that it travels alone.
 */
export function closeness(packet: Packet, head: ChainHead, blockNs: bigint, marginBlocks: number): Closeness {
  const { atNs } = packet.timeout;
  if (atNs === undefined) return 'far';
  const left = atNs - head.timeNs;
  const margin = blockNs * BigInt(marginBlocks);
  if (left <= margin) return 'too-late';
  return left <= 4n * margin ? 'near' : 'far';
}
