/** Transactions and the wallets that pay for them. @module */
import type { Registry } from 'prom-client';
import type { Metrics } from '../../ports/metrics.ts';
import { createInstruments, LANE_LABELS, LATENCY_MS, laneLabels } from './instruments.ts';

type TxMetrics = Pick<Metrics, 'txSubmitted' | 'broadcastError' | 'simulateError' | 'walletBalance'>;

export function createTxMetrics(registry: Registry): TxMetrics {
  const { counter, gauge, histogram } = createInstruments(registry);
  const messages = counter('messages_submitted_total', 'Messages in transactions that a node took', ['chain']);
  const latency = histogram({
    name: 'tx_latency_submitted',
    help: 'Milliseconds from first sight of the packets to the submitted transaction',
    labels: LANE_LABELS,
    buckets: LATENCY_MS,
  });
  const broadcast = counter('broadcast_errors_total', 'Refused transactions', ['chain', 'reason']);
  const simulate = counter('simulate_errors_total', 'Failed simulations', ['chain']);
  const wallet = gauge('wallet_balance', 'Balance of a signer in base units', ['chain', 'account', 'denom']);
  return {
    txSubmitted: (chain, count, packets) => {
      messages.inc({ chain }, count);
      if (packets === undefined) return;
      latency.observe(laneLabels(packets.own, packets.counterparty), packets.latencyMs);
    },
    broadcastError: (chain, reason) => broadcast.inc({ chain, reason }),
    simulateError: (chain) => simulate.inc({ chain }),
    walletBalance: (chain, account, denom, amount) => wallet.set({ chain, account, denom }, Number(amount)),
  };
}
