/** A proxy in front of an RPC endpoint or a beacon API that counts calls and, on request, fails or lies. @module */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerCalls } from './answer-calls.ts';
import { createUpstreamPool, type HttpAnswer, type HttpAsk, type UpstreamPool } from './ask-upstream.ts';
import { parseBeaconGet } from './beacon-call.ts';
import { type CallCounter, createCallCounter, type RpcCounts } from './count-calls.ts';
import {
  type ActiveFault,
  type ArmedFault,
  armFault,
  type Fault,
  type FaultScope,
  seededRandom,
  type TransportAction,
} from './fault.ts';
import { parseGet, parsePost, type RpcCall, type RpcExchange } from './rpc-call.ts';

/** Options of a proxy. */
export interface FaultProxyOptions {
  /** The real endpoint, such as `http://127.0.0.1:26657`: CometBFT's RPC, Ethereum's JSON-RPC or a beacon API. */
  readonly target: string;
  /** For faults that come with a probability. Default 1. */
  readonly seed?: number;
}

/** A running proxy. Without faults in use it passes bytes through. */
export interface FaultProxy {
  readonly url: string;
  /** Puts a fault in use; several apply in the order of their coming. */
  use(fault: Fault, scope?: FaultScope): ActiveFault;
  /** Honest and healthy again. */
  clear(): void;
  counts(): RpcCounts;
  resetCounts(): void;
  stop(): Promise<void>;
}

interface ProxyState {
  readonly target: URL;
  readonly upstream: UpstreamPool;
  readonly counter: CallCounter;
  readonly tunnels: Set<Duplex>;
  readonly stopping: AbortController;
  faults: readonly ArmedFault[];
}

/** Listens on a free loopback port. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const target = new URL(options.target);
  const random = seededRandom(options.seed ?? 1);
  const state: ProxyState = {
    target,
    upstream: createUpstreamPool(target),
    counter: createCallCounter(),
    tunnels: new Set(),
    stopping: new AbortController(),
    faults: [],
  };
  const server = createServer((request, response) => {
    // An unreachable node looks like one: the connection ends without an answer.
    serve(state, request, response).catch(() => response.destroy());
  });
  server.on('upgrade', (request, socket, head) => tunnel(state, request, socket, head));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('unreachable: a server without a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    use: (fault, scope = {}) => {
      const armed = armFault(fault, scope, random);
      state.faults = [...state.faults, armed];
      const remove = () => {
        state.faults = state.faults.filter((other) => other !== armed);
      };
      return { name: fault.name, hits: armed.hits, remove };
    },
    clear: () => {
      state.faults = [];
    },
    counts: state.counter.read,
    resetCounts: state.counter.reset,
    stop: async () => {
      state.stopping.abort();
      for (const socket of state.tunnels) socket.destroy();
      state.upstream.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function serve(state: ProxyState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const ask: HttpAsk = {
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: request.headers,
    body: Buffer.concat(chunks),
  };
  const exchange =
    ask.method === 'POST' ? parsePost(ask.body.toString('utf8')) : (parseBeaconGet(ask.path) ?? parseGet(ask.path));
  state.counter.countRequest(exchange?.calls ?? []);
  const actions = takeTransportActions(state, exchange?.calls ?? []);
  if (await actBefore(state, actions, response)) return;
  const answer = await fetchAnswer(state, exchange, ask);
  if (actions.some((action) => action.do === 'drop')) {
    response.destroy();
    return;
  }
  send(
    response,
    answer,
    actions.find((action) => action.do === 'truncate'),
  );
}

function fetchAnswer(state: ProxyState, exchange: RpcExchange | undefined, ask: HttpAsk): Promise<HttpAnswer> {
  if (exchange === undefined) return state.upstream.ask(ask);
  return answerCalls(exchange, ask, state.faults, state.upstream);
}

/** A fault of the transport strikes an exchange once, however many of its calls it concerns. */
function takeTransportActions(state: ProxyState, calls: readonly RpcCall[]): readonly TransportAction[] {
  return state.faults.flatMap((armed) => {
    const { transport } = armed.fault;
    return transport !== undefined && calls.some((call) => armed.applies(call)) && armed.take() ? [transport] : [];
  });
}

/** True when the request ends here. */
async function actBefore(
  state: ProxyState,
  actions: readonly TransportAction[],
  response: ServerResponse,
): Promise<boolean> {
  for (const action of actions) {
    if (action.do === 'hang') return true; // ended by the caller, or by `stop`
    if (action.do === 'delay') await sleep(action.ms, undefined, { signal: state.stopping.signal });
    if (action.do === 'drop' && action.when === 'before') {
      response.destroy();
      return true;
    }
    if (action.do === 'status') {
      response.writeHead(action.status, action.headers).end(action.body);
      return true;
    }
  }
  return false;
}

function send(
  response: ServerResponse,
  { status, headers, body }: HttpAnswer,
  cut: Extract<TransportAction, { do: 'truncate' }> | undefined,
): void {
  const part = cut === undefined ? body : body.subarray(0, Math.floor(body.length * cut.fraction));
  const promised = cut === undefined || cut.clean ? part.length : body.length;
  response.writeHead(status, { ...headers, 'content-length': promised });
  if (promised === part.length) response.end(part);
  else response.write(part, () => response.destroy());
}

/** WebSocket connections pass through as bytes; faults of the transport see them as a call of the method `websocket`. */
function tunnel(state: ProxyState, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  state.counter.countUpgrade();
  if (takeTransportActions(state, [{ method: 'websocket', params: {}, id: undefined }]).length > 0) {
    socket.destroy();
    return;
  }
  const { hostname, port } = state.target;
  const upstream = connect(Number(port), hostname, () => {
    const headers = request.rawHeaders.flatMap((value, i, all) => (i % 2 === 0 ? [`${value}: ${all[i + 1]}`] : []));
    upstream.write(`${request.method} ${request.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
  });
  for (const [one, other] of [
    [upstream, socket],
    [socket, upstream],
  ] as const) {
    state.tunnels.add(one);
    one.on('error', () => other.destroy());
    one.on('close', () => {
      state.tunnels.delete(one);
      other.destroy();
    });
  }
}
