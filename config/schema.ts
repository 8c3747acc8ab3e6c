/**
 * The configuration file's schema. Each `error` says what is wanted; each `description` is what an editor shows. The
 * same schema checks the file and gives editors their JSON schema.
 * @module
 */
import { z } from 'zod';
import { LOG_LEVELS } from './config.ts';
import { DURATION_WANTED, isDuration } from './duration.ts';

const NAME_WANTED = 'a name of lower-case letters, digits and dashes that starts with a letter';
const name = z.string({ error: NAME_WANTED }).regex(/^[a-z][a-z0-9-]{0,63}$/, { error: NAME_WANTED });

function text(want: string, pattern: RegExp): z.ZodString {
  return z.string({ error: want }).regex(pattern, { error: want });
}

function integer(want: string, min: number, max: number): z.ZodInt {
  const full = `${want} (${min} to ${max})`;
  return z.int({ error: full }).min(min, { error: full }).max(max, { error: full });
}

function url(want: string, protocols: readonly string[]): z.ZodString {
  const allowed = (value: string): boolean => URL.canParse(value) && protocols.includes(new URL(value).protocol);
  return z.string({ error: want }).refine(allowed, { error: want });
}

const duration = z.string({ error: DURATION_WANTED }).refine(isDuration, { error: DURATION_WANTED });
const positiveDuration = duration.refine((value) => !isDuration(value) || /[1-9]/.test(value), {
  error: `${DURATION_WANTED}, longer than zero`,
});
const fraction = text('a fraction such as 1/3', /^[1-9]\d{0,8}\/[1-9]\d{0,8}$/);
const CLIENT_WANTED = 'a client id such as 07-tendermint-0';

const trust = z
  .strictObject(
    {
      height: integer('a block height', 1, Number.MAX_SAFE_INTEGER),
      hash: text('a header hash of 64 hex digits', /^[0-9a-fA-F]{64}$/),
    },
    { error: 'a mapping with height and hash' },
  )
  .describe("Where our own light client starts. Omitted: from what the endpoints agree on at 'causeway link'.");

export const chainSchema = z
  .strictObject(
    {
      type: z.enum(['cosmos'], { error: 'cosmos' }).default('cosmos').describe('Chain family.'),
      chainId: text('a chain id of 1 to 50 characters without spaces', /^\S{1,50}$/).describe(
        'As the chain names itself.',
      ),
      rpc: z
        .array(url('an http or https URL', ['http:', 'https:']), { error: 'a list of URLs' })
        .min(1, { error: 'at least one URL' })
        .describe('CometBFT RPC endpoints. Give several: work goes on when one fails, lags or lies.'),
      consistency: text('first-answer, or agreement such as 2-of-3', /^(first-answer|[1-9]\d?-of-[1-9]\d?)$/)
        .default('first-answer')
        .describe('first-answer (stays available) or k-of-n, where n is the number of endpoints (stays consistent).'),
      addressPrefix: text('a bech32 prefix such as cosmos', /^[a-z][a-z0-9]{0,19}$/)
        .default('cosmos')
        .describe('Bech32 prefix of account addresses.'),
      key: name.default('default').describe("Name of the signing key; see 'causeway keys'."),
      gasPrice: text('a price such as 0.025uatom', /^\d{1,18}(\.\d{1,18})?[a-zA-Z][a-zA-Z0-9/:._-]{2,127}$/).describe(
        'Price of one unit of gas.',
      ),
      gasAdjustment: z
        .number({ error: 'a number from 1 to 10' })
        .min(1, { error: 'a number from 1 to 10' })
        .max(10, { error: 'a number from 1 to 10' })
        .default(1.3)
        .describe('Simulated gas is multiplied by this.'),
      maxGas: integer('an amount of gas', 100_000, Number.MAX_SAFE_INTEGER)
        .optional()
        .describe('The most gas that one transaction may ask for.'),
      maxMessages: integer('a number of messages', 1, 1000)
        .default(100)
        .describe('The most packet messages in one transaction.'),
      maxTxBytes: integer('a number of bytes', 10_000, 100_000_000)
        .default(700_000)
        .describe('The most bytes in one transaction. CometBFT takes about 740 KB by RPC unless configured otherwise.'),
      trust: trust.optional(),
      trustingPeriod: positiveDuration
        .optional()
        .describe('How long a header of this chain is trusted. Omitted: two thirds of its unbonding period.'),
      clockDrift: duration
        .default('10s')
        .describe('How far ahead of the verifying clock a header of this chain may be.'),
      trustLevel: fraction
        .default('1/3')
        .describe('Part of the trusted voting power that must sign a skipped-to header.'),
      blockTime: positiveDuration.optional().describe('Usual time between blocks, a hint. Omitted: measured.'),
      requestTimeout: positiveDuration.default('10s').describe('A request that takes longer is given up.'),
      maxResponseBytes: integer('a number of bytes', 100_000, 1_000_000_000)
        .default(67_108_864)
        .describe('A larger response is refused.'),
      concurrency: integer('a number of requests', 1, 64)
        .default(8)
        .describe('Requests in flight per endpoint. A node answers queries and consensus under one lock: keep it low.'),
    },
    { error: 'a mapping with chainId, rpc and gasPrice' },
  )
  .describe('One chain.');

const pathEnd = z.strictObject(
  {
    chain: name.describe('Name of a chain above.'),
    client: text(CLIENT_WANTED, /^[a-z0-9][a-z0-9-]{3,63}$/)
      .optional()
      .describe("The client on this chain that follows the other. Omitted: 'causeway link' creates and remembers it."),
  },
  { error: 'a mapping with chain' },
);

export const pathSchema = z
  .strictObject(
    {
      a: pathEnd,
      b: pathEnd,
      trustingPeriod: positiveDuration
        .optional()
        .describe('For clients that link creates; omitted: as configured for the chain that the client follows.'),
      clockDrift: duration
        .optional()
        .describe('For clients that link creates; omitted: as configured for the chain that the client follows.'),
      refreshRate: fraction
        .default('1/3')
        .describe('A client is refreshed once this part of its trusting period has passed.'),
    },
    { error: 'a mapping with a and b' },
  )
  .describe('Two chains joined by one client on each.');

const storeSchema = z
  .strictObject(
    {
      sqlite: z.string({ error: 'a file name' }).min(1, { error: 'a file name' }).optional().describe('Database file.'),
      postgres: url('a postgres:// URL', ['postgres:', 'postgresql:']).optional().describe('Database URL.'),
    },
    { error: 'a mapping with sqlite or postgres' },
  )
  .refine((store) => (store.sqlite === undefined) !== (store.postgres === undefined), {
    error: 'exactly one of sqlite and postgres',
  });

const queueSchema = z
  .strictObject(
    {
      driver: z.enum(['local', 'bullmq'], { error: 'local or bullmq' }).optional(),
      redis: url('a redis:// or rediss:// URL', ['redis:', 'rediss:']).optional().describe('Redis URL, for bullmq.'),
    },
    { error: 'a mapping with driver' },
  )
  .refine((queue) => queue.driver !== 'bullmq' || queue.redis !== undefined, { error: 'redis, since driver is bullmq' })
  .refine((queue) => queue.driver !== 'local' || queue.redis === undefined, {
    error: 'no redis with driver local, or driver bullmq',
  });

const httpSchema = z.strictObject(
  {
    enabled: z.boolean({ error: 'true or false' }).default(true),
    host: z
      .string({ error: 'a host name or address' })
      .min(1, { error: 'a host name or address' })
      .default('127.0.0.1'),
    port: integer('a port', 0, 65_535).default(3001).describe('0 takes any free port.'),
  },
  { error: 'a mapping with host and port' },
);

const logSchema = z.strictObject(
  {
    level: z.enum(LOG_LEVELS, { error: `one of ${LOG_LEVELS.join(', ')}` }).default('info'),
    format: z.enum(['auto', 'json', 'pretty'], { error: 'auto, json or pretty' }).default('auto'),
  },
  { error: 'a mapping with level' },
);

const keysSchema = z.strictObject(
  { dir: z.string({ error: 'a folder' }).min(1, { error: 'a folder' }).default('keys') },
  { error: 'a mapping with dir' },
);

export const fileSchema = z.strictObject(
  {
    version: z.literal(1, { error: '1' }).default(1).describe('Version of this format.'),
    chains: z.record(name, chainSchema, { error: 'a mapping from names to chains' }).default({}),
    paths: z.record(name, pathSchema, { error: 'a mapping from names to paths' }).default({}),
    store: storeSchema.default({ sqlite: 'causeway.db' }).describe('Where packets and transactions are kept.'),
    queue: queueSchema
      .prefault({})
      .describe('How work is scheduled. The store is the truth: a lost queue loses nothing.'),
    http: httpSchema.prefault({}).describe('Health, metrics and the read-only API.'),
    log: logSchema.prefault({}),
    keys: keysSchema.prefault({}).describe('Where key files are; relative to this file.'),
  },
  { error: 'a mapping' },
);

/** The file as written, with defaults filled in: texts are still texts. */
export type ConfigFile = z.output<typeof fileSchema>;
export type ChainFile = z.output<typeof chainSchema>;
export type PathFile = z.output<typeof pathSchema>;
