/** What a chain is and can do, asked once: nothing else looks at versions. Answers of nodes: claims. @module */
import { isZeroBlockId, parseHeader } from '@causeway/lightclient/tendermint';
import { RelayerError } from '../../ports/fault.ts';
import { refusalOf } from './abci-query.ts';
import { queryNextSequence } from './packet-queries.ts';
import { readAnswer, readInteger, readObject, readText } from './read-json.ts';
import type { RpcEndpoint } from './rpc-endpoint.ts';
import type { RpcPool } from './rpc-pool.ts';

export interface ChainCapabilities {
  readonly nodeVersion: string;
  /** The application answers queries of IBC v2. */
  readonly hasIbcV2: boolean;
  /** The node finds transactions by their events. */
  readonly hasTxIndex: boolean;
  readonly maxBlockBytes: bigint;
  /** `undefined`: no limit. */
  readonly maxBlockGas: bigint | undefined;
}

/** @throws {RelayerError} RPC_NO_ENDPOINT */
export async function probeChain(pool: RpcPool, signal?: AbortSignal): Promise<ChainCapabilities> {
  return pool.run(
    async (endpoint, scope) => {
      const [status, hasIbcV2] = await Promise.all([endpoint.call('status', {}, scope), probeIbcV2(endpoint, scope)]);
      const { height, ...node } = readAnswer({ endpoint: endpoint.url, method: 'status' }, () => readNode(status));
      // Unless a height is named, a node takes the next one, and between two blocks it cannot answer for that.
      const consensus = await endpoint.call('consensus_params', { height: `${height}` }, scope);
      const limits = readAnswer({ endpoint: endpoint.url, method: 'consensus_params' }, () => readLimits(consensus));
      return { ...node, ...limits, hasIbcV2 };
    },
    signal === undefined ? {} : { signal },
  );
}

function readNode(result: unknown) {
  const status = readObject(result, 'result');
  const node = readObject(status.node_info, 'node_info');
  const other = readObject(node.other ?? {}, 'node_info.other');
  const sync = readObject(status.sync_info, 'sync_info');
  return {
    height: readInteger(sync.latest_block_height, 'sync_info.latest_block_height'),
    nodeVersion: readText(node.version, 'node_info.version'),
    hasTxIndex: other.tx_index === 'on',
  };
}

function readLimits(result: unknown) {
  const params = readObject(readObject(result, 'result').consensus_params, 'consensus_params');
  const block = readObject(params.block, 'consensus_params.block');
  const maxGas = readInteger(block.max_gas, 'block.max_gas');
  const maxBytes = readInteger(block.max_bytes, 'block.max_bytes');
  return {
    maxBlockBytes: maxBytes < 0n ? COMET_MAX_BLOCK_BYTES : maxBytes,
    maxBlockGas: maxGas < 0n ? undefined : maxGas,
  };
}

/** What CometBFT takes -1 for. */
const COMET_MAX_BLOCK_BYTES = 104_857_600n;

/** Whether the client exists does not matter, only that the question is understood. */
async function probeIbcV2(endpoint: RpcEndpoint, signal: AbortSignal): Promise<boolean> {
  try {
    await queryNextSequence({ endpoint, lane: '07-tendermint-0', signal });
    return true;
  } catch (error) {
    if (error instanceof RelayerError && error.fault.code === 'CLIENT_NOT_FOUND') return true;
    if (/unknown query path|unknown service|unimplemented/i.test(refusalOf(error) ?? '')) return false;
    throw error;
  }
}

/**
 * The hash of a chain's first block, upper-case hex: chain ids are reused, this is not. `undefined` when no endpoint has
 * kept that block: then nothing can be said, and a recorded one stands.
 * @throws {RelayerError} RPC_NO_ENDPOINT
 */
export async function readGenesisHash(pool: RpcPool, signal?: AbortSignal): Promise<string | undefined> {
  const answers = await pool.each(async (endpoint, scope) => firstBlockHash(endpoint, scope), signal);
  const found = answers.flatMap(({ result }) => (result === undefined ? [] : [result]));
  const votes = (hash: string) => found.filter((other) => other === hash).length;
  const [best] = [...found].sort((a, b) => votes(b) - votes(a));
  if (best !== undefined || answers.some(({ fault }) => fault === undefined)) return best;
  const reasons = answers.map(({ fault }) => fault?.message).join('; ');
  throw new RelayerError({ code: 'RPC_NO_ENDPOINT', message: `${pool.chain}: no endpoint could answer: ${reasons}` });
}

/** The oldest block that the node has, if it is the one that follows nothing. Chains may start at any height. */
async function firstBlockHash(endpoint: RpcEndpoint, signal: AbortSignal): Promise<string | undefined> {
  const status = await endpoint.call('status', {}, signal);
  const height = readAnswer({ endpoint: endpoint.url, method: 'status' }, () => {
    const sync = readObject(readObject(status, 'result').sync_info, 'sync_info');
    return readInteger(sync.earliest_block_height, 'sync_info.earliest_block_height');
  });
  const answer = await endpoint.call('block', { height: `${height}` }, signal);
  return readAnswer({ endpoint: endpoint.url, method: 'block' }, () => {
    const result = readObject(answer, 'result');
    const header = parseHeader(readObject(result.block, 'block').header, 'block.header');
    if (!isZeroBlockId(header.lastBlockId)) return undefined;
    return readText(readObject(result.block_id, 'block_id').hash, 'block_id.hash').toUpperCase();
  });
}
