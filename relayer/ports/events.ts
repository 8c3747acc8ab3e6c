/** What a block tells a relayer, decoded. @module */
import type { LaneEnd, Packet, PacketKey } from './packet.ts';

export type IbcEvent =
  | { readonly type: 'packet-sent'; readonly packet: Packet; readonly tx: string }
  | {
      readonly type: 'ack-written';
      readonly key: PacketKey;
      readonly destination: LaneEnd;
      readonly acknowledgement: Uint8Array;
      readonly tx: string;
    }
  /** The commitment was deleted on the source: acknowledged or timed out. */
  | { readonly type: 'packet-closed'; readonly key: PacketKey; readonly by: 'ack' | 'timeout'; readonly tx: string }
  | {
      readonly type: 'client-updated';
      readonly chain: string;
      readonly clientId: string;
      readonly heights: readonly string[];
      readonly tx: string;
    }
  /** An event that we should know but cannot read: counted and logged, never a lost block. */
  | { readonly type: 'unreadable'; readonly why: string; readonly height: bigint; readonly index: number };

export interface BlockEvents {
  readonly height: bigint;
  readonly events: readonly IbcEvent[];
}

export interface ChainHead {
  readonly height: bigint;
  readonly timeNs: bigint;
}

/** Reads a chain's events, block by block. The answers are claims: what they lead to is proven later. */
export interface EventSource {
  /** The newest block that some healthy endpoint has. */
  head(signal?: AbortSignal): Promise<ChainHead>;
  /** Events of the blocks `from..to`, in order; fewer when a block is not there yet, or when they are large. */
  blocks(from: bigint, to: bigint, signal?: AbortSignal): Promise<readonly BlockEvents[]>;
  /** A proof contradicts the events given for this block (altered or left out): their endpoint is put aside. */
  refute(height: bigint, why: string): void;
  /** Calls back when a new block may be there. A hint: polling goes on without it. Returns the way to stop. */
  onWake(wake: () => void): () => void;
}
