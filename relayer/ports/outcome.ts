/** What a stage decides about one packet. Stages decide; `run.ts` alone writes. @module */
import type { RelayerFault } from './fault.ts';
import type { Packet, PacketKey, PacketState, ParkReason } from './packet.ts';
import type { ClientUpdateRow, Evidence, PacketPatch, StepRow } from './store.ts';

export type Outcome =
  | {
      readonly kind: 'advance';
      readonly key: PacketKey;
      readonly to: PacketState;
      readonly why: string;
      readonly patch?: PacketPatch;
      readonly step?: StepRow;
    }
  /** A proof contradicts what a node said about it: back to `to`, as a failed attempt. */
  | {
      readonly kind: 'refute';
      readonly key: PacketKey;
      readonly to: PacketState;
      readonly why: string;
      readonly patch?: PacketPatch;
    }
  /** Nothing is wrong, it is just not time yet. Does not count as an attempt. */
  | { readonly kind: 'wait'; readonly key: PacketKey; readonly delayMs: number; readonly why: string }
  /** Failed: `run.ts` decides by the fault's retry class when to try again. */
  | { readonly kind: 'fail'; readonly key: PacketKey; readonly fault: RelayerFault }
  | {
      readonly kind: 'park';
      readonly key: PacketKey;
      readonly reason: ParkReason;
      readonly resumeTo: PacketState;
      readonly detail: string;
    }
  /** The bytes we held do not match the proven commitment; these do. */
  | {
      readonly kind: 'replace';
      readonly packet: Packet;
      readonly to: PacketState;
      readonly sentHeight: bigint;
      readonly sentTx: string;
      readonly why: string;
    }
  | { readonly kind: 'conflict'; readonly key: PacketKey; readonly evidence: Evidence };

export interface StageResult {
  readonly outcomes: readonly Outcome[];
  /** Client updates that the steps among the outcomes rely on. */
  readonly clientUpdates?: readonly ClientUpdateRow[];
}
