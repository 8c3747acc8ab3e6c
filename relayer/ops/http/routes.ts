/** The paths of the HTTP API: what each is for, what it can be asked and what it answers. One table for server and OpenAPI. @module */
import type { z } from 'zod';
import {
  chainsSchema,
  clientsSchema,
  errorSchema,
  evidenceListSchema,
  evidenceQuerySchema,
  healthSchema,
  packetPageSchema,
  packetQuerySchema,
  pathsSchema,
  readySchema,
  statusSchema,
  txListSchema,
  txQuerySchema,
  whySchema,
} from './api-schema.ts';

export interface RouteDescription {
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly parameters?: readonly string[];
  readonly responses: Readonly<Record<number, { readonly description: string; readonly schema: z.ZodType }>>;
}

const badQuery = { description: 'The query cannot be read.', schema: errorSchema };
const unknown = { description: 'There is no such thing.', schema: errorSchema };

/** Paths as OpenAPI writes them. */
export const ROUTES = {
  '/health': {
    summary: 'Is the process alive?',
    responses: { 200: { description: 'It is.', schema: healthSchema } },
  },
  '/ready': {
    summary: "Can it relay: has each chain's height moved, are store and queue reachable?",
    responses: {
      200: { description: 'It can.', schema: readySchema },
      503: { description: 'It cannot; the reasons say why.', schema: readySchema },
    },
  },
  '/api/v1/status': {
    summary: 'Everything at a glance: chains, paths, clients, evidence, and what the running process knows.',
    responses: { 200: { description: 'The status.', schema: statusSchema } },
  },
  '/api/v1/chains': {
    summary: 'Chains with height, endpoints and wallet.',
    responses: { 200: { description: 'All configured chains.', schema: chainsSchema } },
  },
  '/api/v1/paths': {
    summary: 'Paths with their packets by state.',
    responses: { 200: { description: 'All paths.', schema: pathsSchema } },
  },
  '/api/v1/clients': {
    summary: 'Light clients with their expiry.',
    responses: { 200: { description: 'The clients of all paths.', schema: clientsSchema } },
  },
  '/api/v1/packets': {
    summary: 'Packets, newest first, a page at a time.',
    query: packetQuerySchema,
    responses: { 200: { description: 'One page.', schema: packetPageSchema }, 400: badQuery },
  },
  '/api/v1/packets/{chain}/{client}/{sequence}': {
    summary: 'One packet: where it is, what was tried, what it waits for, what to do.',
    parameters: ['chain', 'client', 'sequence'],
    responses: { 200: { description: 'The packet.', schema: whySchema }, 400: badQuery, 404: unknown },
  },
  '/api/v1/transactions': {
    summary: 'Transactions, newest first.',
    query: txQuerySchema,
    responses: { 200: { description: 'The transactions.', schema: txListSchema }, 400: badQuery },
  },
  '/api/v1/evidence': {
    summary: 'Conflicts, misbehaviour and lying endpoints with everything kept about them, newest first.',
    query: evidenceQuerySchema,
    responses: { 200: { description: 'The evidence.', schema: evidenceListSchema }, 400: badQuery },
  },
} as const satisfies Readonly<Record<string, RouteDescription>>;
