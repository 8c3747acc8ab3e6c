/** Our own light client of one chain, over the endpoints of its pool and the relayer's store. @module */
import { setTimeout as sleep } from 'node:timers/promises';
import { createValidatorSetCache, type ValidatorSetCache } from '@causeway/lightclient/providers';
import {
  agreeOnTrustRoot,
  createLightClient,
  type LightClient,
  type LightStore,
  type TrustRoot,
} from '@causeway/lightclient/sync';
import type { SignatureVerifier, TrustLevel } from '@causeway/lightclient/tendermint';
import type { RpcPool } from '../../chains/cosmos/rpc-pool.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LightBlockStore } from '../../ports/store.ts';
import { createPoolProvider, toDistrust, withSignal } from './pool-provider.ts';
import { createStoredLightBlocks } from './stored-light-blocks.ts';
import { claimUnbondingPeriod, defaultTrustingPeriod } from './unbonding-period.ts';

export interface FollowOptions {
  readonly pool: RpcPool;
  readonly store: LightBlockStore;
  /** A block to start from, or how many endpoints must agree on one when the store holds none yet. */
  readonly trust: TrustRoot | { readonly quorum: number };
  /** Default: two thirds of the unbonding period that the endpoints tell. */
  readonly trustingPeriodNs?: bigint | undefined;
  readonly trustLevel?: TrustLevel | undefined;
  readonly maxClockDriftNs?: bigint | undefined;
  readonly verifier?: SignatureVerifier | undefined;
  readonly clock: Clock;
}

/** What the parts of a follower share. */
export interface Followed {
  readonly light: LightStore;
  readonly cache: ValidatorSetCache;
  /** Heights that pruning must leave alone, by who needs them. */
  readonly pins: Map<string, bigint>;
  /** The light client, started when it is first needed and again when endpoints deserve another chance. */
  client(signal?: AbortSignal): Promise<LightClient>;
}

/** An endpoint behind by a block or so is waited for this long; longer would hold up packets. */
const WITNESS_PATIENCE_NS = 1_000_000_000n;
/** After this time endpoints that were caught lying may answer again: the pool has them on probation by then. */
const READMIT_MS = 10 * 60_000;
const NS_PER_MS = 1_000_000n;

export function followChain(options: FollowOptions): Followed {
  const { pool, store, clock } = options;
  const light = createStoredLightBlocks(store, pool.chain);
  const cache = createValidatorSetCache();
  const pins = new Map<string, bigint>();
  let started: { readonly client: Promise<LightClient>; readonly atMs: number } | undefined;
  return {
    light,
    cache,
    pins,
    async client() {
      const atMs = clock.now();
      const running = started;
      if (running !== undefined && (atMs - running.atMs < READMIT_MS || !(await hasDropped(running.client)))) {
        return running.client;
      }
      // Not with the caller's signal: others wait for the same client.
      const fresh = { client: start(options, { light, cache, pins }), atMs };
      started = fresh;
      fresh.client.catch(() => {
        if (started === fresh) started = undefined;
      });
      return fresh.client;
    },
  };
}

async function hasDropped(client: Promise<LightClient>): Promise<boolean> {
  return (await client).providers().dropped.size > 0;
}

async function start(
  options: FollowOptions,
  { light, cache, pins }: Pick<Followed, 'light' | 'cache' | 'pins'>,
): Promise<LightClient> {
  const { pool, trustLevel, verifier, clock } = options;
  const providers = pool.status().map(({ url }) => createPoolProvider(pool, url, cache));
  const [primary, ...witnesses] = providers;
  if (primary === undefined) throw new Error('unreachable: a pool without endpoints');
  const trust = await chooseRoot(options, light, providers);
  return createLightClient({
    chainId: pool.chainId,
    trust,
    trustingPeriod: options.trustingPeriodNs ?? defaultTrustingPeriod(await claimUnbondingPeriod(pool)),
    trustLevel,
    maxClockDrift: options.maxClockDriftNs,
    primary,
    witnesses,
    // With one endpoint there is nobody to ask; with several, work goes on while one of them is up.
    witnessPolicy: witnesses.length === 0 ? 'none' : 'prefer',
    witnessPatience: WITNESS_PATIENCE_NS,
    onDropped: (url, why) => pool.distrust(url, toDistrust(url, why)),
    // Before anybody has said what must stay, nothing is old enough to go: what a pruned node has lost never comes back.
    store: { ...light, prune: async (size, keep) => (pins.size === 0 ? undefined : light.prune(size, keep)) },
    keep: () => pins.values(),
    verifier,
    now: () => BigInt(clock.now()) * NS_PER_MS,
    wait: (ms, signal) => sleep(ms, undefined, withSignal(signal)),
  });
}

async function chooseRoot(
  { trust, pool }: FollowOptions,
  light: LightStore,
  providers: readonly ReturnType<typeof createPoolProvider>[],
): Promise<TrustRoot | undefined> {
  if ('hash' in trust) return trust;
  if ((await light.latest()) !== undefined) return undefined;
  return agreeOnTrustRoot({ chainId: pool.chainId, providers, quorum: trust.quorum });
}
