/** Lanes: where sequences live, and the only records that know clients and counterparties. @module */
import type { ChainName, LaneEnd, Protocol } from './packet.ts';

/** One end of a path. Both ends of a path are rows; a direction is (source end, destination end). */
export interface Lane {
  readonly path: string;
  readonly protocol: Protocol;
  readonly chain: ChainName;
  readonly lane: string;
  /** The client on `chain` that follows the counterparty. In v2 the lane is the client. */
  readonly clientId: string;
  readonly counterparty: LaneEnd;
  /** Merkle prefix of the counterparty's store, as registered on `chain`. */
  readonly counterpartyPrefix: readonly Uint8Array[];
  readonly paused?: { readonly reason: string; readonly atMs: number };
}

/** A direction of a path: packets sent from `source`, received on `destination`. */
export interface Direction {
  readonly path: string;
  readonly protocol: Protocol;
  readonly source: Lane;
  readonly destination: Lane;
}

/** `alpha/07-tendermint-0>beta`: the key of a direction's jobs. */
export function directionKey(direction: Direction): string {
  return `${direction.source.chain}/${direction.source.lane}>${direction.destination.chain}`;
}
