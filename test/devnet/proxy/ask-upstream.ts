/** Sends requests to the real endpoint. @module */
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { formatBeaconGet, isBeaconMethod, toBeaconReply } from './beacon-call.ts';
import type { Upstream } from './fault.ts';
import { formatParams, toReply } from './rpc-call.ts';

/** Headers of an answer that callers read. */
const KEPT_HEADERS: readonly string[] = ['content-type', 'eth-consensus-version'];

/** An HTTP answer, whole. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An HTTP request, whole. */
export interface HttpAsk {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A keep-alive connection pool to one endpoint. */
export interface UpstreamPool {
  ask(ask: HttpAsk): Promise<HttpAnswer>;
  /** A call of the proxy's own. */
  readonly call: Upstream;
  close(): void;
}

export function createUpstreamPool(target: URL): UpstreamPool {
  const agent = new Agent({ keepAlive: true });
  const ask = (wanted: HttpAsk) => askOnce(target, agent, wanted);
  return {
    ask,
    call: async (method, params = {}) => {
      if (isBeaconMethod(method)) {
        const path = formatBeaconGet({ method, params, id: undefined });
        const answer = await ask({
          method: 'GET',
          path,
          headers: { accept: 'application/json' },
          body: Buffer.alloc(0),
        });
        return toBeaconReply(answer.status, answer.body.toString('utf8'));
      }
      const body = Buffer.from(
        JSON.stringify({ jsonrpc: '2.0', id: 0, method, params: formatParams({ method, params }) }),
      );
      const answer = await ask({ method: 'POST', path: '/', headers: { 'content-type': 'application/json' }, body });
      return toReply(JSON.parse(answer.body.toString('utf8')));
    },
    close: () => agent.destroy(),
  };
}

function askOnce(target: URL, agent: Agent, { method, path, headers, body }: HttpAsk): Promise<HttpAnswer> {
  const { host: _, connection: __, 'content-length': ___, 'transfer-encoding': ____, ...kept } = headers;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        agent,
        hostname: target.hostname,
        port: target.port,
        method,
        path,
        headers: { ...kept, 'accept-encoding': 'identity', 'content-length': body.length },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const kept = KEPT_HEADERS.flatMap((name) => {
            const value = incoming.headers[name];
            return typeof value === 'string' ? [[name, value] as const] : [];
          });
          resolve({
            status: incoming.statusCode ?? 502,
            headers: Object.fromEntries(kept),
            body: Buffer.concat(chunks),
          });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
