/** What is brought up to date when metrics are asked for. @module */
import { afterEach, describe, expect, test } from 'vitest';
import { collectMetrics } from '../../../../relayer/ops/collect-metrics.ts';
import { createMetrics } from '../../../../relayer/ops/create-metrics.ts';
import type { LiveReport } from '../../../../relayer/ports/control.ts';
import { RelayerError } from '../../../../relayer/ports/fault.ts';
import type { Store } from '../../../../relayer/ports/store.ts';
import { SEEN_AT_MS, type SeededPacket, seedStore } from '../../../support/seed-store.ts';

const NOW = SEEN_AT_MS + 60_000;
const PARKED = { reason: 'recv-rejected', resumeTo: 'final', detail: 'refused' } as const;
const ENDPOINT = { url: 'http://h:1', state: 'ready', height: 9n, latencyMs: 12.5, calls: 3 };
const LIVE: LiveReport = {
  startedAtMs: SEEN_AT_MS,
  chains: [
    {
      name: 'alpha',
      state: 'halted',
      height: 90n,
      timeNs: BigInt(NOW - 1_000) * 1_000_000n,
      movedAtMs: NOW,
      endpoints: [ENDPOINT],
      wallet: { address: 'cosmos1x', denom: 'stake', balance: 7n },
    },
  ],
  clients: [
    {
      chain: 'alpha',
      clientId: '07-tendermint-0',
      status: 'active',
      latestHeight: '1-20',
      trustingPeriodNs: 7_200_000_000_000n,
      expiresAtNs: BigInt(NOW + 59_500) * 1_000_000n,
    },
  ],
  queue: { driver: 'local', reachable: true, counts: { triage: { waiting: 1, delayed: 4, active: 2, failed: 0 } } },
};

let store: Store;
afterEach(() => store.close());

interface Wish {
  readonly packets?: readonly SeededPacket[];
  readonly reports?: readonly (LiveReport | undefined)[];
  readonly spoil?: (seeded: Store) => Promise<void>;
}

/** The lines of the metrics after collecting once for each report, and what was logged. */
async function collect({ packets = [], reports = [undefined], spoil }: Wish): Promise<readonly string[]> {
  store = await seedStore(packets);
  await spoil?.(store);
  const { metrics, render } = createMetrics();
  const log = (): void => undefined;
  const logger = { debug: log, info: log, warn: log, error: log };
  for (const live of reports) await collectMetrics({ store, live, metrics, logger, clock: { now: () => NOW } });
  return (await render()).text.split('\n');
}

const A = 'chain="alpha",counterparty="beta",channel="07-tendermint-0",port="transfer"';
const B = 'chain="beta",counterparty="alpha",channel="07-tendermint-1",port="transfer"';

describe('backlog', () => {
  test('counts what is open in each direction, and finds the oldest of all open states', async () => {
    const lines = await collect({
      packets: [
        { sequence: 1n, state: 'done' },
        { sequence: 2n, state: 'parked', patch: { parked: PARKED } },
        { sequence: 3n, state: 'proving' },
        { sequence: 4n },
        { sequence: 5n, state: 'timed-out' },
        { sequence: 6n, from: 'beta' },
      ],
    });
    expect(lines).toContain(`backlog_size{${A}} 3`);
    expect(lines).toContain(`backlog_oldest_sequence{${A}} 2`);
    expect(lines).toContain(`backlog_size{${B}} 1`);
    expect(lines).toContain(`backlog_oldest_sequence{${B}} 6`);
    expect(lines).toContain(`causeway_parked_packets{${A}} 1`);
    expect(lines).toContain(`causeway_parked_packets{${B}} 0`);
    expect(lines).toContain('causeway_path_stopped{path="main"} 0');
  });

  test('reports an empty one as such, with all counters of the lane at 0', async () => {
    const lines = await collect({ packets: [{ sequence: 1n, state: 'done' }] });
    expect(lines).toContain(`backlog_size{${A}} 0`);
    expect(lines).toContain(`backlog_oldest_sequence{${A}} 0`);
    for (const name of ['send_packet', 'acknowledgement', 'timeout', 'cleared_send_packet', 'cleared_acknowledgment']) {
      expect(lines).toContain(`${name}_events_total{${A}} 0`);
    }
    const confirmed = lines.filter((line) => /^\w+_packets_confirmed_total\{src_chain="alpha".* 0$/.test(line));
    expect(confirmed).toHaveLength(3);
    for (const name of ['updates_submitted', 'updates_skipped', 'misbehaviours_submitted']) {
      const labels = 'src_chain="beta",dst_chain="alpha",client="07-tendermint-0"';
      expect(lines).toContain(`client_${name}_total{${labels}} 0`);
    }
  });

  test('leaves out a lane that is not linked yet', async () => {
    const lines = await collect({
      spoil: async (seeded) => {
        const [lane] = await seeded.chains.lanes();
        if (lane === undefined) throw new Error('want a lane, got none');
        const unlinked = { ...lane, path: 'other', lane: '07-tendermint-9', counterparty: { chain: 'beta', lane: '' } };
        await seeded.packets.commit('test', [{ change: 'upsert-lane', lane: unlinked }]);
      },
    });
    expect(lines.filter((line) => line.includes('07-tendermint-9'))).toEqual([]);
    expect(lines).toContain(`backlog_size{${A}} 0`);
  });

  test('keeps the other metrics while the store is gone', async () => {
    const lines = await collect({
      reports: [LIVE],
      spoil: async (seeded) => {
        const fault = { code: 'STORE_UNAVAILABLE', message: 'the disk is gone' } as const;
        seeded.chains.counts = () => Promise.reject(new RelayerError(fault));
      },
    });
    expect(lines).toContain('causeway_chain_height{chain="alpha"} 90');
    expect(lines.filter((line) => line.startsWith('backlog_size{'))).toEqual([]);
  });
});

describe('the live report', () => {
  test('gives heights, wallets, endpoints, jobs and the expiry of clients by their chain’s time', async () => {
    const lines = await collect({ reports: [LIVE] });
    expect(lines).toContain('causeway_chain_height{chain="alpha"} 90');
    expect(lines).toContain('causeway_chain_state{chain="alpha",state="halted"} 1');
    expect(lines).toContain('causeway_chain_state{chain="alpha",state="moving"} 0');
    expect(lines).toContain('wallet_balance{chain="alpha",account="cosmos1x",denom="stake"} 7');
    expect(lines).toContain('causeway_endpoint_state{chain="alpha",endpoint="http://h:1",state="ready"} 1');
    expect(lines).toContain('causeway_endpoint_height{chain="alpha",endpoint="http://h:1"} 9');
    expect(lines).toContain('causeway_endpoint_latency_seconds{chain="alpha",endpoint="http://h:1"} 0.0125');
    expect(lines).toContain('workers{type="triage"} 2');
    expect(lines).toContain('causeway_queue_jobs{type="triage",state="delayed"} 4');
    expect(lines).toContain('causeway_client_expiration_seconds{chain="alpha",client="07-tendermint-0"} 60.5');
    expect(lines).toContain('causeway_client_trusting_period_seconds{chain="alpha",client="07-tendermint-0"} 7200');
  });

  test('shows an endpoint in one state only', async () => {
    const [alpha] = LIVE.chains;
    if (alpha === undefined) throw new Error('unreachable: the report has a chain');
    const aside = { ...LIVE, chains: [{ ...alpha, endpoints: [{ ...ENDPOINT, state: 'aside' }] }] };
    const lines = await collect({ reports: [LIVE, aside] });
    expect(lines).toContain('causeway_endpoint_state{chain="alpha",endpoint="http://h:1",state="aside"} 1');
    expect(lines).toContain('causeway_endpoint_state{chain="alpha",endpoint="http://h:1",state="ready"} 0');
  });

  test('keeps what is known of a client and a wallet that cannot be asked any more', async () => {
    const [alpha] = LIVE.chains;
    const [client] = LIVE.clients;
    if (alpha === undefined || client === undefined) throw new Error('unreachable: the report has both');
    const later: LiveReport = {
      ...LIVE,
      chains: [{ ...alpha, wallet: { address: 'cosmos1x', denom: 'stake' } }],
      clients: [{ ...client, status: 'unknown', expiresAtNs: 0n, trustingPeriodNs: 0n }],
    };
    const lines = await collect({ reports: [LIVE, later, undefined] });
    expect(lines).toContain('wallet_balance{chain="alpha",account="cosmos1x",denom="stake"} 7');
    expect(lines).toContain('causeway_client_expiration_seconds{chain="alpha",client="07-tendermint-0"} 60.5');
  });

  test('goes by the wall clock while the host chain’s time is not known', async () => {
    const chains = LIVE.chains.map((chain) => ({ ...chain, timeNs: 0n }));
    const lines = await collect({ reports: [{ ...LIVE, chains }] });
    expect(lines).toContain('causeway_client_expiration_seconds{chain="alpha",client="07-tendermint-0"} 59.5');
  });
});
