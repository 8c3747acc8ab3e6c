/**
 * Simulates transactions. What a node says about gas decides what we pay, so that an answer which is unlike what is known
 * already is compared with another endpoint's.
 * @module
 */
import { bytesField, one, readMessage } from '@causeway/lightclient/codec';
import type { SimulationResult } from '../../ports/chain-writer.ts';
import { RelayerError } from '../../ports/fault.ts';
import { refusalOf } from './abci-query.ts';
import { grpcQuery } from './grpc-query.ts';
import type { RpcEndpoint } from './rpc-endpoint.ts';
import { rpcError } from './rpc-fault.ts';
import type { RpcPool } from './rpc-pool.ts';
import { readSequenceMismatch } from './sequence-mismatch.ts';

export interface Simulator {
  /** @param expectedGas What earlier transactions let us expect. */
  simulate(txBytes: Uint8Array, signal?: AbortSignal, expectedGas?: bigint): Promise<SimulationResult>;
  /** What became of the transaction that was simulated last: enough gas for the node that took it, or too little. */
  judge(wasEnough: boolean): void;
}

interface Opinion {
  readonly url: string;
  readonly result: SimulationResult;
}

/** Two numbers closer than this are the same but for what happened in between. */
const ALIKE_PERCENT = 150n;

export function createSimulator(pool: RpcPool): Simulator {
  let taken: string | undefined;
  let contradicted: string | undefined;
  let understated: string | undefined;

  async function ask(txBytes: Uint8Array, avoid: string | undefined, signal?: AbortSignal): Promise<Opinion> {
    let url = '';
    const work = async (endpoint: RpcEndpoint, scope: AbortSignal): Promise<SimulationResult> => {
      url = endpoint.url;
      return simulateAt(endpoint, txBytes, scope);
    };
    const options = { ...(signal === undefined ? {} : { signal }), ...(avoid === undefined ? {} : { avoid }) };
    return { result: await pool.run(work, options), url };
  }

  function weigh(first: Opinion, second: Opinion, expectedGas?: bigint): Opinion {
    if (first.url === second.url) return first;
    if (first.result.status === 'failed' || second.result.status === 'failed') return weighFailures(first, second);
    const pair = weighGas(first, second, { expectedGas, understated });
    contradicted = pair.contradicted;
    return pair.chosen;
  }

  /** A failure is believed when a second endpoint agrees. */
  function weighFailures(first: Opinion, second: Opinion): Opinion {
    if (first.result.status === 'ok') return first;
    if (second.result.status === 'failed') return first;
    pool.doubt(first.url, `its simulation fails, another's does not: ${first.result.log}`);
    return second;
  }

  return {
    async simulate(txBytes, signal, expectedGas) {
      taken = undefined;
      contradicted = undefined;
      const first = await ask(txBytes, understated, signal);
      const isPlausible =
        first.result.status === 'ok' && expectedGas !== undefined && isAlike(expectedGas, first.result.gasUsed);
      if (isPlausible || pool.status().length < 2) {
        taken = first.url;
        return first.result;
      }
      const chosen = weigh(first, await ask(txBytes, first.url, signal), expectedGas);
      taken = chosen.url;
      return chosen.result;
    },
    judge(wasEnough) {
      if (taken === undefined) return;
      const wrong = wasEnough ? contradicted : taken;
      if (!wasEnough) understated = taken;
      taken = undefined;
      if (wrong !== undefined) pool.doubt(wrong, 'the gas of its simulation is far from what was needed');
    },
  };
}

interface Weights {
  readonly expectedGas: bigint | undefined;
  /** Who gave too low a number before. */
  readonly understated: string | undefined;
}

/** Of two numbers that differ much the smaller one: too little is refused at no cost, too much would be paid for. */
function weighGas(
  first: Opinion,
  second: Opinion,
  { expectedGas, understated }: Weights,
): { readonly chosen: Opinion; readonly contradicted?: string } {
  const [less, more] = gasOf(first) <= gasOf(second) ? [first, second] : [second, first];
  if (isAlike(gasOf(less), gasOf(more))) return { chosen: more };
  const isUsual = expectedGas !== undefined && isAlike(expectedGas, gasOf(more));
  const takesMore = less.url === understated || (isUsual && more.url !== understated);
  return takesMore ? { chosen: more, contradicted: less.url } : { chosen: less, contradicted: more.url };
}

function gasOf({ result }: Opinion): bigint {
  return result.status === 'ok' ? result.gasUsed : 0n;
}

function isAlike(a: bigint, b: bigint): boolean {
  const [less, more] = a < b ? [a, b] : [b, a];
  return more * 100n <= less * ALIKE_PERCENT;
}

const SIMULATED = { gasInfo: one(1, 'bytes'), result: one(2, 'bytes') };
const GAS_INFO = { gasWanted: one(1, 'uint64'), gasUsed: one(2, 'uint64') };

/** The response repeats every event of the transaction: only the gas is decoded. */
const SIMULATE = {
  path: '/cosmos.tx.v1beta1.Service/Simulate',
  encode: (txBytes: Uint8Array): Uint8Array => bytesField(2, txBytes),
  decode: (bytes: Uint8Array): bigint => {
    const { gasInfo = new Uint8Array(0) } = readMessage(bytes, SIMULATED, 'response');
    return readMessage(gasInfo, GAS_INFO, 'response.gas_info').gasUsed ?? 0n;
  },
};

const MESSAGE_INDEX = /failed to execute message; message index: (\d+)/;

async function simulateAt(endpoint: RpcEndpoint, bytes: Uint8Array, signal: AbortSignal): Promise<SimulationResult> {
  try {
    const gasUsed = await grpcQuery(endpoint, SIMULATE, bytes, { signal });
    if (gasUsed > 0n) return { status: 'ok', gasUsed };
    const site = { endpoint: endpoint.url, method: SIMULATE.path };
    throw rpcError(site, { code: 'RPC_BAD_RESPONSE', want: 'an amount of gas', got: '0' });
  } catch (error) {
    const log = error instanceof RelayerError && error.fault.code === 'RPC_BAD_RESPONSE' ? refusalOf(error) : undefined;
    if (log === undefined) throw error;
    if (readSequenceMismatch(log) !== undefined) return { status: 'failed', reason: 'sequence-mismatch', log };
    const index = MESSAGE_INDEX.exec(log)?.[1];
    return { status: 'failed', reason: 'failed', log, ...(index === undefined ? {} : { messageIndex: Number(index) }) };
  }
}
