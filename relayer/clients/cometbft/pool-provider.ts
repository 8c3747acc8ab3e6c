/** One endpoint of a pool as a light-block provider of the library. @module */
import { type CometRpcProvider, createCometRpcProvider, type ValidatorSetCache } from '@causeway/lightclient/providers';
import { ProviderError, type ProviderFaultCode, type Signal } from '@causeway/lightclient/sync';
import type { RpcPool } from '../../chains/cosmos/rpc-pool.ts';
import { type FaultCode, RelayerError, type RelayerFault } from '../../ports/fault.ts';

/** What the pool's words mean to a light client; what is not listed is just no answer. */
const MEANING: Partial<Record<FaultCode, ProviderFaultCode>> = {
  RPC_LAGGING: 'height-too-high',
  RPC_PRUNED: 'pruned',
  RPC_WRONG_CHAIN: 'wrong-chain',
};

/** @param url As the pool names the endpoint. */
export function createPoolProvider(pool: RpcPool, url: string, cache: ValidatorSetCache): CometRpcProvider {
  return createCometRpcProvider({
    id: url,
    chainId: pool.chainId,
    cache,
    async call(method, params, signal) {
      const got = whyNotNow(pool, url);
      if (got !== undefined) throw new ProviderError(url, { code: 'no-response', want: 'an answer', got });
      const options = { only: url, ...withSignal(signal) };
      try {
        return await pool.run((endpoint, scope) => endpoint.call(method, params, scope), options);
      } catch (error) {
        if (!(error instanceof RelayerError)) throw error;
        throw toProviderError(url, error);
      }
    },
  });
}

/**
 * A light client asks each endpoint and waits for all of them: one that let us wait in vain a moment ago would be waited for
 * with each block. Nothing is lost while another one works: an endpoint that does not answer confirms nothing either.
 */
function whyNotNow(pool: RpcPool, url: string): string | undefined {
  const all = pool.status();
  const own = all.find((endpoint) => endpoint.url === url);
  if (own?.state !== 'struggling' || own.reason?.code !== 'RPC_TIMEOUT') return undefined;
  return all.some(({ state }) => state === 'ready') ? own.reason.message : undefined;
}

function toProviderError(url: string, error: RelayerError): ProviderError {
  const { code, message, want, got } = error.fault;
  const fault = { code: MEANING[code] ?? 'no-response', want: want ?? 'an answer', got: got ?? message };
  return new ProviderError(url, fault, { cause: error });
}

/** Every signal that comes here through the library is one that the relayer gave to it. */
export function withSignal(signal: Signal | undefined): { readonly signal?: AbortSignal } {
  return signal instanceof AbortSignal ? { signal } : {};
}

/** Why an endpoint is put aside after a light client caught it. */
export function toDistrust(url: string, { fault }: ProviderError): RelayerFault {
  return {
    code: fault.code === 'wrong-chain' ? 'RPC_WRONG_CHAIN' : 'RPC_DISTRUSTED',
    message: `${url}: gave a block that is proven wrong (${fault.code})`,
    want: fault.want,
    got: fault.got,
    context: { endpoint: url },
  };
}
