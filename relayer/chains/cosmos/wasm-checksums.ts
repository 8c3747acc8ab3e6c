/** Which contracts a chain's 08-wasm module holds. Answers of nodes: claims. @module */
import { fromHex } from '@causeway/lightclient/codec';
import { QueryClientParamsRequest, QueryClientParamsResponse } from 'cosmjs-types/ibc/core/client/v1/query';
import { QueryChecksumsRequest, QueryChecksumsResponse } from 'cosmjs-types/ibc/lightclients/wasm/v1/query';
import { RelayerError } from '../../ports/fault.ts';
import { refusalOf } from './abci-query.ts';
import { grpcMethod, grpcQuery } from './grpc-query.ts';
import type { RpcEndpoint } from './rpc-endpoint.ts';
import type { RpcPool } from './rpc-pool.ts';

const CHECKSUMS = grpcMethod(
  '/ibc.lightclients.wasm.v1.Query/Checksums',
  QueryChecksumsRequest,
  QueryChecksumsResponse,
);
const CLIENT_PARAMS = grpcMethod(
  '/ibc.core.client.v1.Query/ClientParams',
  QueryClientParamsRequest,
  QueryClientParamsResponse,
);

/** Far more than any chain stores. */
const MOST_PAGES = 20;

/** SHA-256 of each stored contract. @throws {RelayerError} CONFIG_INVALID for a chain without 08-wasm; RPC_NO_ENDPOINT. */
export async function readWasmChecksums(pool: RpcPool, signal?: AbortSignal): Promise<readonly Uint8Array[]> {
  return pool.run(
    async (endpoint, scope) => {
      try {
        return await allChecksums(endpoint, scope);
      } catch (error) {
        if (!/unknown query path|unknown service|unimplemented/i.test(refusalOf(error) ?? '')) throw error;
        throw new RelayerError({
          code: 'CONFIG_INVALID',
          message: `${pool.chain} has no 08-wasm module`,
          hint: 'The chain needs ibc-go with the 08-wasm light-client module (wasmvm 2.1 or newer).',
        });
      }
    },
    signal === undefined ? {} : { signal },
  );
}

async function allChecksums(endpoint: RpcEndpoint, signal: AbortSignal): Promise<readonly Uint8Array[]> {
  const found: string[] = [];
  let key = new Uint8Array(0);
  for (let page = 0; page < MOST_PAGES; page++) {
    const request = QueryChecksumsRequest.fromPartial({ pagination: { key } });
    const { checksums, pagination } = await grpcQuery(endpoint, CHECKSUMS, request, { signal });
    found.push(...checksums);
    key = Uint8Array.from(pagination?.nextKey ?? []);
    if (key.length === 0) break;
  }
  return found.map((checksum) => fromHex(checksum, 'checksum'));
}

/** Whether the chain lets clients of 08-wasm be made and updated. @throws {RelayerError} RPC_NO_ENDPOINT */
export async function allowsWasmClients(pool: RpcPool, signal?: AbortSignal): Promise<boolean> {
  const { params } = await pool.run(
    (endpoint, scope) => grpcQuery(endpoint, CLIENT_PARAMS, {}, { signal: scope }),
    signal === undefined ? {} : { signal },
  );
  return (params?.allowedClients ?? []).some((type) => type === '*' || type === '08-wasm');
}
