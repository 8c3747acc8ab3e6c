/** The validators that a header announces, from memory, our store or any endpoint: their hash says whether they are the right ones. @module */

import { equalBytes } from '@causeway/lightclient/codec';
import { createCometRpcProvider, type ValidatorSetCache } from '@causeway/lightclient/providers';
import { isBenign, type LightStore, ProviderError } from '@causeway/lightclient/sync';
import type { Header, ValidatorSet } from '@causeway/lightclient/tendermint';
import { rpcError } from '../../chains/cosmos/rpc-fault.ts';
import type { RpcPool } from '../../chains/cosmos/rpc-pool.ts';

interface Source {
  readonly pool: RpcPool;
  readonly followed: { readonly cache: ValidatorSetCache; readonly light: LightStore };
}

/** @throws {RelayerError} RPC_*; RPC_PRUNED when every endpoint has deleted them. */
export async function fetchNextValidators(
  { pool, followed: { cache, light } }: Source,
  of: Pick<Header, 'height' | 'nextValidatorsHash'>,
  signal?: AbortSignal,
): Promise<ValidatorSet> {
  const known = cache.find(of.nextValidatorsHash);
  if (known !== undefined) return known;
  const kept = await light.load(of.height);
  const isSame = kept !== undefined && equalBytes(kept.signedHeader.header.nextValidatorsHash, of.nextValidatorsHash);
  if (isSame && kept.nextValidators !== undefined) return kept.nextValidators;
  return pool.run(
    async (endpoint, scope) => {
      const { url } = endpoint;
      const call = (method: string, params: Readonly<Record<string, unknown>>) => endpoint.call(method, params, scope);
      const provider = createCometRpcProvider({ id: url, chainId: pool.chainId, cache, call });
      try {
        return await provider.nextValidators(of);
      } catch (error) {
        // Faults of the transport pass through; what is thrown here was found in the answer.
        if (!(error instanceof ProviderError)) throw error;
        const { want, got } = error.fault;
        const code = isBenign(error) ? 'RPC_BAD_RESPONSE' : 'RPC_DISTRUSTED';
        throw rpcError({ endpoint: url, method: 'validators' }, { code, want, got }, { cause: error });
      }
    },
    signal === undefined ? {} : { signal },
  );
}
