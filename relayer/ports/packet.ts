/** A packet on its way, in terms that fit every protocol and chain family. @module */
import type { Height } from '@causeway/lightclient/ibc';
import type { RelayerFault } from './fault.ts';

/** Packet protocols: IBC v2 now, classic channels later. */
export type Protocol = 'v2';

/** A chain as the configuration names it. */
export type ChainName = string;

/** A height with its revision, as IBC writes it: `{ revisionNumber, revisionHeight }`. */
export type ChainHeight = Height;

/** Where sequences live on one chain: a client id in IBC v2, a channel id in classic IBC. */
export interface LaneEnd {
  readonly chain: ChainName;
  readonly lane: string;
}

/** Identifies a packet for ever: (source chain, protocol, source lane, sequence). */
export interface PacketKey {
  readonly chain: ChainName;
  readonly protocol: Protocol;
  readonly lane: string;
  readonly sequence: bigint;
}

export interface Packet {
  readonly protocol: Protocol;
  readonly source: LaneEnd;
  readonly destination: LaneEnd;
  readonly sequence: bigint;
  /** When the destination refuses it: block time in ns, a height, or both (classic). */
  readonly timeout: { readonly atNs?: bigint; readonly height?: ChainHeight };
  /** The packet as its protocol encodes it; v2: protobuf `ibc.core.channel.v2.Packet`. Never re-encoded. */
  readonly body: Uint8Array;
}

/** The three things that a relayer can do with a packet. */
export type Step = 'recv' | 'ack' | 'timeout';

/**
 * `timing-out` proves that the destination never received it, `withdrawing` submits that proof, and `settling` proves how
 * somebody else ended it. The main line:
 * `seen -> final -> proving -> delivering -> delivered -> ack-final -> acknowledging -> done`, or
 * `... -> timing-out -> timed-out`. Each state but the last of a line has exactly one stage that may move it on.
 */
export const PACKET_STATES = [
  'seen',
  'final',
  'proving',
  'delivering',
  'delivered',
  'ack-final',
  'acknowledging',
  'timing-out',
  'withdrawing',
  'settling',
  'done',
  'timed-out',
  'parked',
  'conflict',
] as const;
export type PacketState = (typeof PACKET_STATES)[number];

/** No stage touches a packet in one of these. `parked` waits for `causeway clear`, an import, or its cause to go away. */
export const TERMINAL_STATES = ['done', 'timed-out', 'conflict'] as const satisfies readonly PacketState[];

/** How the transfer ended, apart from how far we are with it. */
export type PacketOutcome = 'success' | 'error' | 'timeout';

/** Why a packet is parked; `causeway why` explains each. All but a paused path are tried again from time to time. */
export const PARK_REASONS = [
  'bytes-unavailable', // the commitment exists, no endpoint gives bytes that hash to it
  'ack-unavailable', // received, but no endpoint gives the acknowledgement bytes
  'client-expired', // the light client that must judge the proof has expired
  'client-frozen',
  'recv-rejected', // the destination refuses this packet: unless that changes, it is refunded after its timeout
  'close-rejected', // the source application refuses the acknowledgement or the timeout
  'path-paused', // a conflict stopped the path
] as const;
export type ParkReason = (typeof PARK_REASONS)[number];

export interface PacketRow {
  readonly packet: Packet;
  readonly state: PacketState;
  /** Grows with every change; a change made from an older version is dropped. */
  readonly version: number;
  /** Failed attempts since the last progress. */
  readonly attempts: number;
  /** Not to be touched before this wall-clock time (ms). */
  readonly notBeforeMs: number;
  readonly lastFault?: RelayerFault;
  readonly parked?: { readonly reason: ParkReason; readonly resumeTo: PacketState; readonly detail: string };
  readonly outcome?: PacketOutcome;
  /** Who brought the last step: this relayer or somebody else. */
  readonly outcomeBy?: 'us' | 'other';
  /** Block on the source chain that holds the send. 0 when found by reconciling, before its block is known. */
  readonly sentHeight: bigint;
  readonly sentTx?: string;
  /** Source height at which these very bytes were proven committed, once they were. */
  readonly provenHeight?: bigint;
  /** Block on the destination that wrote the acknowledgement, when seen. */
  readonly ackHeight?: bigint;
  /** The acknowledgement as the protocol encodes it; v2: protobuf `Acknowledgement`. */
  readonly acknowledgement?: Uint8Array;
  /** How the packet reached the destination, when it was us. */
  readonly receivedTx?: string;
  readonly closedTx?: string;
  readonly seenAtMs: number;
  readonly deliveredAtMs?: number;
  readonly closedAtMs?: number;
  readonly updatedAtMs: number;
}

export function packetKey(packet: Packet): PacketKey {
  return { chain: packet.source.chain, protocol: packet.protocol, lane: packet.source.lane, sequence: packet.sequence };
}

/** `chain/lane/sequence`, as people write it: `alpha/07-tendermint-0/12`. */
export function formatPacketKey(key: PacketKey): string {
  return `${key.chain}/${key.lane}/${key.sequence}`;
}
