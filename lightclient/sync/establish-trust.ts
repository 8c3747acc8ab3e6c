/** Where trust starts: from the store, from the configured root, or from both when they agree. @module */
import { equalBytes, toHex } from '../codec/index.ts';
import type { LightBlock } from '../tendermint/index.ts';
import { hashOfBlock } from './block-hash.ts';
import { type Context, isExpired, keepBlocks, proveForward, trustExpired } from './context.ts';
import { fetchBlock } from './fetch-block.ts';
import { LightClientError } from './light-client-error.ts';
import type { TrustRoot } from './options.ts';
import { type LightBlockProvider, ProviderError } from './provider.ts';
import { withPrimary } from './provider-set.ts';
import type { Signal } from './signal.ts';

/**
 * A root that the store already holds, or that is older than all it holds, changes nothing. A newer one must follow from
 * the store, unless the store has expired: then it is the new start.
 * @throws {LightClientError} `trust-conflict`, `trust-expired`, `unavailable`.
 */
export async function establishTrust(context: Context, root: TrustRoot | undefined, signal?: Signal): Promise<void> {
  const { store } = context;
  const oldest = await store.earliest();
  if (root === undefined) {
    if (oldest !== undefined) return;
    throw new LightClientError({
      code: 'trust-conflict',
      message: 'neither a trust root nor a stored block to start from',
    });
  }
  const stored = await store.load(root.height);
  if (stored !== undefined) return requireHash(stored, root, 'the store');
  if (oldest !== undefined && root.height < oldest.signedHeader.header.height) return;
  const { source, block } = await fetchRoot(context, root, signal);
  if (isExpired(context, block)) throw trustExpired(block, 'it is the configured trust root');
  await requireContinuity(context, { source, block, signal });
  await keepBlocks(context, [block]);
}

function requireHash(block: LightBlock, root: TrustRoot, where: string): void {
  const hash = hashOfBlock(block);
  if (hash !== undefined && equalBytes(hash, root.hash)) return;
  const got = hash === undefined ? 'no hash' : toHex(hash);
  const message = `the trust root at height ${root.height} has hash ${toHex(root.hash)}, ${where} has ${got}`;
  throw new LightClientError({ code: 'trust-conflict', message });
}

interface Root {
  readonly source: LightBlockProvider;
  readonly block: LightBlock;
}

async function fetchRoot(context: Context, root: TrustRoot, signal?: Signal): Promise<Root> {
  try {
    return await withPrimary(context.providers, (source) => fetchRootFrom(context, source, root, signal), signal);
  } catch (error) {
    if (!(error instanceof LightClientError) || error.code !== 'invalid-header') throw error;
    const message = `no provider has the configured trust root ${toHex(root.hash)} at height ${root.height}`;
    throw new LightClientError({ code: 'trust-conflict', message, verdicts: error.verdicts }, { cause: error });
  }
}

async function fetchRootFrom(
  { settings, judgement }: Context,
  source: LightBlockProvider,
  { height, hash }: TrustRoot,
  signal?: Signal,
): Promise<Root> {
  const block = await fetchBlock({ source, chainId: settings.chainId, height, signal });
  const got = hashOfBlock(block);
  if (got === undefined || !equalBytes(got, hash)) {
    const fault = { code: 'invalid-header', want: toHex(hash), got: got === undefined ? 'no hash' : toHex(got), block };
    throw new ProviderError(source.id, { ...fault, code: 'invalid-header' });
  }
  const verdict = judgement.alone(block);
  if (verdict.status === 'valid') return { source, block };
  const { code, want, got: found } = verdict.reason;
  throw new ProviderError(source.id, { code: 'invalid-header', want: `${code}: ${want}`, got: found, block });
}

/** What the store holds below the new root must lead to it. */
async function requireContinuity(context: Context, { source, block, signal }: Root & { signal?: Signal | undefined }) {
  const { height } = block.signedHeader.header;
  const below = await context.store.latest(height);
  if (below === undefined || isExpired(context, below)) return;
  try {
    await proveForward(context, { source, trusted: below, target: block, signal });
  } catch (error) {
    if (!(error instanceof ProviderError) || error.fault.code !== 'invalid-header') throw error;
    const from = below.signedHeader.header.height;
    const message = `the trust root at height ${height} does not follow from the stored block ${from}: ${error.message}`;
    throw new LightClientError({ code: 'trust-conflict', message }, { cause: error });
  }
}
