/** How long stake stays bonded: what bounds every trusting period. @module */
import { DecodeError, one, readMessage, toHex } from '@causeway/lightclient/codec';
import type { Header } from '@causeway/lightclient/tendermint';
import { abciQuery } from '../../chains/cosmos/abci-query.ts';
import { readAnswer } from '../../chains/cosmos/read-json.ts';
import { rpcError } from '../../chains/cosmos/rpc-fault.ts';
import type { RpcPool } from '../../chains/cosmos/rpc-pool.ts';
import { RelayerError } from '../../ports/fault.ts';
import { readProven } from './proven-read.ts';

/** Where the staking module keeps its parameters. Source: Cosmos SDK `x/staking/types/keys.go`. */
const PARAMS_KEY = Uint8Array.of(0x51);
const PARAMS_QUERY = '/cosmos.staking.v1beta1.Query/Params';

const DURATION = { seconds: one(1, 'int64'), nanos: one(2, 'int32') };
const NS_PER_SECOND = 1_000_000_000n;
const FIRST_FIELD = 0x0a;

/** Only the first field of the parameters is read, since chains add others behind it. @throws {DecodeError} */
function readUnbonding(params: Uint8Array): bigint {
  const [tag, length = 0] = params;
  const duration = params.subarray(2, 2 + length);
  if (tag !== FIRST_FIELD || duration.length !== length) {
    throw new DecodeError('staking.params', 'an unbonding time first', toHex(params.subarray(0, 16)));
  }
  const { seconds = 0n, nanos = 0 } = readMessage(duration, DURATION, 'staking.params.unbonding_time');
  return seconds * NS_PER_SECOND + BigInt(nanos);
}

/** In ns, proven by a verified header. @throws {RelayerError} CONFIG_INVALID when the chain has no staking module. */
export async function readUnbondingPeriod(pool: RpcPool, header: Header, signal?: AbortSignal): Promise<bigint> {
  const { value } = await readProven({ pool, header, store: 'staking', signal }, PARAMS_KEY);
  if (value !== undefined) return readUnbonding(value);
  throw new RelayerError({
    code: 'CONFIG_INVALID',
    message: `${pool.chain}: has no staking parameters to take the trusting period from`,
    hint: 'Set trustingPeriod for this chain.',
  });
}

/**
 * In ns, the shortest that any endpoint tells: before anything is trusted nothing can be proven, and a short one is safe.
 * @throws {RelayerError} RPC_NO_ENDPOINT when none tells any.
 */
export async function claimUnbondingPeriod(pool: RpcPool): Promise<bigint> {
  const query = { path: PARAMS_QUERY, data: new Uint8Array(0) };
  const answers = await pool.each(async (endpoint, signal) => {
    const { value } = await abciQuery(endpoint, query, signal);
    const site = { endpoint: endpoint.url, method: `abci_query ${PARAMS_QUERY}` };
    const period = readAnswer(site, () => {
      const { params } = readMessage(value, { params: one(1, 'bytes') }, 'response');
      return readUnbonding(params ?? new Uint8Array(0));
    });
    if (period > 0n) return period;
    throw rpcError(site, { code: 'RPC_BAD_RESPONSE', want: 'an unbonding time above 0', got: `${period} ns` });
  });
  const periods = answers.flatMap(({ result }) => (result === undefined ? [] : [result]));
  const [first, ...rest] = periods;
  if (first !== undefined) return rest.reduce((least, next) => (next < least ? next : least), first);
  throw new RelayerError({
    code: 'RPC_NO_ENDPOINT',
    message: `${pool.chain}: no endpoint tells the unbonding period`,
    hint: 'Set trustingPeriod for this chain.',
  });
}

/** Two thirds, so that a third of the time is left to punish those who sign two histories. */
export function defaultTrustingPeriod(unbondingPeriod: bigint): bigint {
  return (unbondingPeriod * 2n) / 3n;
}
