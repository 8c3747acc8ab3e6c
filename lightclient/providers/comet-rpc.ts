/**
 * Light blocks from the RPC of a CometBFT node (0.34 to 0.40): `/commit`, and `/validators` when the set is a new one.
 * @module
 */
import { DecodeError, equalBytes, toHex } from '../codec/index.ts';
import { type LightBlockProvider, ProviderError, type Signal } from '../sync/index.ts';
import {
  formatAttackEvidence,
  type Header,
  hashValidatorSet,
  type LightBlock,
  parseCommitResult,
  parseValidatorsPage,
  toValidatorSet,
  type Validator,
  type ValidatorSet,
} from '../tendermint/index.ts';
import { createRpcCall, type RpcCall, type RpcCallOptions } from './rpc-call.ts';
import { createValidatorSetCache, type ValidatorSetCache } from './validator-set-cache.ts';

/** A provider of light blocks that also gives what IBC needs. */
export interface CometRpcProvider extends LightBlockProvider {
  /** The validators that a header announces for the block after it: what an IBC update from it needs. @throws {ProviderError} */
  nextValidators(header: Pick<Header, 'height' | 'nextValidatorsHash'>, signal?: Signal): Promise<ValidatorSet>;
}

interface Common {
  readonly chainId: string;
  /** Shared with other providers so that each set is fetched once. Default: one of its own. */
  readonly cache?: ValidatorSetCache | undefined;
}

/** A node's address, and the chain that it shall serve. */
export interface CometRpcOptions extends Common, RpcCallOptions {}

/** As `CometRpcOptions`, for a caller that has its own transport. */
export interface CometCallOptions extends Common {
  readonly id: string;
  readonly call: RpcCall;
}

/** The most that a node gives on one page, and CometBFT's own bound on pages. */
const PAGE_SIZE = 100;
const MAX_PAGES = 100;

/** Light blocks from one node. @throws {TypeError} when the URL is none. */
export function createCometRpcProvider(options: CometRpcOptions | CometCallOptions): CometRpcProvider {
  const source: Source = {
    id: options.id ?? ('url' in options ? new URL(options.url).host : 'unreachable'),
    chainId: options.chainId,
    call: 'call' in options ? options.call : createRpcCall(options),
    cache: options.cache ?? createValidatorSetCache(),
  };
  return {
    id: source.id,
    lightBlock: (height, signal) => fetchLightBlock(source, height, signal),
    async nextValidators({ height, nextValidatorsHash }, signal) {
      return validatorsOf(source, { height: height + 1n, hash: nextValidatorsHash }, signal);
    },
    async reportEvidence(evidence, signal) {
      await source.call('broadcast_evidence', { evidence: formatAttackEvidence(evidence) }, signal);
    },
  };
}

interface Source extends Required<Common> {
  readonly id: string;
  readonly call: RpcCall;
  readonly cache: ValidatorSetCache;
}

async function fetchLightBlock(source: Source, height: bigint | 'latest', signal?: Signal): Promise<LightBlock> {
  const result = await source.call('commit', height === 'latest' ? {} : { height: `${height}` }, signal);
  const { signedHeader } = decode(source, () => parseCommitResult(result));
  const { header } = signedHeader;
  if (header.chainId !== source.chainId) {
    throw new ProviderError(source.id, { code: 'wrong-chain', want: source.chainId, got: header.chainId });
  }
  if (height !== 'latest' && header.height !== height) {
    throw new ProviderError(source.id, { code: 'bad-block', want: `height ${height}`, got: `${header.height}` });
  }
  const validators = await validatorsOf(source, { height: header.height, hash: header.validatorsHash }, signal);
  return { signedHeader, validators };
}

interface SetQuestion {
  readonly height: bigint;
  /** The hash that a header names: what comes back has it. */
  readonly hash: Uint8Array;
}

async function validatorsOf(source: Source, question: SetQuestion, signal?: Signal): Promise<ValidatorSet> {
  const known = source.cache.find(question.hash);
  if (known !== undefined) return known;
  const set = toValidatorSet(await fetchValidators(source, question.height, signal));
  const hash = hashValidatorSet(set);
  if (!equalBytes(hash, question.hash)) {
    const want = `validators of ${question.height} with hash ${toHex(question.hash)}`;
    throw new ProviderError(source.id, { code: 'bad-block', want, got: toHex(hash) });
  }
  source.cache.keep(hash, set);
  return set;
}

async function fetchValidators(source: Source, height: bigint, signal?: Signal): Promise<readonly Validator[]> {
  const all: Validator[] = [];
  let total: number | undefined;
  for (let page = 1; page <= MAX_PAGES; page++) {
    const params = { height: `${height}`, page: `${page}`, per_page: `${PAGE_SIZE}` };
    const result = await source.call('validators', params, signal);
    const answer = decode(source, () => parseValidatorsPage(result));
    total ??= answer.total;
    const want = `page ${page} of the ${total} validators of ${height}`;
    if (answer.height !== height || answer.total !== total || answer.validators.length === 0) {
      const got = `${answer.validators.length} of ${answer.total} of ${answer.height}`;
      throw new ProviderError(source.id, { code: 'bad-block', want, got });
    }
    all.push(...answer.validators);
    if (all.length === total) return all;
    if (all.length > total) break;
  }
  const want = `${total} validators of ${height}`;
  throw new ProviderError(source.id, { code: 'bad-block', want, got: `${all.length}` });
}

function decode<T>({ id }: Source, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const want = `${error.field}: ${error.want}`;
    throw new ProviderError(id, { code: 'bad-block', want, got: error.got }, { cause: error });
  }
}
