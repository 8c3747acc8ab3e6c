/** Reads a Cosmos chain for the pipeline. @module */
import type { ChainReader, PacketClaims } from '../../ports/chain-reader.ts';
import { readBalance } from './account.ts';
import { createProvenBlocks, type ProvenBlockOptions } from './proven-block.ts';

export interface CosmosReaderOptions extends ProvenBlockOptions {
  /** Moves our own light client to the tip and tells where it is. */
  readonly verifiedHead: ChainReader['verifiedHead'];
  readonly claims: PacketClaims;
}

export function createCosmosReader(options: CosmosReaderOptions): ChainReader {
  const { pool, claims, verifiedHead } = options;
  return {
    chain: pool.chain,
    verifiedHead,
    provenBlock: createProvenBlocks(options),
    claims,
    balance: (address, denom, signal) => readBalance(pool, { address, denom }, signal),
  };
}
