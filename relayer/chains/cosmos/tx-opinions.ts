/**
 * What endpoints said about transactions before anybody could know, held against what became of them. That two contradict
 * each other proves nothing; that one contradicts a proven block does, or nearly.
 * @module
 */
import type { TxFate } from '../../ports/chain-writer.ts';
import type { RpcPool } from './rpc-pool.ts';
import { isAlike, type SimulationOpinion } from './simulator.ts';

export type TxOpinion = { readonly url: string } & (
  | { readonly says: 'gas'; readonly gas: bigint }
  | { readonly says: 'fails'; readonly log: string }
  /** The signer's next sequence, while this transaction was not sent yet. */
  | { readonly says: 'sequence'; readonly sequence: bigint }
  /** It refused the transaction while another one took it as new. */
  | { readonly says: 'refused'; readonly log: string }
  /** It took the transaction, but some blocks later another one did not know it yet. */
  | { readonly says: 'kept' }
  /** It took the transaction, or left us in the dark. */
  | { readonly says: 'took' | 'perhaps-took' }
  /** It refused the transaction when it was sent again. */
  | { readonly says: 'refused-again' }
);

export interface TxOpinions {
  note(hash: string, opinions: readonly TxOpinion[]): void;
  /** Who took the transaction last, or may have. */
  takenBy(hash: string): string | undefined;
  settle(fate: TxFate): void;
}

/** Transactions whose fate is awaited: more than are ever in flight. */
const REMEMBERED = 100;

export function createTxOpinions(pool: Pick<RpcPool, 'chain' | 'doubt' | 'distrust'>): TxOpinions {
  const known = new Map<string, readonly TxOpinion[]>();

  /** No matter of lag: there was no such state yet. */
  function accuse(url: string, why: string): void {
    const message = `${url}: proven wrong by a block: ${why}`;
    pool.distrust(url, { code: 'RPC_DISTRUSTED', message, context: { endpoint: url, chain: pool.chain } });
  }

  function judgeIncluded(opinions: readonly TxOpinion[], fate: Included): void {
    const { sequence, hash } = fate;
    for (const opinion of opinions) {
      const { url } = opinion;
      if (opinion.says === 'sequence' && opinion.sequence > sequence)
        accuse(url, `it gave the sequence ${opinion.sequence} before ${sequence} was used`);
      else if (opinion.says === 'fails') pool.doubt(url, `it says that ${hash} fails, which did not: ${opinion.log}`);
      else if (opinion.says === 'refused') pool.doubt(url, `it refuses ${hash}, which is in a block: ${opinion.log}`);
      else if (opinion.says === 'kept') pool.doubt(url, `it takes ${hash} and passes it on to nobody`);
    }
    judgeGas(opinions, fate);
  }

  /** Only where another one was right: what a transaction takes may change before it is included. */
  function judgeGas(opinions: readonly TxOpinion[], { hash, gasUsed }: Included): void {
    const said = opinions.filter((opinion) => opinion.says === 'gas');
    if (!said.some(({ gas }) => isAlike(gas, gasUsed))) return;
    for (const { url, gas } of said) {
      if (!isAlike(gas, gasUsed)) pool.doubt(url, `it says that ${hash} takes ${gas} gas, which took ${gasUsed}`);
    }
  }

  /** Paid for in vain. Out of gas: who said that less would do, while another one wanted more? */
  function judgeFailed(opinions: readonly TxOpinion[], { hash, gasUsed, gasWanted }: Included): void {
    const isOutOfGas = gasUsed >= gasWanted;
    const saidMore = opinions.some((opinion) => opinion.says === 'gas' && opinion.gas > gasWanted);
    const saidSo = opinions.some(({ says }) => says === 'fails');
    for (const opinion of opinions) {
      if (opinion.says !== 'gas') continue;
      const isWrong = isOutOfGas ? saidMore && opinion.gas < gasWanted : saidSo;
      if (isWrong) pool.doubt(opinion.url, `it says that ${hash} succeeds with ${opinion.gas} gas, which failed`);
    }
  }

  /** In no block, though it was taken: believed when another one refused it. */
  function judgeExpired(opinions: readonly TxOpinion[], hash: string): void {
    if (!opinions.some(({ says }) => says === 'refused-again')) return;
    for (const { url, says } of opinions) {
      if (says === 'took') pool.doubt(url, `it takes ${hash}, which others refuse and no block holds`);
    }
  }

  return {
    note(hash, opinions) {
      const all = [...(known.get(hash) ?? []), ...opinions];
      known.delete(hash);
      known.set(hash, all);
      const [oldest] = known.keys();
      if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
    },
    takenBy: (hash) => known.get(hash)?.findLast(({ says }) => says === 'took' || says === 'perhaps-took')?.url,
    settle(fate) {
      const opinions = known.get(fate.hash) ?? [];
      known.delete(fate.hash);
      if (fate.status === 'expired') judgeExpired(opinions, fate.hash);
      else if (fate.status === 'failed') judgeFailed(opinions, fate);
      else judgeIncluded(opinions, fate);
    },
  };
}

type Included = Exclude<TxFate, { status: 'expired' }>;

export function opinionOf({ url, result }: SimulationOpinion): readonly TxOpinion[] {
  if (result.status === 'ok') return [{ url, says: 'gas', gas: result.gasUsed }];
  // Which sequence is right depends on what the node has heard of.
  return result.reason === 'failed' ? [{ url, says: 'fails', log: result.log }] : [];
}
