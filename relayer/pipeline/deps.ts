/** What the stages work with. @module */

import type { ChainReader } from '../ports/chain-reader.ts';
import type { ChainWriter } from '../ports/chain-writer.ts';
import type { ClientDriver } from '../ports/client-driver.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventSource } from '../ports/events.ts';
import type { Direction } from '../ports/lane.ts';
import type { Logger } from '../ports/logger.ts';
import type { MessageCodec, PacketProtocol } from '../ports/packet-protocol.ts';
import type { Store } from '../ports/store.ts';
import type { BlockPace } from './block-pace.ts';

/** Everything that touches one chain. */
export interface ChainPorts {
  readonly name: string;
  readonly events: EventSource;
  readonly reader: ChainReader;
  readonly writer: ChainWriter;
  readonly codec: MessageCodec;
  /** Learned while watching. */
  readonly pace: BlockPace;
}

/** One direction of a path with all it needs. */
export interface DirectionDeps {
  readonly direction: Direction;
  readonly protocol: PacketProtocol;
  readonly source: ChainPorts;
  readonly destination: ChainPorts;
  /** The client of the source that lives on the destination: proves commitments. */
  readonly onDestination: ClientDriver;
  /** The client of the destination that lives on the source: proves acknowledgements and missing receipts. */
  readonly onSource: ClientDriver;
}

/** What the jobs of one process share. */
export interface Services {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: PipelineSettings;
  /** In [0, 1), for the jitter of waits. */
  readonly random: () => number;
}

export interface PipelineSettings {
  /** Packets that one run of a stage takes on. */
  readonly batchSize: number;
  /** Transactions of one signer in flight at once. */
  readonly maxInFlight: number;
  /** Blocks until a transaction that was not included is dead. */
  readonly txTimeoutBlocks: bigint;
  /** Blocks of time that must be left before a packet's timeout for a delivery to be tried. */
  readonly expiryMarginBlocks: number;
  /** Blocks fetched in one go while catching up. */
  readonly watchRange: bigint;
  /** Sequences below the newest that the reconciler looks at. */
  readonly reconcileDepth: bigint;
  readonly reconcileEveryMs: number;
  /** Backoff: base and cap of the wait after a failure. */
  readonly backoffBaseMs: number;
  readonly backoffCapMs: number;
}

export const DEFAULT_SETTINGS: PipelineSettings = {
  batchSize: 256,
  maxInFlight: 6,
  txTimeoutBlocks: 20n,
  expiryMarginBlocks: 3,
  watchRange: 50n,
  reconcileDepth: 10_000n,
  reconcileEveryMs: 30_000,
  backoffBaseMs: 500,
  backoffCapMs: 60_000,
};
