/** What the benchmarks of Ethereum's light client found, as tables. @module */
import { showTable } from '../show-table.ts';
import type { PartFigures } from '../verify/bench-parts.ts';
import type { EthereumBackend, EthereumFigures } from './bench-ethereum.ts';

const INTRO = `Ethereum's light client on updates of mainnet, and how many times longer it takes than its signatures alone (median,
quartiles): one fast aggregate verification of known keys, for a new committee 512 decompressions and one verification,
by blst (native) or @noble/curves (portable).`;

const PARTS_INTRO = 'What else an update or a proof costs:';

const BARE: Partial<Record<EthereumFigures['task'], string>> = {
  'new committee': '512 checked keys, 1 signature',
  'new committee, unchecked': '512 unchecked keys, 1 signature',
};

/** Both backends in one row. */
export function showEthereum(figures: readonly EthereumFigures[]): string {
  const headings = ['task', 'beside', 'native ms', 'times bare', 'portable ms', 'times bare'];
  const rows = [...Map.groupBy(figures, ({ task }) => task)].map(([task, row]) => [
    task,
    BARE[task] ?? '1 signature of known keys',
    ...showBackend(row, 'native'),
    ...showBackend(row, 'portable'),
  ]);
  return `${INTRO}\n\n${showTable(headings, rows)}`;
}

function showBackend(row: readonly EthereumFigures[], wanted: EthereumBackend): readonly string[] {
  const found = row.find(({ backend }) => backend === wanted);
  if (found === undefined) return ['', ''];
  const range = found.quartiles.map((quartile) => quartile.toFixed(2)).join('–');
  return [found.workMs.toFixed(2), `${found.ratio.toFixed(2)} (${range})`];
}

export function showEthereumParts(figures: readonly PartFigures[]): string {
  const rows = figures.map(({ part, microseconds, bytes }) => [part, microseconds.toFixed(0), `${bytes}`]);
  return `${PARTS_INTRO}\n\n${showTable(['part', 'µs', 'bytes'], rows)}`;
}
