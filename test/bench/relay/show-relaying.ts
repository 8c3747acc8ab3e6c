/** What the relaying benchmarks found, as tables. @module */
import { showSpread, showTable } from '../show-table.ts';
import type { RelayFigures } from './bench-relaying.ts';
import type { RestartFigures } from './run-restart.ts';
import type { Figures } from './run-traffic.ts';

const TRAFFIC: readonly (readonly [heading: string, of: (figures: Figures) => number, digits: number])[] = [
  ['wall s', ({ wallSeconds }) => wallSeconds, 1],
  ['source blocks', ({ sourceBlocks }) => sourceBlocks, 0],
  ['packets/s', ({ packetsPerSecond }) => packetsPerSecond, 0],
  ['receive p50 s', ({ received }) => received.p50, 1],
  ['p95', ({ received }) => received.p95, 1],
  ['acknowledge p50 s', ({ acknowledged }) => acknowledged.p50, 1],
  ['p95', ({ acknowledged }) => acknowledged.p95, 1],
  ['RPC calls/packet', ({ callsPerPacket }) => callsPerPacket, 2],
  ['HTTP requests/packet', ({ requestsPerPacket }) => requestsPerPacket, 2],
  ['txs destination', ({ transactions }) => transactions.destination, 0],
  ['source', ({ transactions }) => transactions.source, 0],
  ['CPU s', ({ cpuSeconds }) => cpuSeconds, 1],
  ['peak MiB', ({ peakMiB }) => peakMiB, 0],
  ['block s', ({ blockSeconds }) => blockSeconds.source, 2],
];

const RESTART: readonly (readonly [heading: string, of: (figures: RestartFigures) => number, digits: number])[] = [
  ['open at the kill', ({ openAtKill }) => openAtKill, 0],
  ['working again s', ({ workingAgainSeconds }) => workingAgainSeconds, 1],
  ['all acknowledged s', ({ finishedSeconds }) => finishedSeconds, 1],
  ['messages without effect', ({ noops }) => noops, 0],
];

/** Repeated runs share a row. */
export function showRelaying({ traffic, restarts }: RelayFigures): string {
  const runs = Map.groupBy(traffic, ({ mode, transfers }) => `${mode} ${transfers.toLocaleString('en')}`);
  const killed = Map.groupBy(restarts, ({ transfers }) => `kill -9 in ${transfers.toLocaleString('en')}`);
  return `${showColumns('run', TRAFFIC, runs)}\n\n${showColumns('run', RESTART, killed)}`;
}

function showColumns<T>(
  first: string,
  columns: readonly (readonly [heading: string, of: (figures: T) => number, digits: number])[],
  groups: ReadonlyMap<string, readonly T[]>,
): string {
  const headings = [first, ...columns.map(([heading]) => heading)];
  const rows = [...groups].map(([name, figures]) => [
    name,
    ...columns.map(([, of, digits]) => showSpread(figures.map(of), digits)),
  ]);
  return showTable(headings, rows);
}
