/** From the checked file to the values that the program uses: durations, fractions, absolute paths. @module */
import { dirname, isAbsolute, resolve } from 'node:path';
import type {
  ChainConfig,
  Config,
  Consistency,
  Fraction,
  GasPrice,
  PathConfig,
  PathEndConfig,
  QueueConfig,
  StoreConfig,
} from './config.ts';
import { parseDuration } from './duration.ts';
import type { ChainFile, ConfigFile, PathFile } from './schema.ts';

/** @param file Absolute path of the configuration file; relative paths inside it start at its folder. */
export function buildConfig(content: ConfigFile, file: string, home: string): Config {
  const absolute = (path: string): string => (isAbsolute(path) ? path : resolve(dirname(file), path));
  const chains = Object.entries(content.chains).map(([name, chain]) => buildChain(name, chain));
  return {
    home,
    file,
    chains,
    paths: Object.entries(content.paths).map(([name, path]) => buildPath(name, path, chains)),
    store: buildStore(content.store, absolute),
    queue: buildQueue(content.queue),
    http: content.http,
    log: content.log,
    keysDir: absolute(content.keys.dir),
  };
}

function buildChain(name: string, chain: ChainFile): ChainConfig {
  return {
    name,
    type: chain.type,
    chainId: chain.chainId,
    rpc: chain.rpc,
    consistency: parseConsistency(chain.consistency),
    addressPrefix: chain.addressPrefix,
    key: chain.key,
    gasPrice: parseGasPrice(chain.gasPrice),
    gasAdjustment: chain.gasAdjustment,
    ...(chain.maxGas === undefined ? {} : { maxGas: BigInt(chain.maxGas) }),
    maxMessages: chain.maxMessages,
    maxTxBytes: chain.maxTxBytes,
    ...(chain.trust === undefined
      ? {}
      : { trust: { height: BigInt(chain.trust.height), hash: Uint8Array.from(Buffer.from(chain.trust.hash, 'hex')) } }),
    ...trustingPeriod(chain.trustingPeriod),
    clockDriftNs: parseDuration(chain.clockDrift),
    trustLevel: parseFraction(chain.trustLevel),
    ...(chain.blockTime === undefined ? {} : { blockTimeMs: toMs(chain.blockTime) }),
    requestTimeoutMs: toMs(chain.requestTimeout),
    maxResponseBytes: chain.maxResponseBytes,
    concurrency: chain.concurrency,
  };
}

function buildPath(name: string, path: PathFile, chains: readonly ChainConfig[]): PathConfig {
  const end = (own: PathFile['a'], other: PathFile['a']): PathEndConfig => {
    // The client on one end follows the chain of the other end, so its terms are that chain's.
    const followed = chains.find((chain) => chain.name === other.chain);
    if (followed === undefined) throw new Error(`unreachable: path ${name} names no chain of the file`);
    const period = path.trustingPeriod === undefined ? followed.trustingPeriodNs : parseDuration(path.trustingPeriod);
    return {
      chain: own.chain,
      ...(own.client === undefined ? {} : { client: own.client }),
      ...(period === undefined ? {} : { trustingPeriodNs: period }),
      clockDriftNs: path.clockDrift === undefined ? followed.clockDriftNs : parseDuration(path.clockDrift),
      trustLevel: followed.trustLevel,
    };
  };
  return { name, a: end(path.a, path.b), b: end(path.b, path.a), refreshRate: parseFraction(path.refreshRate) };
}

function buildStore(store: ConfigFile['store'], absolute: (path: string) => string): StoreConfig {
  if (store.postgres !== undefined) return { kind: 'postgres', url: store.postgres };
  return { kind: 'sqlite', file: absolute(store.sqlite ?? 'causeway.db') };
}

function buildQueue(queue: ConfigFile['queue']): QueueConfig {
  return queue.redis === undefined ? { driver: 'local' } : { driver: 'bullmq', redis: queue.redis };
}

function parseConsistency(text: string): Consistency {
  const [agree, of] = text.split('-of-');
  return of === undefined ? { kind: 'first-answer' } : { kind: 'agree', agree: Number(agree), of: Number(of) };
}

function parseGasPrice(text: string): GasPrice {
  const [, amount = '', denom = ''] = /^([\d.]+)(.+)$/.exec(text) ?? [];
  return { amount, denom };
}

export function parseFraction(text: string): Fraction {
  const [numerator = '0', denominator = '1'] = text.split('/');
  return { numerator: BigInt(numerator), denominator: BigInt(denominator) };
}

function trustingPeriod(text: string | undefined): { trustingPeriodNs?: bigint } {
  return text === undefined ? {} : { trustingPeriodNs: parseDuration(text) };
}

/** Timers count milliseconds: a shorter time becomes one. */
function toMs(duration: string): number {
  return Math.max(1, Number(parseDuration(duration) / 1_000_000n));
}
