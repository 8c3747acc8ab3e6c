/** What the relaying benchmarks found, as tables. @module */
import { showSpread, showTable } from '../show-table.ts';
import type { RestartFigures } from './run-restart.ts';
import type { Figures } from './run-traffic.ts';

type Measure<T> = readonly [name: string, of: (figures: T) => number, digits: number];

const TRAFFIC: readonly Measure<Figures>[] = [
  ['seconds until the last acknowledgement', ({ wallSeconds }) => wallSeconds, 1],
  ['blocks of the source until then', ({ sourceBlocks }) => sourceBlocks, 0],
  ['packets a second', ({ packetsPerSecond }) => packetsPerSecond, 0],
  ['send to receive, median s', ({ received }) => received.p50, 1],
  ['send to receive, 95th percentile s', ({ received }) => received.p95, 1],
  ['send to acknowledgement, median s', ({ acknowledged }) => acknowledged.p50, 1],
  ['send to acknowledgement, 95th percentile s', ({ acknowledged }) => acknowledged.p95, 1],
  ['RPC calls a packet', ({ callsPerPacket }) => callsPerPacket, 2],
  ['HTTP requests a packet', ({ requestsPerPacket }) => requestsPerPacket, 2],
  ['transactions on the destination', ({ transactions }) => transactions.destination, 0],
  ['transactions on the source', ({ transactions }) => transactions.source, 0],
  ['of these failed', ({ transactions }) => transactions.failed, 0],
  ['CPU seconds', ({ cpuSeconds }) => cpuSeconds, 1],
  ['peak memory MiB', ({ peakMiB }) => peakMiB, 0],
  ['block time of the source s', ({ blockSeconds }) => blockSeconds.source, 2],
  ['block time of the destination s', ({ blockSeconds }) => blockSeconds.destination, 2],
];

const RESTART: readonly Measure<RestartFigures>[] = [
  ['without an acknowledgement when killed', ({ openAtKill }) => openAtKill, 0],
  ['of these received', ({ receivedAtKill }) => receivedAtKill, 0],
  ['seconds from the new start to its first transaction', ({ workingAgainSeconds }) => workingAgainSeconds, 1],
  ['seconds from the new start to the last acknowledgement', ({ finishedSeconds }) => finishedSeconds, 1],
  ['messages paid for without effect', ({ noops }) => noops, 0],
];

const TRAFFIC_INTRO = `Transfers from one real chain to another (ibc-go, one validator each, blocks of about a second), carried by
\`causeway start\` with its defaults: a process of its own, SQLite, no Redis. A backlog waits on the chain before the
process starts, and time runs from that start; live transfers are sent while it runs, a hundred to a transaction, and time
runs from the first send. Each packet was received once and acknowledged once, or this program would have failed. RPC calls
are counted by a proxy before each chain, until the relayer has proven how every packet ended.`;

const RESTART_INTRO = `The same, but with \`kill -9\` in the first block that shows received packets, and a new start at once.`;

export function showTraffic(traffic: readonly Figures[]): string {
  const runs = Map.groupBy(traffic, ({ mode, transfers }) => `${mode} ${transfers.toLocaleString('en')}`);
  return `${TRAFFIC_INTRO}\n\n${showMeasures(TRAFFIC, runs)}`;
}

export function showRestarts(restarts: readonly RestartFigures[]): string {
  const runs = Map.groupBy(restarts, ({ transfers }) => `${transfers.toLocaleString('en')} transfers`);
  return `${RESTART_INTRO}\n\n${showMeasures(RESTART, runs)}`;
}

/** One column a kind of run; repeated runs share it. */
function showMeasures<T>(measures: readonly Measure<T>[], runs: ReadonlyMap<string, readonly T[]>): string {
  const rows = measures.map(([name, of, digits]) => [
    name,
    ...[...runs.values()].map((figures) => showSpread(figures.map(of), digits)),
  ]);
  return showTable(['', ...runs.keys()], rows);
}
