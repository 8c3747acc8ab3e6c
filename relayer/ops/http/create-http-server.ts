/** Health, metrics and the read-only JSON API. It has no access control: it belongs on loopback. @module */
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { Clock } from '../../ports/clock.ts';
import type { LiveReport } from '../../ports/control.ts';
import { RelayerError } from '../../ports/fault.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Store } from '../../ports/store.ts';
import { collectMetrics } from '../collect-metrics.ts';
import type { MetricsRegistry } from '../create-metrics.ts';
import { present } from '../summarize.ts';
import { addApiRoutes } from './api-routes.ts';
import { checkReadiness } from './check-readiness.ts';
import { buildOpenApi } from './openapi.ts';
import { shareLive } from './share-live.ts';

export interface HttpServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly version: string;
  readonly store: Store;
  /** Chains and paths of the configuration. */
  readonly chains: readonly string[];
  readonly paths: readonly string[];
  readonly live: () => Promise<LiveReport>;
  readonly metrics: MetricsRegistry;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface HttpServer {
  /** `http://127.0.0.1:3001`. */
  readonly url: string;
  close(): Promise<void>;
}

/** A scraper gives up soon; a probe waits a little. */
const METRICS_WAIT_MS = 1_000;
const READY_WAIT_MS = 3_000;

/** Listens before it returns. @throws {RelayerError} API_UNAVAILABLE when the address is taken, CONFIG_INVALID when it cannot be used */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host, port, clock } = options;
  const server = fastify({
    ...{ logger: false, bodyLimit: 1024, forceCloseConnections: true },
    frameworkErrors: (error, _, reply) => {
      refuse(reply, error);
    },
  });
  const live = shareLive(options.live, clock);
  const startedAtMs = clock.now();
  server.get('/health', async () => ({ status: 'alive', startedAtMs }));
  server.get('/ready', async (_, reply) => {
    const readiness = await checkReadiness(await live(READY_WAIT_MS), options.store, clock.now());
    return reply.code(readiness.ready ? 200 : 503).send(readiness);
  });
  server.get('/metrics', async (_, reply) => {
    await collectMetrics({ ...options, metrics: options.metrics.metrics, live: await live(METRICS_WAIT_MS) });
    const { contentType, text } = await options.metrics.render();
    return reply.type(contentType).send(text);
  });
  const description = buildOpenApi(options.version);
  server.get('/openapi.json', async () => description);
  addApiRoutes(server, { ...options, live });
  addErrorHandlers(server, options.logger);
  try {
    return { url: await server.listen({ host, port }), close: () => server.close() };
  } catch (error) {
    throw cannotListen(`${host}:${port}`, error);
  }
}

function cannotListen(address: string, error: unknown): RelayerError {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : 'an error';
  const isTaken = reason === 'EADDRINUSE';
  return new RelayerError(
    {
      code: isTaken ? 'API_UNAVAILABLE' : 'CONFIG_INVALID',
      message: `The API cannot listen on ${address}`,
      want: 'an address that is free and ours',
      got: isTaken ? 'one that another program listens on' : reason,
      hint: isTaken ? 'Stop what listens there, or change http.port.' : 'Change http.host or http.port.',
    },
    { cause: error },
  );
}

function addErrorHandlers(server: FastifyInstance, logger: Logger): void {
  server.setNotFoundHandler((request, reply) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const error = { code: 'METHOD_NOT_ALLOWED', message: 'This API only reads', want: 'GET', got: request.method };
      return reply.code(405).header('allow', 'GET, HEAD').send({ error });
    }
    const message = `There is nothing at ${request.url.slice(0, 200)}; see /openapi.json.`;
    return reply.code(404).send({ error: { code: 'NOT_FOUND', message } });
  });
  server.setErrorHandler((error, request, reply) => {
    if (error instanceof RelayerError) {
      const { code, message, want, got, hint } = error.fault;
      const status = code === 'INPUT_INVALID' ? 400 : 503;
      return reply.code(status).send({ error: { code, message, ...present({ want, got, hint }) } });
    }
    // What fastify itself refuses, such as a path that cannot be decoded.
    if (statusOf(error) < 500) return refuse(reply, error);
    logger.error({ err: error, url: request.url }, 'a request to the API failed');
    return reply.code(500).send({ error: { code: 'INTERNAL', message: 'The request failed; see the log.' } });
  });
}

function statusOf(error: unknown): number {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : 500;
}

function refuse(reply: FastifyReply, error: unknown): FastifyReply {
  const message = error instanceof Error ? error.message : String(error);
  return reply.code(statusOf(error)).send({ error: { code: 'BAD_REQUEST', message } });
}
