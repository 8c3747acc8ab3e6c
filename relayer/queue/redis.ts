/** Connections to Redis, what is wrong with a Redis, and its errors as faults. @module */
import { Redis, type RedisOptions } from 'ioredis';
import { RelayerError } from '../ports/fault.ts';

/** How long a command that should be quick may take. */
export const COMMAND_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 5_000;
const LONGEST_RECONNECT_MS = 1_000;
/** `ZADD LT`, which wake-ups are merged with, and what BullMQ recommends. */
const OLDEST_VERSION = [6, 2] as const;

/** For people: host and port, never the password. */
export function nameOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `redis://${host}${pathname}`;
}

/** For commands that somebody waits for: they fail at once while there is no connection. */
export function connectProducer(url: string): Promise<Redis> {
  return connect(url, { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: COMMAND_TIMEOUT_MS });
}

/** For workers, as BullMQ wants it: their commands wait for the connection to come back. */
export function connectWorkers(url: string): Promise<Redis> {
  return connect(url, { maxRetriesPerRequest: null });
}

type Waiting = Pick<RedisOptions, 'enableOfflineQueue' | 'maxRetriesPerRequest' | 'commandTimeout'>;

async function connect(url: string, waiting: Waiting): Promise<Redis> {
  const client = new Redis(url, {
    ...waiting,
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: (times) => Math.min(LONGEST_RECONNECT_MS, 50 * times),
  });
  let lastError: unknown;
  client.on('error', (error) => {
    lastError = error;
  });
  try {
    await withDeadline(client.connect(), CONNECT_TIMEOUT_MS);
    return client;
  } catch (error) {
    client.disconnect();
    throw unavailable(url, lastError ?? error);
  }
}

export function unavailable(url: string, cause: unknown): RelayerError {
  const got = cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
  return new RelayerError(
    {
      code: 'QUEUE_UNAVAILABLE',
      message: `the queue at ${nameOf(url)} cannot be reached`,
      want: 'an answer from Redis',
      got,
      hint: 'start Redis, or remove its URL from the configuration to queue in memory',
    },
    { cause },
  );
}

/** Rejects when `promise` takes too long; what it does later is nobody's business any more. */
export async function withDeadline<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What the server says about itself, by name. */
export async function readInfo(client: Redis): Promise<ReadonlyMap<string, string>> {
  const text = await client.info();
  const pairs = text.split(/\r?\n/).map((line) => line.split(':', 2));
  return new Map(pairs.flatMap(([name, value]) => (name === undefined || value === undefined ? [] : [[name, value]])));
}

/** @throws {RelayerError} CONFIG_INVALID when Redis is too old. */
export function requireVersion(url: string, info: ReadonlyMap<string, string>): void {
  const version = info.get('redis_version') ?? 'unknown';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_VERSION;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new RelayerError({
    code: 'CONFIG_INVALID',
    message: `the Redis at ${nameOf(url)} is too old`,
    want: `${OLDEST_VERSION.join('.')} or newer`,
    got: version,
  });
}

export interface QueueProblem {
  /** One sentence: what is wrong. */
  readonly message: string;
  readonly want: string;
  readonly got: string;
  /** What an operator can do about it. */
  readonly hint: string;
}

/** Settings under which Redis may lose jobs. The store makes up for it, but late. */
export function findProblems(url: string, info: ReadonlyMap<string, string>): readonly QueueProblem[] {
  const policy = info.get('maxmemory_policy') ?? 'unknown';
  if (policy === 'noeviction') return [];
  return [
    {
      message: `the Redis at ${nameOf(url)} may throw jobs away when its memory is full`,
      want: 'maxmemory-policy noeviction',
      got: policy,
      hint: 'set "maxmemory-policy noeviction" in redis.conf, or run "redis-cli config set maxmemory-policy noeviction"',
    },
  ];
}
