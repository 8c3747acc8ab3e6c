/** One move of the trusted state: up to a newer block, or down to an older one. @module */
import type { LightBlock } from '../tendermint/index.ts';
import { describeBlock, hasSameHash } from './block-hash.ts';
import { accuse, confirmBlock } from './confirm.ts';
import { type Context, keepBlocks, proveForward } from './context.ts';
import { fetchBlock } from './fetch-block.ts';
import { LightClientError } from './light-client-error.ts';
import { type LightBlockProvider, ProviderError } from './provider.ts';
import { withPrimary } from './provider-set.ts';
import type { Signal } from './signal.ts';
import { verifyBackwards } from './verify-backwards.ts';

/** Verifies, confirms and keeps the block at a height above a trusted one. @throws {LightClientError} */
export async function moveForward(
  context: Context,
  trusted: LightBlock,
  height: bigint,
  signal?: Signal,
): Promise<LightBlock> {
  const { chainId } = context.settings;
  const prove = async (source: LightBlockProvider) => {
    const target = await fetchBlock({ source, chainId, height, signal });
    return { source, target, trace: await proveForward(context, { source, trusted, target, signal }) };
  };
  const { source, target, trace } = await withPrimary(context.providers, prove, signal);
  await confirmBlock(context, { source, trace, signal });
  await keepBlocks(context, trace.slice(1));
  return target;
}

/** As `moveForward`, to the primary's newest block. Undefined when there is none newer than the trusted one. */
export async function moveToLatest(
  context: Context,
  trusted: LightBlock,
  signal?: Signal,
): Promise<LightBlock | undefined> {
  const { chainId } = context.settings;
  const trustedHeight = trusted.signedHeader.header.height;
  const prove = async (source: LightBlockProvider) => {
    const target = await fetchBlock({ source, chainId, height: 'latest', signal });
    const { height } = target.signedHeader.header;
    if (height < trustedHeight) throw lagging(source, trusted, target);
    if (height > trustedHeight) {
      return { source, target, trace: await proveForward(context, { source, trusted, target, signal }) };
    }
    if (!hasSameHash(target, trusted)) await dispute(context, { source, trusted, target, signal });
    return undefined;
  };
  const proven = await withPrimary(context.providers, prove, signal).catch(nothingNewer);
  if (proven === undefined) return undefined;
  await confirmBlock(context, { source: proven.source, trace: proven.trace, signal });
  await keepBlocks(context, proven.trace.slice(1));
  return proven.target;
}

/** When all that answer are behind us there is nothing to move to, and nothing wrong with what we have. */
function nothingNewer(error: unknown): undefined {
  const isBehind =
    error instanceof LightClientError &&
    error.code === 'unavailable' &&
    error.verdicts.some(({ outcome }) => outcome === 'lagging');
  if (!isBehind) throw error;
}

function lagging(source: LightBlockProvider, trusted: LightBlock, target: LightBlock): ProviderError {
  const want = `${describeBlock(trusted)} or newer`;
  return new ProviderError(source.id, { code: 'lagging', want, got: describeBlock(target) });
}

interface Dispute {
  readonly source: LightBlockProvider;
  readonly trusted: LightBlock;
  readonly target: LightBlock;
  readonly signal?: Signal | undefined;
}

/** The source has another block at the height of our newest one. @throws always */
async function dispute(context: Context, { source, trusted, target, signal }: Dispute): Promise<never> {
  const below = await context.store.latest(trusted.signedHeader.header.height - 1n);
  if (below !== undefined) {
    await accuse(context, { trace: [below, trusted], challenger: source, challenge: target, signal });
  }
  const fault = { code: 'invalid-header', want: describeBlock(trusted), got: describeBlock(target) } as const;
  throw new ProviderError(source.id, { ...fault, block: target });
}

/** Verifies and keeps the block at a height below a trusted one, along the hash chain. @throws {LightClientError} */
export async function moveBackwards(
  context: Context,
  trusted: LightBlock,
  height: bigint,
  signal?: Signal,
): Promise<LightBlock> {
  const { alone: judgeAlone } = context.judgement;
  const prove = (source: LightBlockProvider) => verifyBackwards({ trusted, height, source, judgeAlone, signal });
  const block = await withPrimary(context.providers, prove, signal);
  await keepBlocks(context, [block]);
  return block;
}
