/**
 * The JSON of the HTTP API: one schema an answer, tied to the report types. The OpenAPI description is made of them, the
 * tests hold every real answer against them, and the command line reads a running service's answers with them.
 * @module
 */
import { z } from 'zod';
import {
  CHAIN_STATES,
  type LiveReport,
  type PacketPage,
  type PacketSummary,
  type StatusReport,
  type TxSummary,
  type WhyReport,
} from '../../ports/control.ts';
import { PACKET_STATES, PARK_REASONS } from '../../ports/packet.ts';

/** 64-bit numbers and amounts are decimal text. */
const big = z.string().regex(/^\d+$/).transform(BigInt).describe('Unsigned integer as decimal text.');
const count = z.int().min(0);
const atMs = z.number().describe('Milliseconds since 1970.');
const state = z.enum(PACKET_STATES);

const laneEnd = z.strictObject({ chain: z.string(), lane: z.string() }).meta({ id: 'LaneEnd' });

const parked = z.strictObject({ reason: z.enum(PARK_REASONS), resumeTo: state, detail: z.string() });
const lastFault = z.strictObject({ code: z.string(), message: z.string(), hint: z.string().exactOptional() });

const packetFields = {
  packet: z.string().describe('CHAIN/CLIENT/SEQUENCE, such as alpha/07-tendermint-0/12.'),
  source: laneEnd,
  destination: laneEnd,
  sequence: big,
  state,
  outcome: z.enum(['success', 'error', 'timeout']).exactOptional(),
  outcomeBy: z.enum(['us', 'other']).exactOptional(),
  parked: parked.exactOptional(),
  attempts: count.describe('Failed attempts since the last progress.'),
  notBeforeMs: atMs,
  lastFault: lastFault.exactOptional(),
  timeoutAtNs: big.exactOptional(),
  sentHeight: big,
  sentTx: z.string().exactOptional(),
  receivedTx: z.string().exactOptional(),
  closedTx: z.string().exactOptional(),
  seenAtMs: atMs,
  deliveredAtMs: atMs.exactOptional(),
  closedAtMs: atMs.exactOptional(),
};

const packetSummarySchema = z.strictObject(packetFields).meta({ id: 'Packet' }) satisfies z.ZodType<PacketSummary>;

export const packetPageSchema = z.strictObject({
  packets: z.array(packetSummarySchema),
  next: z.string().describe("Give it as 'before' to get the next page.").exactOptional(),
}) satisfies z.ZodType<PacketPage>;

const txSummarySchema = z
  .strictObject({
    hash: z.string(),
    chain: z.string(),
    signer: z.string(),
    sequence: big,
    state: z.enum(['prepared', 'broadcast', 'included', 'failed', 'expired']),
    packets: z.array(z.string()),
    clientUpdates: count,
    height: big.exactOptional(),
    code: z.int().exactOptional(),
    log: z.string().exactOptional(),
    gasLimit: big,
    gasUsed: big.exactOptional(),
    createdAtMs: atMs,
    decidedAtMs: atMs.exactOptional(),
  })
  .meta({ id: 'Transaction' }) satisfies z.ZodType<TxSummary>;

export const txListSchema = z.strictObject({ transactions: z.array(txSummarySchema) });

export const whySchema = z
  .strictObject({
    ...packetFields,
    history: z.array(
      z
        .object({ from: state.optional(), to: state, why: z.string(), atMs })
        .transform(({ from, ...rest }) => ({ from, ...rest })),
    ),
    transactions: z.array(txSummarySchema),
    explanation: z.strictObject({
      state: z.string(),
      tried: z.array(z.string()),
      waitsFor: z.string(),
      advice: z.string(),
    }),
  })
  .meta({ id: 'Why' }) satisfies z.ZodType<WhyReport>;

const endpoint = z.strictObject({
  url: z.string(),
  state: z.string(),
  reason: z.string().exactOptional(),
  height: big,
  latencyMs: z.number(),
  calls: count,
});
const chainHealth = z
  .strictObject({
    name: z.string(),
    state: z.enum(CHAIN_STATES).describe('Halted: endpoints answer, but there has been no new block for a minute.'),
    height: big,
    timeNs: big,
    movedAtMs: atMs,
    endpoints: z.array(endpoint),
    wallet: z.strictObject({ address: z.string(), denom: z.string(), balance: big.exactOptional() }).exactOptional(),
  })
  .meta({ id: 'ChainHealth' });
const clientHealth = z
  .strictObject({
    chain: z.string(),
    clientId: z.string(),
    status: z.enum(['active', 'expired', 'frozen', 'unknown']),
    latestHeight: z.string(),
    trustingPeriodNs: big,
    expiresAtNs: big,
  })
  .meta({ id: 'ClientHealth' });
const jobCounts = z.strictObject({ waiting: count, delayed: count, active: count, failed: count });

const liveSchema = z
  .strictObject({
    startedAtMs: atMs,
    chains: z.array(chainHealth),
    clients: z.array(clientHealth),
    queue: z.strictObject({
      driver: z.enum(['local', 'bullmq']),
      reachable: z.boolean(),
      counts: z.record(z.string(), jobCounts),
    }),
  })
  .meta({ id: 'Live' }) satisfies z.ZodType<LiveReport>;

const chainStatus = z
  .strictObject({
    name: z.string(),
    chainId: z.string().exactOptional(),
    cursor: big.exactOptional(),
    verifiedHeight: big.exactOptional(),
    openTxs: count,
  })
  .meta({ id: 'Chain' });
const direction = z.strictObject({
  source: laneEnd,
  destination: laneEnd,
  states: z.partialRecord(state, count),
  open: count,
  oldestOpen: z.strictObject({ sequence: big, state, seenAtMs: atMs }).exactOptional(),
});
const path = z
  .strictObject({
    name: z.string(),
    paused: z.strictObject({ reason: z.string(), atMs }).exactOptional(),
    directions: z.array(direction),
  })
  .meta({ id: 'Path' });
const client = z
  .strictObject({ chain: z.string(), clientId: z.string(), follows: z.string(), path: z.string() })
  .meta({ id: 'Client' });
const evidence = z.strictObject({
  kind: z.enum(['header-conflict', 'packet-conflict', 'misbehaviour', 'lying-endpoint']),
  path: z.string().exactOptional(),
  chain: z.string().exactOptional(),
  summary: z.string(),
  atMs,
});

export const statusSchema = z
  .strictObject({
    atMs,
    chains: z.array(chainStatus),
    paths: z.array(path),
    clients: z.array(client),
    evidence: z.array(evidence),
    live: liveSchema.exactOptional(),
  })
  .meta({ id: 'Status' }) satisfies z.ZodType<StatusReport>;

export const evidenceListSchema = z.strictObject({
  evidence: z.array(
    z.strictObject({
      ...evidence.shape,
      details: z.record(z.string(), z.unknown()).describe('Everything needed to show it to somebody else.'),
    }),
  ),
});

export const pathsSchema = z.strictObject({ paths: z.array(path) });
export const chainsSchema = z.strictObject({
  chains: z.array(z.strictObject({ ...chainStatus.shape, health: chainHealth.exactOptional() })),
});
export const clientsSchema = z.strictObject({
  clients: z.array(z.strictObject({ ...client.shape, health: clientHealth.exactOptional() })),
});

export const healthSchema = z.strictObject({ status: z.literal('alive'), startedAtMs: atMs });
export const readySchema = z.strictObject({
  ready: z.boolean(),
  reasons: z.array(z.string()).describe('Why not; empty when ready.'),
});
export const errorSchema = z
  .strictObject({
    error: z.strictObject({
      code: z.string(),
      message: z.string(),
      want: z.string().exactOptional(),
      got: z.string().exactOptional(),
      hint: z.string().exactOptional(),
    }),
  })
  .meta({ id: 'Error' });

const U64_LIMIT = 1n << 64n;
const LIST_LIMIT = 1_000;

/** What each field of a query wants is the message of its schema: refusals repeat it. */
const text = z.string({ error: 'one value' }).min(1, { error: 'a value' });
const sequenceError = { error: 'a number from 0 to 2^64 - 1' };
const sequence = z
  .string(sequenceError)
  .regex(/^\d{1,20}$/, sequenceError)
  .refine((digits) => BigInt(digits) < U64_LIMIT, sequenceError);
const limitError = { error: `a whole number from 1 to ${LIST_LIMIT}` };
const limit = z.coerce
  .number<string>(limitError)
  .int(limitError)
  .min(1, limitError)
  .max(LIST_LIMIT, limitError)
  .default(100);

/** What the packet list can be asked. A field that is given several times means any of its values. */
export const packetQuerySchema = z.strictObject({
  chain: text.describe('Chain that sent it.').exactOptional(),
  client: text.describe('Client it was sent from.').exactOptional(),
  state: z.union([state, z.array(state)], { error: `one of ${PACKET_STATES.join(', ')}` }).exactOptional(),
  sequence: z.union([sequence, z.array(sequence).max(LIST_LIMIT)], sequenceError).exactOptional(),
  limit,
  before: text.describe("The 'next' of the page before.").exactOptional(),
});
export const txQuerySchema = z.strictObject({
  chain: text.exactOptional(),
  hash: text.describe('Hex digits, in capitals or not.').exactOptional(),
  limit,
});
export const evidenceQuerySchema = z.strictObject({ limit });
