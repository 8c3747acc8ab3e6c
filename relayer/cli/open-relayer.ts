/** Puts a relayer together for one command, and takes it apart afterwards. @module */
import { randomBytes } from 'node:crypto';
import type { Config } from '../../config/config.ts';
import { loadPrivateKey } from '../keys/load-private-key.ts';
import { createRelayer, type OpenStoreOptions, openStore } from '../main.ts';
import { createLogger } from '../ops/create-logger.ts';
import { createMetrics, type MetricsRegistry } from '../ops/create-metrics.ts';
import type { DoctorCheck, Relayer } from '../ports/control.ts';
import type { Logger } from '../ports/logger.ts';
import type { Store } from '../ports/store.ts';
import { type Globals, loadConfigOf } from './globals.ts';
import { canPrompt, promptSecret } from './prompt-secret.ts';

export interface OpenedRelayer {
  readonly config: Config;
  readonly relayer: Relayer;
  readonly store: Store;
  readonly metrics: MetricsRegistry;
  readonly logger: Logger;
}

export interface OpenOptions extends OpenStoreOptions {
  /** No log: what there is to say is in the answer. */
  readonly quiet?: boolean;
  /** Changes the configuration for this command alone. */
  readonly adapt?: (config: Config) => Config;
}

/** Runs `work` on a relayer that is not started, then stops it and closes the store. */
export async function withRelayer<T>(
  globals: Globals,
  work: (opened: OpenedRelayer) => Promise<T>,
  { quiet = false, adapt = (config) => config, ...options }: OpenOptions = {},
): Promise<T> {
  const loaded = adapt(await loadConfigOf(globals));
  const config = quiet ? { ...loaded, log: SILENT } : loaded;
  return withComposed({ config, loadKey: createKeyLoader(config, globals), options }, work);
}

/** What `doctor` finds without keys and without a store of its own: a throwaway key stands in, nothing is written. */
export async function probeRelayer(globals: Globals): Promise<readonly DoctorCheck[]> {
  const config = await loadConfigOf(globals);
  const key = Uint8Array.from(randomBytes(32).fill(1, 0, 1));
  const quiet: Config = {
    ...config,
    store: { kind: 'sqlite', file: ':memory:' },
    queue: { driver: 'local' },
    log: SILENT,
  };
  return withComposed({ config: quiet, loadKey: async () => key, options: {} }, ({ relayer }) => relayer.doctor());
}

const SILENT = { level: 'silent', format: 'json' } as const;

interface Composition {
  readonly config: Config;
  readonly loadKey: (name: string) => Promise<Uint8Array>;
  readonly options: OpenStoreOptions;
}

async function withComposed<T>(
  { config, loadKey, options }: Composition,
  work: (opened: OpenedRelayer) => Promise<T>,
): Promise<T> {
  const logger = createLogger(config.log);
  const metrics = createMetrics();
  const store = await openStore(config, options);
  try {
    const created = await createRelayer({ config, logger, metrics: metrics.metrics, loadKey, store });
    let stopped: Promise<void> | undefined;
    // A signal may have stopped it already.
    const stop = (graceMs?: number): Promise<void> => {
      stopped ??= created.stop(graceMs);
      return stopped;
    };
    const relayer: Relayer = { ...created, stop };
    try {
      return await work({ config, relayer, store, metrics, logger });
    } finally {
      await stop();
    }
  } finally {
    await store.close();
  }
}

/** Each key once, whatever number of chains uses it. */
function createKeyLoader({ keysDir }: Config, { passphraseFile }: Globals): (name: string) => Promise<Uint8Array> {
  const keys = new Map<string, Promise<Uint8Array>>();
  // Chains ask for their keys at the same time, a person answers one question after the other.
  let before: Promise<unknown> = Promise.resolve();
  const prompt = (question: string): Promise<string> => {
    const answer = before.then(() => promptSecret(question));
    before = answer.catch(() => undefined);
    return answer;
  };
  const source = { dir: keysDir, env: process.env, file: passphraseFile, ...(canPrompt() ? { prompt } : {}) };
  return (name) => {
    const key = keys.get(name) ?? loadPrivateKey(name, source);
    keys.set(name, key);
    return key;
  };
}
