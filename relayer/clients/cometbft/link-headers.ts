/** Headers below a verified one, along the hash chain: many for one call, and no signature to check. @module */
import { DecodeError } from '@causeway/lightclient/codec';
import { type Header, parseHeader, verifyBackwards } from '@causeway/lightclient/tendermint';
import type { RpcEndpoint } from '../../chains/cosmos/rpc-endpoint.ts';
import { rpcError } from '../../chains/cosmos/rpc-fault.ts';

/** What a node gives at once from `/blockchain`. */
export const HEADERS_A_CALL = 20n;

/**
 * The headers from just below `above` down to `height`, highest first, each the one that its successor names.
 * @throws {RelayerError} RPC_DISTRUSTED when the endpoint's headers are not those; RPC_BAD_RESPONSE when it sends fewer.
 */
export async function linkHeaders(
  endpoint: RpcEndpoint,
  above: Header,
  height: bigint,
  signal?: AbortSignal,
): Promise<readonly Header[]> {
  const linked: Header[] = [];
  let child = above;
  while (child.height > height) {
    const to = child.height - 1n;
    const from = to - height < HEADERS_A_CALL ? height : to - HEADERS_A_CALL + 1n;
    const range = { minHeight: `${from}`, maxHeight: `${to}` };
    const headers = readHeaders(endpoint, await endpoint.call('blockchain', range, signal));
    for (let next = to; next >= from; next--) {
      const header = headers.find((candidate) => candidate.height === next);
      if (header === undefined) throw unusable(endpoint, `header ${next}`, `${headers.length} others`);
      requireLink(endpoint, header, child);
      linked.push(header);
      child = header;
    }
  }
  return linked;
}

function requireLink(endpoint: RpcEndpoint, header: Header, child: Header): void {
  const verdict = verifyBackwards(header, child);
  if (verdict.status === 'valid') return;
  const { code, want, got } = verdict.reason;
  const site = { endpoint: endpoint.url, method: 'blockchain' };
  throw rpcError(site, { code: 'RPC_DISTRUSTED', want: `${code}: ${want}`, got });
}

function readHeaders(endpoint: RpcEndpoint, answer: unknown): readonly Header[] {
  const metas = Object(answer).block_metas as unknown;
  if (!Array.isArray(metas)) throw unusable(endpoint, 'block_metas', typeof metas);
  try {
    return metas.map((meta, index) => parseHeader(Object(meta).header, `block_metas[${index}].header`));
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw unusable(endpoint, `${error.field}: ${error.want}`, error.got);
  }
}

function unusable({ url }: RpcEndpoint, want: string, got: string): Error {
  return rpcError({ endpoint: url, method: 'blockchain' }, { code: 'RPC_BAD_RESPONSE', want, got });
}
