/** Where updates of a beacon chain come from. Nothing that it gives is believed: each message is judged before it is paid for. @module */
import type {
  LightClientBootstrap,
  LightClientFinalityUpdate,
  LightClientUpdate,
} from '@causeway/lightclient/ethereum';

export interface BeaconSource {
  /** The best updates of `count` periods from `startPeriod` on, those that there are; at most 128 are asked for. */
  updates(startPeriod: bigint, count: number, signal?: AbortSignal): Promise<readonly LightClientUpdate[]>;
  finalityUpdate(signal?: AbortSignal): Promise<LightClientFinalityUpdate>;
  /** The bootstrap at the finalized block of a slot. */
  bootstrapAt(slot: bigint, signal?: AbortSignal): Promise<LightClientBootstrap>;
  /** RLP of an execution block's header; asked for from Gloas on. */
  executionHeader(blockHash: Uint8Array, signal?: AbortSignal): Promise<Uint8Array>;
}
