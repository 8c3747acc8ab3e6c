/** A follower of a beacon chain over HTTP in one call, for programs that have a clock and timers. @module */
import { equalBytes, toHex } from '../../codec/index.ts';
import type { BeaconConfig } from '../../ethereum/index.ts';
import {
  BeaconError,
  BeaconFollowError,
  type BeaconFollower,
  type BeaconFollowerOptions,
  type BeaconVerdict,
  createBeaconFollower,
  createMemoryEthereumStore,
  type FinalizedStep,
} from '../../sync/ethereum/index.ts';
import type { Signal } from '../../sync/index.ts';
import { wait } from '../wait.ts';
import { createBeaconApi, readBeaconConfig } from './beacon-api.ts';
import { createBeaconGet } from './beacon-get.ts';

type Given = Omit<BeaconFollowerOptions, 'config' | 'providers' | 'store' | 'now'>;

/** What a follower over HTTP is told. Times in nanoseconds, as `bigint`. */
export interface BeaconLightClientOptions extends Given {
  /** Addresses of beacon nodes, such as `http://localhost:5052`; the preferred one first. */
  readonly urls: readonly string[];
  /** Default: what the nodes tell, which cannot make a wrong header believed, only none. */
  readonly config?: BeaconConfig | undefined;
  /** Default: in memory. */
  readonly store?: BeaconFollowerOptions['store'] | undefined;
  readonly fetch?: typeof fetch | undefined;
  /** For one call. Default 10 s. */
  readonly timeoutMs?: number | undefined;
}

/**
 * A follower that starts from `checkpointRoot`, or resumes from the store.
 * @throws {RangeError} without a URL. @throws {BeaconFollowError}
 */
export async function createBeaconLightClient(
  options: BeaconLightClientOptions,
  signal?: Signal,
): Promise<BeaconFollower> {
  const { urls, store = createMemoryEthereumStore() } = options;
  if (urls.length === 0) throw new RangeError('urls: want at least one, got none');
  const config = options.config ?? (await findConfig({ ...options, store }, signal));
  return createBeaconFollower(toFollowerOptions({ ...options, store }, config, urls), signal);
}

type Resolved = BeaconLightClientOptions & { readonly store: BeaconFollowerOptions['store'] };

function toFollowerOptions(options: Resolved, config: BeaconConfig, urls: readonly string[]): BeaconFollowerOptions {
  const { fetch, timeoutMs } = options;
  const providers = nameEndpoints(urls).map(({ url, id }) => createBeaconApi({ url, id, config, fetch, timeoutMs }));
  const now = () => BigInt(Date.now()) * 1_000_000n;
  return { ...options, config, providers, now };
}

/** By their hosts: a path may hold a key. Several of one host are numbered. */
function nameEndpoints(urls: readonly string[]): readonly { readonly url: string; readonly id: string }[] {
  const seen = new Map<string, number>();
  return urls.map((url) => {
    const { host } = new URL(url);
    const count = (seen.get(host) ?? 0) + 1;
    seen.set(host, count);
    return { url, id: count === 1 ? host : `${host} (${count})` };
  });
}

interface Candidate {
  readonly config: BeaconConfig;
  readonly urls: readonly string[];
}

/**
 * The nodes say which chain they serve. When they say different things, that of the first group counts under which its
 * nodes prove something newer than the checkpoint: signatures are bound to the genesis and the fork.
 */
async function findConfig(options: Resolved, signal?: Signal): Promise<BeaconConfig> {
  const { candidates, verdicts } = await askForConfigs(options, signal);
  const [first, ...others] = candidates;
  if (first === undefined) {
    const message = 'no endpoint tells the configuration of its chain';
    throw new BeaconFollowError({ code: 'unavailable', message, verdicts });
  }
  if (others.length === 0) return first.config;
  for (const candidate of candidates) {
    if (await provesItself(options, candidate, signal)) return candidate.config;
  }
  const message = 'endpoints tell different chains, and none proves its own: give the configuration';
  throw new BeaconFollowError({ code: 'trust-conflict', message, verdicts });
}

async function askForConfigs({ urls, fetch, timeoutMs }: Resolved, signal?: Signal) {
  const candidates: { config: BeaconConfig; urls: string[] }[] = [];
  const verdicts: BeaconVerdict[] = [];
  const answers = await Promise.all(
    urls.map(async (url) => {
      const get = createBeaconGet({ url, fetch, timeoutMs });
      try {
        return { url, id: get.id, config: await readBeaconConfig(get, signal) };
      } catch (error) {
        if (!(error instanceof BeaconError)) throw error;
        const { code, want, got } = error.fault;
        verdicts.push({ provider: get.id, outcome: code, detail: `want ${want}, got ${got}` });
        return undefined;
      }
    }),
  );
  for (const answer of answers) {
    if (answer === undefined) continue;
    const { url, id, config } = answer;
    const detail = `genesis validators root ${toHex(config.genesisValidatorsRoot)}`;
    verdicts.push({ provider: id, outcome: 'answered', detail });
    const same = candidates.find((candidate) => isSameConfig(candidate.config, config));
    if (same === undefined) candidates.push({ config, urls: [url] });
    else same.urls.push(url);
  }
  return { candidates, verdicts };
}

/** Everything that decides what is believed. */
function isSameConfig(a: BeaconConfig, b: BeaconConfig): boolean {
  const told = (config: BeaconConfig) => [
    config.syncCommitteeSize,
    config.slotsPerEpoch,
    config.epochsPerSyncCommitteePeriod,
    config.slotDurationMs,
    config.genesisTime,
    ...config.forks.flatMap(({ name, version, epoch }) => [name, toHex(version), epoch]),
  ];
  return equalBytes(a.genesisValidatorsRoot, b.genesisValidatorsRoot) && told(a).join() === told(b).join();
}

async function provesItself(options: Resolved, { config, urls }: Candidate, signal?: Signal): Promise<boolean> {
  try {
    // On a copy: what the wrong chain proves of itself must not be kept.
    const store = createMemoryEthereumStore(await options.store.load());
    const follower = await createBeaconFollower(toFollowerOptions({ ...options, store }, config, urls), signal);
    await follower.advance(signal);
    return true;
  } catch (error) {
    if (error instanceof BeaconFollowError) return false;
    throw error;
  }
}

/** How a chain is followed. */
export interface FollowOptions {
  readonly signal?: Signal | undefined;
  /** Between two rounds. Default: a slot. */
  readonly pauseMs?: number | undefined;
  /** Told after each round; with an error when no endpoint was right in it. What it throws ends the following. */
  readonly onRound?: ((trouble: BeaconFollowError | undefined) => void) | undefined;
}

/**
 * Every finalized header that the follower comes to trust, once also across restarts, until the signal aborts. While no endpoint is right it keeps trying.
 * @throws {BeaconFollowError} any but `unavailable` and `invalid-update`; the signal's reason.
 */
export async function* followFinality(
  follower: BeaconFollower,
  { signal, pauseMs = Number(follower.config.slotDurationMs), onRound }: FollowOptions = {},
): AsyncGenerator<FinalizedStep, never> {
  for (;;) {
    const { steps, trouble } = await oneRound(follower, signal);
    onRound?.(trouble);
    for (const step of steps) {
      try {
        yield step;
      } finally {
        // Also when the one who follows leaves with it.
        await follower.acknowledge(step);
      }
    }
    await wait(pauseMs, signal);
  }
}

interface Round {
  readonly steps: readonly FinalizedStep[];
  readonly trouble?: BeaconFollowError;
}

async function oneRound(follower: BeaconFollower, signal: Signal | undefined): Promise<Round> {
  try {
    return { steps: await follower.advance(signal) };
  } catch (error) {
    if (!(error instanceof BeaconFollowError) || !PASSING.has(error.code)) throw error;
    return { steps: [], trouble: error };
  }
}

const PASSING: ReadonlySet<string> = new Set(['unavailable', 'invalid-update']);
