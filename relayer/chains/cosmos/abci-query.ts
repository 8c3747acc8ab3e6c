/** ABCI queries: gRPC services and provable store reads over the same CometBFT RPC. @module */
import { RelayerError } from '../../ports/fault.ts';
import { type JsonObject, readAnswer, readArray, readBase64, readInteger, readObject, readText } from './read-json.ts';
import type { RpcEndpoint } from './rpc-endpoint.ts';
import { classifyHeightText, refusalContext, rpcError } from './rpc-fault.ts';

export interface AbciQuery {
  /** `/service/method` for gRPC, `store/ibc/key` for a store. */
  readonly path: string;
  readonly data: Uint8Array;
  /** State after this block; omitted: the newest. */
  readonly height?: bigint;
  readonly prove?: boolean;
}

export interface ProofOp {
  readonly type: string;
  readonly key: Uint8Array;
  readonly data: Uint8Array;
}

export interface AbciAnswer {
  readonly key: Uint8Array;
  /** Empty when there is nothing under the key. */
  readonly value: Uint8Array;
  /** The block whose state answered; its root is in the header of the next block. */
  readonly height: bigint;
  /** Leaf to root; empty unless asked for. */
  readonly proofOps: readonly ProofOp[];
}

/**
 * Asks one endpoint.
 * @throws {RelayerError} RPC_LAGGING or RPC_PRUNED for a height that it does not have; RPC_BAD_RESPONSE with the
 * application's words in `context.rpcError` and its code in `context.abciCode` when the application refuses the query.
 */
export async function abciQuery(endpoint: RpcEndpoint, query: AbciQuery, signal?: AbortSignal): Promise<AbciAnswer> {
  const params = {
    path: query.path,
    data: Buffer.from(query.data).toString('hex'),
    height: String(query.height ?? 0n),
    prove: query.prove ?? false,
  };
  const result = await endpoint.call('abci_query', params, signal);
  const site = { endpoint: endpoint.url, method: `abci_query ${query.path}` };
  const response = readAnswer(site, () => readObject(readObject(result, 'result').response, 'result.response'));
  if (response.code !== undefined && response.code !== 0) {
    const got = `${response.log ?? ''}`;
    const code = classifyHeightText(got) ?? 'RPC_BAD_RESPONSE';
    throw rpcError(site, { code, got }, { context: { ...refusalContext(got), abciCode: `${response.code}` } });
  }
  const answer = readAnswer(site, () => decodeAnswer(response));
  if (query.height !== undefined && query.height !== 0n && answer.height !== query.height) {
    const got = `an answer for height ${answer.height}`;
    throw rpcError(site, { code: 'RPC_BAD_RESPONSE', want: `an answer for height ${query.height}`, got });
  }
  return answer;
}

/** The text with which the node or the application refused a call; `undefined` for other faults. */
export function refusalOf(error: unknown): string | undefined {
  return error instanceof RelayerError ? error.fault.context?.rpcError : undefined;
}

function decodeAnswer(response: JsonObject): AbciAnswer {
  const proof = response.proofOps ?? {};
  return {
    key: readBase64(response.key, 'key'),
    value: readBase64(response.value, 'value'),
    height: readInteger(response.height, 'height'),
    proofOps: readArray(readObject(proof, 'proofOps').ops, 'proofOps.ops').map(decodeProofOp),
  };
}

function decodeProofOp(value: unknown, index: number): ProofOp {
  const field = `proofOps.ops[${index}]`;
  const op = readObject(value, field);
  return {
    type: readText(op.type, `${field}.type`),
    key: readBase64(op.key, `${field}.key`),
    data: readBase64(op.data, `${field}.data`),
  };
}
