/** What a node's answer to a broadcast means. Codes: cosmos-sdk `types/errors/errors.go`; texts: CometBFT `mempool/errors.go`. @module */
import type { BroadcastResult, RejectReason } from '../../ports/chain-writer.ts';

export interface CheckTxAnswer {
  readonly code: number;
  readonly codespace: string;
  readonly log: string;
}

const IN_MEMPOOL_CACHE = 19;

/** Codes of the codespace `sdk`. */
const SDK_REASONS: Readonly<Record<number, RejectReason>> = {
  5: 'insufficient-funds',
  11: 'out-of-gas',
  // Too little fee: the configured gas price is below the node's.
  13: 'insufficient-funds',
  20: 'mempool-full',
  21: 'too-large',
  32: 'sequence-mismatch',
};

/** ibc-go's word for a transaction of which nothing would be left to do. Source: `04-channel/types/errors.go`. */
const REDUNDANT = { codespace: 'channel', code: 22 };

/** The application's verdict on a transaction that reached it. */
export function classifyCheckTx({ code, codespace, log }: CheckTxAnswer): BroadcastResult {
  if (code === 0) return { status: 'accepted' };
  const isSdk = codespace === 'sdk';
  if (isSdk && code === IN_MEMPOOL_CACHE) return { status: 'unknown', log };
  if (codespace === REDUNDANT.codespace && code === REDUNDANT.code) {
    return { status: 'rejected', reason: 'redundant', log };
  }
  return { status: 'rejected', reason: (isSdk ? SDK_REASONS[code] : undefined) ?? 'failed', log };
}

/** The node's own refusal, before the application saw the transaction. */
export function classifyMempoolError(text: string): BroadcastResult {
  const reason = MEMPOOL_TEXTS.find(([pattern]) => pattern.test(text))?.[1];
  return reason === undefined ? { status: 'unknown', log: text } : { status: 'rejected', reason, log: text };
}

const MEMPOOL_TEXTS: readonly (readonly [RegExp, RejectReason])[] = [
  [/mempool is full/i, 'mempool-full'],
  [/tx too large|request body too large|entity too large/i, 'too-large'],
];
