/** Puts the adapters of one Cosmos chain together. @module */
import { createNativeVerifier } from '@causeway/lightclient/native';
import type { SignatureVerifier } from '@causeway/lightclient/tendermint';
import type { ChainConfig } from '../config/config.ts';
import { type BlockSource, createBlockSource } from './chains/cosmos/block-source.ts';
import { createBlockTicker } from './chains/cosmos/block-ticker.ts';
import { createCosmosReader } from './chains/cosmos/cosmos-reader.ts';
import { createCosmosWriter } from './chains/cosmos/cosmos-writer.ts';
import { createCosmosEventSource } from './chains/cosmos/event-source.ts';
import { ibcGoMessages } from './chains/cosmos/message-codec.ts';
import { createPacketClaims } from './chains/cosmos/packet-claims.ts';
import { probeChain, readGenesisHash } from './chains/cosmos/probe-chain.ts';
import { createRpcPool, type RpcPool } from './chains/cosmos/rpc-pool.ts';
import { createLocalSigner } from './chains/cosmos/signer.ts';
import { createVerifiedHeaders, type VerifiedHeaders } from './clients/cometbft/verified-headers.ts';
import { createBlockPace } from './pipeline/block-pace.ts';
import type { ChainPorts } from './pipeline/deps.ts';
import type { ChainWriter, WriterLimits } from './ports/chain-writer.ts';
import type { Clock } from './ports/clock.ts';
import { RelayerError, type RelayerFault } from './ports/fault.ts';
import type { Logger } from './ports/logger.ts';
import type { ChainMetrics } from './ports/metrics.ts';
import type { LaneEnd } from './ports/packet.ts';
import type { Store } from './ports/store.ts';

export interface ChainContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: ChainMetrics;
  readonly loadKey: (name: string) => Promise<Uint8Array>;
  /** The other end of a lane of this relayer. */
  readonly peerOf: (chain: string, lane: string) => LaneEnd | undefined;
  /** For the crash points of fault tests; gives back what it gets otherwise. */
  readonly wrapWriter: (writer: ChainWriter) => ChainWriter;
}

/** One chain, put together. */
export interface ComposedChain {
  readonly config: ChainConfig;
  readonly pool: RpcPool;
  readonly headers: VerifiedHeaders;
  readonly ports: ChainPorts;
  readonly verifier: SignatureVerifier;
}

export async function composeChain(config: ChainConfig, context: ChainContext): Promise<ComposedChain> {
  const { store, clock, logger, metrics } = context;
  const { name } = config;
  const pool = createPool(config, context);
  const verifier = createNativeVerifier();
  const headers = createVerifiedHeaders({
    pool,
    store: store.lightBlocks,
    trust: config.trust ?? { quorum: quorumOf(config) },
    trustingPeriodNs: config.trustingPeriodNs,
    trustLevel: config.trustLevel,
    maxClockDriftNs: config.clockDriftNs,
    verifier,
    clock,
  });
  const blocks: BlockSource = createBlockSource(pool);
  const decoding = { chain: name, peerOf: (lane: string) => context.peerOf(name, lane) };
  const ticker = createBlockTicker({
    pool,
    report: (event) => (event === 'announced' ? metrics.socketEvent(name) : metrics.socketReconnected(name)),
  });
  const signer = createLocalSigner({
    privateKey: await context.loadKey(config.key),
    addressPrefix: config.addressPrefix,
  });
  const limits = await findLimits(config, pool, logger);
  const ports: ChainPorts = {
    name,
    events: createCosmosEventSource({ ...decoding, blocks, ticker }),
    reader: createCosmosReader({
      pool,
      blocks,
      claims: createPacketClaims({ ...decoding, pool, blocks, ...agreementOf(config) }),
      verifiedHeader: (height, signal) => headers.header(height, signal),
      async verifiedHead(signal) {
        const { height, time } = await headers.head({ signal });
        return { height, timeNs: time };
      },
    }),
    writer: context.wrapWriter(createCosmosWriter({ pool, signer, gasPrice: config.gasPrice, limits })),
    codec: ibcGoMessages,
    pace: createBlockPace(),
  };
  return { config, pool, headers, ports, verifier };
}

function createPool(config: ChainConfig, { store, clock, logger, metrics }: ChainContext): RpcPool {
  const { name: chain, chainId, rpc: urls, requestTimeoutMs: timeoutMs, maxResponseBytes } = config;
  const keepEvidence = (url: string, fault: RelayerFault): void => {
    const details = { endpoint: url, ...fault };
    const evidence = { kind: 'lying-endpoint', chain, summary: fault.message, details } as const;
    store.packets
      .commit('evidence', [{ change: 'insert-evidence', evidence, atMs: clock.now() }])
      .catch((error: unknown) => {
        logger.warn({ chain, endpoint: url, error: String(error) }, 'evidence could not be stored');
      });
  };
  const concurrency = { start: Math.min(8, config.concurrency), most: Math.max(8, config.concurrency) };
  return createRpcPool({
    chain,
    chainId,
    urls,
    timeoutMs,
    maxResponseBytes,
    concurrency,
    logger,
    clock,
    report: ({ method, code }) => metrics.queryDone(chain, method, code),
    onAside: keepEvidence,
  });
}

/** Endpoints that must agree on the first block we trust, when the configuration gives none. */
function quorumOf({ consistency, rpc }: ChainConfig): number {
  return consistency.kind === 'agree' ? consistency.agree : Math.floor(rpc.length / 2) + 1;
}

/** Endpoints that must say the same about a packet; without such a setting the first answer counts. */
function agreementOf({ consistency }: ChainConfig): { readonly agree?: number } {
  return consistency.kind === 'agree' ? { agree: consistency.agree } : {};
}

/** Half a block leaves room for others. */
const BLOCK_SHARE = 2n;
const UNLIMITED_GAS = 500_000_000n;

/** The configuration's limits, cut down to what the chain allows. An unreachable chain is taken at the configuration's word. */
async function findLimits(config: ChainConfig, pool: RpcPool, logger: Logger): Promise<WriterLimits> {
  const { maxMessages, maxTxBytes, gasAdjustment, maxGas = UNLIMITED_GAS } = config;
  const configured = { maxMessages, maxTxBytes, maxGas, gasAdjustment };
  try {
    const { maxBlockBytes, maxBlockGas, hasIbcV2 } = await probeChain(pool);
    if (!hasIbcV2) {
      const hint = 'Causeway relays IBC v2: ibc-go v10 or newer.';
      throw new RelayerError({
        code: 'CONFIG_INVALID',
        message: `${config.name} does not answer queries of IBC v2`,
        hint,
      });
    }
    const blockBytes = Number(maxBlockBytes / BLOCK_SHARE);
    const blockGas = maxBlockGas === undefined ? maxGas : maxBlockGas / BLOCK_SHARE;
    return {
      ...configured,
      maxTxBytes: Math.min(maxTxBytes, blockBytes),
      maxGas: blockGas < maxGas ? blockGas : maxGas,
    };
  } catch (error) {
    if (!(error instanceof RelayerError) || error.fault.code === 'CONFIG_INVALID') throw error;
    logger.warn({ chain: config.name, code: error.fault.code }, error.fault.message);
    return configured;
  }
}

/**
 * Chain ids of re-created devnets repeat, their first blocks do not: what the store knows must be about this very chain.
 * @throws {RelayerError} CONFIG_INVALID
 */
export async function requireIdentity({ config, pool }: ComposedChain, { store }: ChainContext): Promise<void> {
  const genesisHash = await readGenesisHash(pool);
  const known = await store.chains.identity(config.name);
  if (known === undefined) {
    // A pruned chain has no first block to show; its id has to do.
    const { name: chain, chainId } = config;
    await store.packets.commit('identified', [
      { change: 'upsert-chain', chain, chainId, genesisHash: genesisHash ?? '' },
    ]);
    return;
  }
  const isSame =
    known.chainId === config.chainId &&
    (genesisHash === undefined || known.genesisHash === '' || known.genesisHash === genesisHash);
  if (isSame) return;
  throw new RelayerError({
    code: 'CONFIG_INVALID',
    message: `the store was written for another chain called ${config.name}`,
    want: `${known.chainId} with first block ${known.genesisHash || 'unknown'}`,
    got: `${config.chainId} with first block ${genesisHash ?? 'unknown'}`,
    hint: 'Use another store file for this chain, or correct the endpoints.',
  });
}
