/** Follows a chain from a trust root, through providers that nobody trusts. @module */
import type { LightBlock } from '../tendermint/index.ts';
import { type Context, isExpired } from './context.ts';
import { establishTrust } from './establish-trust.ts';
import { createJudgement } from './judge.ts';
import { LightClientError } from './light-client-error.ts';
import { moveBackwards, moveForward, moveToLatest } from './move.ts';
import { type LightClientOptions, toSettings } from './options.ts';
import { createProviderSet } from './provider-set.ts';
import { createSerial } from './serial.ts';
import type { Signal } from './signal.ts';

/** Who is asked now, and who is not any more; by their ids. */
export interface ProviderStatus {
  readonly primary: string;
  readonly witnesses: readonly string[];
  /** Ids of providers that were caught, with the reason. */
  readonly dropped: ReadonlyMap<string, string>;
}

/** Safe to use from several places at once: verification runs one after the other. */
export interface LightClient {
  readonly chainId: string;
  /** Moves to the newest block. Undefined when nothing is newer than what is trusted. @throws {LightClientError} */
  update(signal?: Signal): Promise<LightBlock | undefined>;
  /** The block at this height, verified now if it is not trusted yet: forwards or backwards. @throws {LightClientError} */
  verifyToHeight(height: bigint, signal?: Signal): Promise<LightBlock>;
  /** A block that is trusted already, by default the newest; asks no provider. */
  trustedBlock(height?: bigint): Promise<LightBlock | undefined>;
  providers(): ProviderStatus;
}

/** Down the hash chain this far rather than up from further below: cheaper, and it needs no witness. */
const SHORT_WAY_DOWN = 4n;

/**
 * Creates a light client and makes sure that the trust root, the store and the providers agree.
 * @throws {RangeError} for an option that makes no sense.
 * @throws {LightClientError} `trust-conflict`, `trust-expired`, `unavailable`.
 */
export async function createLightClient(options: LightClientOptions, signal?: Signal): Promise<LightClient> {
  const context = createContext(options);
  await establishTrust(context, options.trust, signal);
  const serially = createSerial();
  const { store, providers, settings } = context;
  return {
    chainId: settings.chainId,
    update: (interrupt) => serially(async () => moveToLatest(context, await newest(context), interrupt)),
    async verifyToHeight(height, interrupt) {
      if (height < 1n) throw new RangeError(`height: want at least 1, got ${height}`);
      return (await store.load(height)) ?? serially(() => moveTo(context, height, interrupt));
    },
    trustedBlock: (height) => (height === undefined ? store.latest() : store.load(height)),
    providers: () => ({
      primary: providers.primary.id,
      witnesses: providers.witnesses.map(({ id }) => id),
      dropped: new Map(providers.dropped),
    }),
  };
}

function createContext(options: LightClientOptions): Context {
  const settings = toSettings(options);
  const { store, now, wait, primary, witnesses, trust, keep, verifier, onDropped } = options;
  return {
    store,
    now,
    wait,
    settings,
    providers: createProviderSet(primary, witnesses, onDropped),
    judgement: createJudgement({ ...settings, verifier }),
    laggards: new Set(),
    // The root stays, so that a restart can tell whether the configuration still means the same chain.
    keep: () => new Set([...(keep?.() ?? []), ...(trust === undefined ? [] : [trust.height])]),
  };
}

async function newest({ store }: Context): Promise<LightBlock> {
  const block = await store.latest();
  if (block !== undefined) return block;
  throw new LightClientError({ code: 'trust-conflict', message: 'the store has lost its blocks' });
}

async function moveTo(context: Context, height: bigint, signal?: Signal): Promise<LightBlock> {
  const { store } = context;
  // Whoever was before us in the queue may have verified it.
  const stored = await store.load(height);
  if (stored !== undefined) return stored;
  const below = await store.latest(height);
  const above = await store.earliest(height);
  const isNear = above !== undefined && above.signedHeader.header.height - height <= SHORT_WAY_DOWN;
  const isUsable = below !== undefined && !isExpired(context, below);
  if (above !== undefined && (isNear || !isUsable)) return moveBackwards(context, above, height, signal);
  return moveForward(context, below ?? (await newest(context)), height, signal);
}
