/** The providers of a light client: one primary that delivers, witnesses that confirm, and those that were caught lying. @module */
import type { LightBlock } from '../tendermint/index.ts';
import { hashOfBlock, hasSameHash } from './block-hash.ts';
import { LightClientError, toVerdict } from './light-client-error.ts';
import { isBenign, type LightBlockProvider, ProviderError } from './provider.ts';
import { type Signal, throwIfAborted } from './signal.ts';

export interface ProviderSet {
  readonly primary: LightBlockProvider;
  readonly witnesses: readonly LightBlockProvider[];
  /** Provider id to the reason for which it is never asked again. */
  readonly dropped: ReadonlyMap<string, string>;
  /** The witness `provider` becomes the primary, and the primary the last witness. */
  promote(provider: LightBlockProvider): void;
  /** Never asks this provider again. The primary is never dropped: promote another one first. */
  drop(provider: LightBlockProvider, why: ProviderError): void;
}

/** @throws {RangeError} when two providers share an id: one source cannot confirm itself. */
export function createProviderSet(
  first: LightBlockProvider,
  others: readonly LightBlockProvider[],
  onDropped?: (provider: string, why: ProviderError) => void,
): ProviderSet {
  const ids = new Set([first, ...others].map(({ id }) => id));
  if (ids.size !== others.length + 1) throw new RangeError('providers: want distinct ids, got the same one twice');
  let primary = first;
  let witnesses = [...others];
  const dropped = new Map<string, string>();
  return {
    get primary() {
      return primary;
    },
    get witnesses() {
      return witnesses;
    },
    dropped,
    promote(provider) {
      if (provider === primary || !witnesses.includes(provider)) return;
      witnesses = [...witnesses.filter((each) => each !== provider), primary];
      primary = provider;
    },
    drop(provider, why) {
      if (provider === primary) return;
      witnesses = witnesses.filter((each) => each !== provider);
      dropped.set(provider.id, why.message);
      onDropped?.(provider.id, why);
    },
  };
}

/**
 * Does `work` with the primary; when that fails at the provider's fault, with each witness in turn. The one that
 * succeeds is the new primary. A provider that failed benignly stays as a witness; one that gave something wrong is
 * dropped, but only once another provider was right: if nobody is, the fault may well be ours, and all are kept.
 * @throws {LightClientError} `unavailable` or `invalid-header`, with the verdict on each provider.
 */
export async function withPrimary<T>(
  providers: ProviderSet,
  work: (source: LightBlockProvider) => Promise<T>,
  signal?: Signal,
): Promise<T> {
  const failures: { readonly source: LightBlockProvider; readonly error: ProviderError }[] = [];
  for (const source of [providers.primary, ...providers.witnesses]) {
    throwIfAborted(signal);
    try {
      const value = await work(source);
      providers.promote(source);
      for (const failure of failures) {
        if (!isBenign(failure.error)) providers.drop(failure.source, failure.error);
      }
      return value;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      failures.push({ source, error });
      // Two sources with the same block and the same complaint: asking a third will not make it right.
      if (isConfirmedFailure(failures.map((failure) => failure.error))) break;
    }
  }
  throw summarise(failures.map((failure) => failure.error));
}

function isConfirmedFailure(errors: readonly ProviderError[]): boolean {
  const last = errors.at(-1)?.fault;
  const block = last?.block;
  if (last === undefined || block === undefined) return false;
  return errors.slice(0, -1).some(({ fault }) => {
    return fault.code === last.code && fault.got === last.got && isSameBlock(fault.block, block);
  });
}

function isSameBlock(a: LightBlock | undefined, b: LightBlock): boolean {
  return a !== undefined && hashOfBlock(a) !== undefined && hasSameHash(a, b);
}

function summarise(errors: readonly ProviderError[]): LightClientError {
  const code = errors.every(isBenign) ? 'unavailable' : 'invalid-header';
  const message = code === 'unavailable' ? 'no provider can give the block' : 'no provider gave a block that verifies';
  return new LightClientError({ code, message, verdicts: errors.map(toVerdict) }, { cause: errors[0] });
}
