/** Light clients on the chains: updates, and how long they last without one. @module */
import type { Registry } from 'prom-client';
import type { Metrics } from '../../ports/metrics.ts';
import { CLIENT_LABELS, createInstruments } from './instruments.ts';

type ClientMetrics = Pick<Metrics, 'clientUpdated' | 'clientUpdateSkipped' | 'clientState' | 'misbehaviour'>;

/** The counters of a client as they are before anything has happened. */
interface ZeroCounters {
  startClientAtZero(sourceChain: string, chain: string, clientId: string): void;
}

export function createClientMetrics(registry: Registry): ClientMetrics & ZeroCounters {
  const { counter, gauge } = createInstruments(registry);
  const updated = counter('client_updates_submitted_total', 'Client updates that we submitted', CLIENT_LABELS);
  const skipped = counter('client_updates_skipped_total', 'Client updates that were not needed', CLIENT_LABELS);
  const misbehaviours = counter(
    'client_misbehaviours_submitted_total',
    'Misbehaviours that we submitted',
    CLIENT_LABELS,
  );
  const labels = ['chain', 'client'] as const;
  const expiryHelp = 'Seconds until the client expires when nobody updates it; not above 0: expired';
  const expiry = gauge('causeway_client_expiration_seconds', expiryHelp, labels);
  const period = gauge('causeway_client_trusting_period_seconds', 'Trusting period of the client', labels);
  return {
    startClientAtZero: (src_chain, dst_chain, client) => {
      for (const counted of [updated, skipped, misbehaviours]) counted.inc({ src_chain, dst_chain, client }, 0);
    },
    clientUpdated: (src_chain, dst_chain, client) => updated.inc({ src_chain, dst_chain, client }),
    clientUpdateSkipped: (src_chain, dst_chain, client) => skipped.inc({ src_chain, dst_chain, client }),
    misbehaviour: (src_chain, dst_chain, client) => misbehaviours.inc({ src_chain, dst_chain, client }),
    clientState: (chain, client, secondsToExpiry, trustingPeriodSeconds) => {
      expiry.set({ chain, client }, secondsToExpiry);
      period.set({ chain, client }, trustingPeriodSeconds);
    },
  };
}
