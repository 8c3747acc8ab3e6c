/** The JSON API under `/api/v1`. @module */
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { Clock } from '../../ports/clock.ts';
import type { LiveReport, StatusReport } from '../../ports/control.ts';
import { RelayerError } from '../../ports/fault.ts';
import type { Store } from '../../ports/store.ts';
import { parsePacketName } from '../packet-name.ts';
import { readPackets } from '../report-packets.ts';
import { readStatus } from '../report-status.ts';
import { readWhy } from '../report-why.ts';
import { present, summarizeTx } from '../summarize.ts';
import { toJson } from '../to-json.ts';
import { evidenceQuerySchema, packetQuerySchema, txQuerySchema } from './api-schema.ts';
import type { SharedLive } from './share-live.ts';

export interface ApiContext {
  readonly store: Store;
  readonly chains: readonly string[];
  readonly paths: readonly string[];
  readonly live: SharedLive;
  readonly clock: Clock;
}

/** During an outage the answer comes without what only the chains know. */
const LIVE_WAIT_MS = 5_000;

export function addApiRoutes(server: FastifyInstance, context: ApiContext): void {
  const { store } = context;
  server.get('/api/v1/status', async () => toJson(await status(context, await context.live(LIVE_WAIT_MS))));
  server.get('/api/v1/paths', async () => toJson({ paths: (await status(context)).paths }));
  server.get('/api/v1/chains', async () => {
    const live = await context.live(LIVE_WAIT_MS);
    const { chains } = await status(context, live);
    return toJson({
      chains: chains.map((chain) =>
        withHealth(
          chain,
          live?.chains.find(({ name }) => name === chain.name),
        ),
      ),
    });
  });
  server.get('/api/v1/clients', async () => {
    const live = await context.live(LIVE_WAIT_MS);
    const { clients } = await status(context, live);
    return toJson({
      clients: clients.map((client) => {
        const { chain, clientId } = client;
        return withHealth(
          client,
          live?.clients.find((health) => health.chain === chain && health.clientId === clientId),
        );
      }),
    });
  });
  addPacketRoutes(server, context);
  server.get('/api/v1/transactions', async (request) => {
    const { chain, hash, limit } = readQuery(txQuerySchema, request.query);
    const rows = await store.txs.txs({ limit, ...present({ chain, hash: hash?.toUpperCase() }) });
    return toJson({ transactions: rows.map(summarizeTx) });
  });
  server.get('/api/v1/evidence', async (request) => {
    const { limit } = readQuery(evidenceQuerySchema, request.query);
    return toJson({ evidence: await store.chains.evidence(limit) });
  });
}

function addPacketRoutes(server: FastifyInstance, { store, clock }: ApiContext): void {
  server.get('/api/v1/packets', async (request) => {
    const { chain, client: lane, state, sequence, limit, before } = readQuery(packetQuerySchema, request.query);
    const states = state === undefined ? undefined : [state].flat();
    const sequences = sequence === undefined ? undefined : [sequence].flat().map(BigInt);
    const start = before === undefined ? undefined : parsePacketName(before);
    return toJson(await readPackets(store, { chain, lane, states, sequences, limit, before: start }));
  });
  server.get<{ Params: { '*': string } }>('/api/v1/packets/*', async (request, reply) => {
    const why = await readWhy(store, parsePacketName(request.params['*']), clock.now());
    if (why !== undefined) return toJson(why);
    const message = `There is no packet ${request.params['*']}.`;
    return reply.code(404).send({ error: { code: 'NOT_FOUND', message } });
  });
}

function status({ store, chains, paths, clock }: ApiContext, live?: LiveReport): Promise<StatusReport> {
  return readStatus(store, { chains, paths, nowMs: clock.now(), live });
}

function withHealth<T extends object, H>(record: T, health: H | undefined): T & { readonly health?: H } {
  return health === undefined ? record : { ...record, health };
}

/** @throws {RelayerError} INPUT_INVALID, which the server answers with 400. */
function readQuery<S extends z.ZodObject>(schema: S, query: unknown): z.output<S> {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const want = `one of ${Object.keys(schema.shape).join(', ')}`;
    const got = issue.keys.map((key) => `'${key.slice(0, 80)}'`).join(', ');
    throw new RelayerError({ code: 'INPUT_INVALID', message: 'The query has a field that is not known', want, got });
  }
  const field = String(issue?.path[0]);
  throw new RelayerError({
    code: 'INPUT_INVALID',
    message: `The query's '${field}' cannot be read`,
    want: issue?.message ?? 'something else',
    got: givenFor(query, field),
  });
}

function givenFor(query: unknown, field: string): string {
  const entry = Object.entries(query ?? {}).find(([name]) => name === field);
  return `'${String(entry?.[1]).slice(0, 80)}'`;
}
