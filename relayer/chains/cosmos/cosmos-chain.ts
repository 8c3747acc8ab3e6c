/** Everything the pipeline needs of one Cosmos chain, put together over one endpoint pool. @module */
import type { ChainReader } from '../../ports/chain-reader.ts';
import type { ChainWriter, WriterLimits } from '../../ports/chain-writer.ts';
import type { EventSource } from '../../ports/events.ts';
import type { LaneEnd } from '../../ports/packet.ts';
import type { MessageCodec } from '../../ports/packet-protocol.ts';
import { createBlockSource } from './block-source.ts';
import { createBlockTicker } from './block-ticker.ts';
import { createCosmosReader } from './cosmos-reader.ts';
import { createCosmosWriter } from './cosmos-writer.ts';
import { createCosmosEventSource } from './event-source.ts';
import type { GasPrice } from './gas-price.ts';
import { ibcGoMessages } from './message-codec.ts';
import { createPacketClaims } from './packet-claims.ts';
import type { HashedHeader } from './proven-block.ts';
import type { RpcPool } from './rpc-pool.ts';
import type { CosmosSigner } from './signer.ts';

export interface CosmosChainOptions {
  readonly pool: RpcPool;
  readonly signer: CosmosSigner;
  readonly gasPrice: GasPrice;
  readonly limits: WriterLimits;
  readonly memo?: string;
  readonly feeGranter?: string;
  /** The other end of a lane on this chain, asked at each event: lanes may come and go while it runs. */
  readonly peerOf: (lane: string) => LaneEnd | undefined;
  /** From our own light client of this chain. */
  readonly verifiedHead: ChainReader['verifiedHead'];
  readonly verifiedHeader: (height: bigint, signal?: AbortSignal) => Promise<HashedHeader>;
}

export interface CosmosChain {
  readonly name: string;
  readonly events: EventSource;
  readonly reader: ChainReader;
  readonly writer: ChainWriter;
  readonly codec: MessageCodec;
}

/** Makes no calls; the pool stays the caller's to close. */
export function createCosmosChain(options: CosmosChainOptions): CosmosChain {
  const { pool, peerOf } = options;
  const blocks = createBlockSource(pool);
  const context = { chain: pool.chain, peerOf, blocks };
  return {
    name: pool.chain,
    events: createCosmosEventSource({ ...context, ticker: createBlockTicker({ pool }) }),
    reader: createCosmosReader({ ...options, blocks, claims: createPacketClaims({ ...context, pool }) }),
    writer: createCosmosWriter(options),
    codec: ibcGoMessages,
  };
}
