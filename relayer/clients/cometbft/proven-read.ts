/** Reads of a chain's stores that a verified header proves; an endpoint whose proof is wrong is put aside. @module */
import { nativeSha256 } from '@causeway/lightclient/native';
import { type ProvenValue, verifyStoreAnswer } from '@causeway/lightclient/providers';
import type { Header } from '@causeway/lightclient/tendermint';
import { abciQuery } from '../../chains/cosmos/abci-query.ts';
import { rpcError } from '../../chains/cosmos/rpc-fault.ts';
import type { RpcPool } from '../../chains/cosmos/rpc-pool.ts';
import { RelayerError } from '../../ports/fault.ts';

export interface StoreRead {
  readonly pool: RpcPool;
  /** Verified: the values are those after the block before it. */
  readonly header: Pick<Header, 'height' | 'appHash'>;
  /** Default `ibc`. */
  readonly store?: string;
  readonly signal?: AbortSignal | undefined;
}

/** The node answers for its newest state when asked for height 0, and proves nothing at height 1. */
const LOWEST_PROVABLE = 3n;

/** @throws {RelayerError} RPC_PRUNED, RPC_LAGGING, RPC_NO_ENDPOINT; PROOF_UNAVAILABLE for the chain's first blocks. */
export async function readProven(
  { pool, header, store = 'ibc', signal }: StoreRead,
  key: Uint8Array,
): Promise<ProvenValue> {
  const { height, appHash } = header;
  if (height < LOWEST_PROVABLE) {
    const message = `${pool.chain}: nothing can be proven at height ${height}`;
    throw new RelayerError({
      code: 'PROOF_UNAVAILABLE',
      message,
      want: `${LOWEST_PROVABLE} or more`,
      got: `${height}`,
    });
  }
  const query = { path: `store/${store}/key`, data: key, height: height - 1n, prove: true };
  return pool.run(
    async (endpoint, scope) => {
      const answer = await abciQuery(endpoint, query, scope);
      const { verdict, proven } = verifyStoreAnswer({ store, key, appHash, sha256: nativeSha256 }, answer);
      if (verdict.status === 'valid') return proven;
      const { code, want, got } = verdict.reason;
      const site = { endpoint: endpoint.url, method: `abci_query ${query.path}` };
      const blame = code === 'proof-missing' ? 'RPC_BAD_RESPONSE' : 'RPC_DISTRUSTED';
      throw rpcError(site, { code: blame, want: `${code}: ${want}`, got }, { context: { height: `${height}` } });
    },
    signal === undefined ? {} : { signal },
  );
}

/** Reads on their way at once: the endpoint bounds what it gets, this bounds what waits for it. */
const AT_ONCE = 32;

/** Reads many keys; the results are in the order of the keys. The first failure ends it. */
export async function readManyProven(read: StoreRead, keys: readonly Uint8Array[]): Promise<readonly ProvenValue[]> {
  const results: ProvenValue[] = new Array(keys.length);
  const rest = keys.entries();
  let hasFailed = false;
  const work = async (): Promise<void> => {
    for (const [index, key] of rest) {
      if (hasFailed) return;
      results[index] = await readProven(read, key);
    }
  };
  const workers = Array.from({ length: Math.min(AT_ONCE, keys.length) }, work);
  try {
    await Promise.all(workers);
  } finally {
    hasFailed = true;
  }
  return results;
}
