/** A node in this process that answers as a test says: JSON-RPC, singly or in batches, and broken HTTP on request. @module */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** The node refuses the call, as CometBFT words it. */
export class Refusal extends Error {}

export type Params = Readonly<Record<string, unknown>>;
type Answer = (params: Params) => unknown;

export interface ScriptedNode {
  readonly url: string;
  /** Calls in the order of their coming; elements of batches singly. */
  readonly heard: { readonly method: string; readonly params: Params }[];
  /** How many calls each request carried. */
  readonly requests: number[];
  /** Sets how a method is answered; a thrown `Refusal` becomes a JSON-RPC error. */
  on(method: string, answer: Answer): void;
  /** Takes over whole exchanges until it is called with `undefined`. */
  breakWith(handle: ((request: IncomingMessage, response: ServerResponse) => void) | undefined): void;
  stop(): Promise<void>;
}

/** Listens on a free loopback port; answers `status` for `chainId` at height 10. */
export async function startScriptedNode(chainId: string): Promise<ScriptedNode> {
  const answers = new Map<string, Answer>([['status', () => statusOf(chainId, 10n)]]);
  const heard: ScriptedNode['heard'] = [];
  const requests: number[] = [];
  let broken: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  const reply = (call: { id: unknown; method: string; params: Params }) => {
    heard.push({ method: call.method, params: call.params });
    const answer = answers.get(call.method);
    const head = { jsonrpc: '2.0', id: call.id };
    if (answer === undefined) return { ...head, error: { code: -32601, message: 'Method not found' } };
    try {
      return { ...head, result: answer(call.params) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { ...head, error: { code: -32603, message: 'Internal error', data: error.message } };
    }
  };
  const server = createServer((request, response) => {
    if (broken !== undefined) return broken(request, response);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString());
      requests.push(Array.isArray(body) ? body.length : 1);
      response.end(JSON.stringify(Array.isArray(body) ? body.map(reply) : reply(body)));
    });
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('unreachable: a server without a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    heard,
    requests,
    on: (method, answer) => void answers.set(method, answer),
    breakWith: (handle) => {
      broken = handle;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The result of `status`. */
export function statusOf(chainId: string, height: bigint, earliest = 1n): object {
  return {
    node_info: { network: chainId, version: '0.38.17', other: { tx_index: 'on' } },
    sync_info: {
      latest_block_height: `${height}`,
      latest_block_time: '2026-01-01T00:00:00Z',
      earliest_block_height: `${earliest}`,
    },
  };
}

/** The result of an `abci_query` that has this value. */
export function abciValue(value: Uint8Array, height = 9n): object {
  return { response: { code: 0, value: Buffer.from(value).toString('base64'), height: `${height}` } };
}

/** The result of an `abci_query` that the application refuses. */
export function abciRefusal(log: string, code = 22): object {
  return { response: { code, log, codespace: 'sdk', height: '9' } };
}
