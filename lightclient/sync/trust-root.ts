/** A first trust root from several providers that agree, for those who have no better source. @module */
import type { LightBlock } from '../tendermint/index.ts';
import { describeBlock, hashOfBlock, hasSameHash } from './block-hash.ts';
import { fetchBlock } from './fetch-block.ts';
import { LightClientError, type ProviderVerdict, toVerdict } from './light-client-error.ts';
import type { TrustRoot } from './options.ts';
import { type LightBlockProvider, ProviderError } from './provider.ts';
import type { Signal } from './signal.ts';

export interface AgreementRequest {
  readonly chainId: string;
  readonly providers: readonly LightBlockProvider[];
  /** How many must give the same block, at least half of them and one more to be safe against a split. */
  readonly quorum: number;
  /** Default: a height that most of the providers have. */
  readonly height?: bigint | undefined;
  readonly signal?: Signal | undefined;
}

type Answer = { readonly source: LightBlockProvider; readonly block: LightBlock };

/**
 * The block that `quorum` providers agree on. This is trust on first use: it is as good as the providers are independent.
 * @throws {RangeError} for a quorum that cannot be met. @throws {LightClientError} `trust-conflict`, `unavailable`.
 */
export async function agreeOnTrustRoot(request: AgreementRequest): Promise<TrustRoot> {
  const { providers, quorum } = request;
  if (quorum < 1 || quorum > providers.length) {
    throw new RangeError(`quorum: want 1 to ${providers.length}, the number of providers, got ${quorum}`);
  }
  const height = request.height ?? (await commonHeight(request));
  const { answers, verdicts } = await askAll(request, height);
  const groups = groupByHash(answers);
  const [agreed, ...others] = groups.toSorted((a, b) => b.length - a.length);
  const [first] = agreed ?? [];
  if (agreed === undefined || first === undefined || agreed.length < quorum) {
    const code = others.length > 0 ? 'trust-conflict' : 'unavailable';
    const message = `want ${quorum} providers that agree on block ${height}, got ${agreed?.length ?? 0}`;
    throw new LightClientError({ code, message, verdicts });
  }
  // A minority that says otherwise is a warning nobody should start over.
  if (others.length > 0) {
    const message = `providers disagree on block ${height}`;
    throw new LightClientError({ code: 'trust-conflict', message, verdicts });
  }
  const hash = hashOfBlock(first.block);
  if (hash === undefined) throw new Error('unreachable: grouped by a hash that does not exist');
  return { height, hash };
}

/** The highest height that at least `quorum` of the providers have reached. */
async function commonHeight(request: AgreementRequest): Promise<bigint> {
  const { answers, verdicts } = await askAll(request, 'latest');
  const heights = answers.map(({ block }) => block.signedHeader.header.height);
  const height = heights.toSorted((a, b) => (a < b ? 1 : -1))[request.quorum - 1];
  if (height !== undefined) return height;
  const message = `want the newest block of ${request.quorum} providers, got ${heights.length}`;
  throw new LightClientError({ code: 'unavailable', message, verdicts });
}

async function askAll({ chainId, providers, signal }: AgreementRequest, height: bigint | 'latest') {
  const answers: Answer[] = [];
  const verdicts = await Promise.all(
    providers.map(async (source): Promise<ProviderVerdict> => {
      try {
        const block = await fetchBlock({ source, chainId, height, signal });
        answers.push({ source, block });
        return { provider: source.id, outcome: 'answered', detail: describeBlock(block) };
      } catch (error) {
        if (error instanceof ProviderError) return toVerdict(error);
        throw error;
      }
    }),
  );
  return { answers, verdicts };
}

function groupByHash(answers: readonly Answer[]): readonly (readonly Answer[])[] {
  const groups: Answer[][] = [];
  for (const answer of answers) {
    const group = groups.find(([first]) => first !== undefined && hasSameHash(first.block, answer.block));
    if (group !== undefined) group.push(answer);
    else if (hashOfBlock(answer.block) !== undefined) groups.push([answer]);
  }
  return groups;
}
