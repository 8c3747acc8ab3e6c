/** What the parts of one light client share. @module */
import type { LightBlock } from '../tendermint/index.ts';
import { fetchBlock } from './fetch-block.ts';
import type { Judgement } from './judge.ts';
import { LightClientError } from './light-client-error.ts';
import type { LightClientOptions, LightClientSettings } from './options.ts';
import { type LightBlockProvider, ProviderError } from './provider.ts';
import type { ProviderSet } from './provider-set.ts';
import type { Signal } from './signal.ts';
import { type ForwardResult, verifySequentially, verifySkipping } from './verify-forward.ts';

export interface Context extends Pick<LightClientOptions, 'store' | 'now' | 'wait'> {
  readonly settings: LightClientSettings;
  readonly providers: ProviderSet;
  readonly judgement: Judgement;
  /** Witnesses that exhausted our patience: they are not waited for again until they have answered. */
  readonly laggards: Set<LightBlockProvider>;
  /** Heights that pruning leaves alone. */
  readonly keep: () => ReadonlySet<bigint>;
}

export interface Leap {
  readonly source: LightBlockProvider;
  readonly trusted: LightBlock;
  readonly target: LightBlock;
  readonly signal?: Signal | undefined;
}

/** Verifies the source's target in the client's mode. @throws {ProviderError} when the source lacks a block on the way. */
export function verifyForward(context: Context, { source, trusted, target, signal }: Leap): Promise<ForwardResult> {
  const { settings, judgement, now } = context;
  const verify = settings.mode === 'sequential' ? verifySequentially : verifySkipping;
  return verify({
    trusted,
    target,
    fetch: (height) => fetchBlock({ source, chainId: settings.chainId, height, signal }),
    judge: (from, to) => judgement.follows(from, to, now()),
    signal,
  });
}

/** The trace from the trusted block to the target. @throws {ProviderError} `invalid-header`; {LightClientError} `trust-expired`. */
export async function proveForward(context: Context, leap: Leap): Promise<readonly LightBlock[]> {
  const result = await verifyForward(context, leap);
  if (result.status === 'verified') return result.trace;
  const { code, want, got } = result.reason;
  if (code === 'trusted-expired') throw trustExpired(result.trusted, `${want}, got ${got}`);
  const fault = { code: 'invalid-header', want: `${code}: ${want}`, got, block: result.block } as const;
  throw new ProviderError(leap.source.id, fault);
}

export function trustExpired(trusted: LightBlock, detail: string): LightClientError {
  const { height } = trusted.signedHeader.header;
  const message = `the trusted block ${height} is older than the trusting period, a new trust root is needed: ${detail}`;
  return new LightClientError({ code: 'trust-expired', message });
}

export function isExpired({ settings, now }: Context, { signedHeader }: LightBlock): boolean {
  return signedHeader.header.time + settings.trustingPeriod <= now();
}

export async function keepBlocks({ store, settings, keep }: Context, blocks: readonly LightBlock[]): Promise<void> {
  for (const block of blocks) await store.save(block);
  await store.prune(settings.storeSize, keep());
}
