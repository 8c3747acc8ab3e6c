/**
 * Simulates transactions. What a node says about gas decides what we pay: too much is paid for whole, too little may be paid
 * for in vain. So an answer that is not near what is proven is compared with those of all endpoints.
 * @module
 */
import { bytesField, one, readMessage } from '@causeway/lightclient/codec';
import type { ExpectedGas, SimulationResult } from '../../ports/chain-writer.ts';
import { RelayerError } from '../../ports/fault.ts';
import { refusalOf } from './abci-query.ts';
import { toChainWords } from './chain-words.ts';
import { grpcQuery } from './grpc-query.ts';
import type { RpcEndpoint } from './rpc-endpoint.ts';
import { rpcError } from './rpc-fault.ts';
import type { RpcPool } from './rpc-pool.ts';
import { readSequenceMismatch } from './sequence-mismatch.ts';

/** What one endpoint says would become of a transaction. */
export interface SimulationOpinion {
  readonly url: string;
  readonly result: SimulationResult;
}

export interface Simulation {
  readonly result: SimulationResult;
  /** Everybody who was asked. */
  readonly opinions: readonly SimulationOpinion[];
}

/** Two numbers closer than this are the same but for what happened in between. */
const ALIKE_PERCENT = 125n;
/** An answer lower than this share of what is proven is about something else. */
const LEAST_PERCENT = 90n;

/** A message that takes more than so many times what is proven of its kind fails once; then nothing is proven any more. */
const MOST_TIMES = 4n;

/** @throws {RelayerError} RPC_NO_ENDPOINT */
export async function simulateTx(
  pool: RpcPool,
  txBytes: Uint8Array,
  expected?: ExpectedGas,
  signal?: AbortSignal,
): Promise<Simulation> {
  const work = async (endpoint: RpcEndpoint, scope: AbortSignal): Promise<SimulationOpinion> => ({
    url: endpoint.url,
    result: await simulateAt(endpoint, txBytes, scope),
  });
  const first = await pool.run(work, signal === undefined ? {} : { signal });
  const isAlone = pool.status().length < 2;
  if (!isAlone && isProvenAbout(first.result, expected)) {
    return { result: weigh([first], expected), opinions: [first] };
  }
  const askOthers: typeof work = async (endpoint, scope) =>
    endpoint.url === first.url ? first : work(endpoint, scope);
  const answers = isAlone ? [] : await pool.each(askOthers, signal);
  const others = answers.flatMap(({ result }) => (result === undefined || result === first ? [] : [result]));
  const opinions = [first, ...others];
  return { result: weigh(opinions, expected), opinions };
}

function isProvenAbout(result: SimulationResult, expected?: ExpectedGas): boolean {
  if (result.status === 'failed' || expected?.isProven !== true) return false;
  const { gas } = expected;
  return result.gasUsed * 100n >= gas * LEAST_PERCENT && result.gasUsed * 100n <= gas * ALIKE_PERCENT;
}

/** A failure is believed when nobody says otherwise, or more than one and most say so. */
function weigh(opinions: readonly SimulationOpinion[], expected?: ExpectedGas): SimulationResult {
  const results = opinions.map(({ result }) => result);
  const gas = results.flatMap((result) => (result.status === 'ok' ? [result.gasUsed] : []));
  const failures = results.filter((result) => result.status === 'failed');
  const [failure] = failures;
  if (failure !== undefined && (gas.length === 0 || failures.length > Math.max(1, gas.length))) return failure;
  return weighGas(gas, results.length, expected);
}

/** What most say; when they are even, what is nearest to the expectation. */
function weighGas(numbers: readonly bigint[], asked: number, expected?: ExpectedGas): SimulationResult {
  const groups = numbers.map((number) => numbers.filter((other) => isAlike(number, other)));
  const largest = groups.reduce((most, { length }) => Math.max(most, length), 0);
  const candidates = groups.filter(({ length }) => length === largest).map(highest);
  const nearest = candidates.reduce((best, gas) => (distance(gas, expected) < distance(best, expected) ? gas : best));
  if (largest > 1) return { status: 'ok', gasUsed: nearest };
  const contested = asked > 1 ? { isContested: true } : {};
  return { status: 'ok', gasUsed: moderate(nearest, expected), ...contested };
}

/** The word of one alone is taken within bounds: not below what is known, not far above what is proven. */
function moderate(gas: bigint, expected?: ExpectedGas): bigint {
  if (expected === undefined) return gas;
  if (gas < expected.gas) return expected.gas;
  const most = expected.gas * MOST_TIMES;
  return expected.isProven && gas > most ? most : gas;
}

function highest(numbers: readonly bigint[]): bigint {
  return numbers.reduce((most, number) => (number > most ? number : most));
}

/** How many times larger or smaller than expected; the least is the best when nothing is expected. */
function distance(gas: bigint, expected?: ExpectedGas): number {
  return expected === undefined ? Number(gas) : Math.abs(Math.log(Number(gas) / Number(expected.gas)));
}

/** Whether two numbers may be about the same transaction. */
export function isAlike(a: bigint, b: bigint): boolean {
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
    const refusal =
      error instanceof RelayerError && error.fault.code === 'RPC_BAD_RESPONSE' ? refusalOf(error) : undefined;
    if (refusal === undefined) throw error;
    const log = toChainWords(refusal);
    if (readSequenceMismatch(log) !== undefined) return { status: 'failed', reason: 'sequence-mismatch', log };
    const index = MESSAGE_INDEX.exec(log)?.[1];
    return { status: 'failed', reason: 'failed', log, ...(index === undefined ? {} : { messageIndex: Number(index) }) };
  }
}
