/**
 * Two providers with two different blocks: finds where their chains part, and what proves it.
 * Source: CometBFT `light/detector.go`.
 * @module
 */
import type { LightBlock } from '../tendermint/index.ts';
import { describeBlock, hasSameHash } from './block-hash.ts';
import { fetchBlock } from './fetch-block.ts';
import { type LightBlockProvider, ProviderError } from './provider.ts';
import type { Signal } from './signal.ts';
import type { ForwardResult } from './verify-forward.ts';

export interface Conflict {
  /** Verified blocks of one side, from a block that both should share to the one in question. */
  readonly trace: readonly LightBlock[];
  /** What the other side has instead of the last block of the trace. */
  readonly challenge: LightBlock;
  /** The other side. */
  readonly source: LightBlockProvider;
  readonly verify: (source: LightBlockProvider, trusted: LightBlock, target: LightBlock) => Promise<ForwardResult>;
  readonly signal?: Signal | undefined;
}

export interface Divergence {
  /** The last block that both sides share. */
  readonly common: LightBlock;
  /** The first block of the trace that the other side does not have. */
  readonly ours: LightBlock;
  /** The other side's block in its place, which verifies from the common block. */
  readonly theirs: LightBlock;
  /** How it verifies: the common block first, `theirs` last. */
  readonly theirTrace: readonly LightBlock[];
}

/**
 * Walks along the trace and lets the other side prove its own block at each height.
 * @throws {ProviderError} when the other side cannot prove its chain: then it is just wrong and there is no attack.
 */
export async function examineConflict(conflict: Conflict): Promise<Divergence> {
  const { trace, source } = conflict;
  const [root, ...rest] = trace;
  if (root === undefined) throw new Error('unreachable: an empty trace');
  if (!hasSameHash(await theirBlock(conflict, root), root)) {
    const got = 'another block where the trusted one is';
    throw new ProviderError(source.id, { code: 'invalid-header', want: describeBlock(root), got });
  }
  let common = root;
  for (const ours of rest) {
    const { height, time } = ours.signedHeader.header;
    const isBeyondChallenge = height > conflict.challenge.signedHeader.header.height;
    if (isBeyondChallenge && time > conflict.challenge.signedHeader.header.time) {
      const want = `a block at ${height}, or one that is older`;
      throw new ProviderError(source.id, { code: 'lagging', want, got: describeBlock(conflict.challenge) });
    }
    // A chain that is lower but not older than ours parts from ours at its end, if nowhere before.
    const theirs = isBeyondChallenge ? conflict.challenge : await theirBlock(conflict, ours);
    const theirTrace = await proveTheirs(conflict, common, theirs);
    if (!hasSameHash(theirs, ours)) return { common, ours, theirs, theirTrace };
    common = ours;
  }
  throw new ProviderError(source.id, {
    code: 'bad-block',
    want: 'the block that it gave before',
    got: describeBlock(common),
    block: conflict.challenge,
  });
}

function theirBlock({ challenge, source, signal }: Conflict, ours: LightBlock): Promise<LightBlock> {
  const { chainId, height } = ours.signedHeader.header;
  if (challenge.signedHeader.header.height === height) return Promise.resolve(challenge);
  return fetchBlock({ source, chainId, height, signal });
}

async function proveTheirs(conflict: Conflict, common: LightBlock, theirs: LightBlock): Promise<readonly LightBlock[]> {
  // The challenge itself may be the last block that both share.
  if (theirs.signedHeader.header.height === common.signedHeader.header.height) return [common];
  const result = await conflict.verify(conflict.source, common, theirs);
  if (result.status === 'verified') return result.trace;
  const { code, want, got } = result.reason;
  throw new ProviderError(conflict.source.id, {
    code: 'invalid-header',
    want: `${code}: ${want}`,
    got,
    block: result.block,
  });
}
