/** What the verification benchmarks found, as tables. @module */
import { showTable } from '../show-table.ts';
import type { PartFigures } from './bench-parts.ts';
import type { Backend, VerificationFigures } from './bench-verification.ts';

const INTRO = `Light-client verification, and how many times longer it takes than its signature checks alone (median, quartiles): the
same keys, messages and signatures checked in turns with it, by \`node:crypto\` (native) or @noble/curves (portable).`;

const PARTS_INTRO = 'What else a packet costs:';

/** Both backends in one row. */
export function showVerification(figures: readonly VerificationFigures[]): string {
  const headings = ['task', 'validators', 'checks', 'native ms', 'times bare', 'portable ms', 'times bare'];
  const tasks = Map.groupBy(figures, ({ task, validators }) => `${task} ${validators}`);
  const rows = [...tasks.values()].flatMap((row) => {
    const [first] = row;
    if (first === undefined) return [];
    const { task, validators, signatures } = first;
    return [[task, `${validators}`, `${signatures}`, ...showBackend(row, 'native'), ...showBackend(row, 'portable')]];
  });
  return `${INTRO}\n\n${showTable(headings, rows)}`;
}

function showBackend(row: readonly VerificationFigures[], wanted: Backend): readonly string[] {
  const found = row.find(({ backend }) => backend === wanted);
  if (found === undefined) return ['', ''];
  const range = found.quartiles.map((quartile) => quartile.toFixed(2)).join('–');
  return [found.workMs.toFixed(2), `${found.ratio.toFixed(2)} (${range})`];
}

export function showParts(figures: readonly PartFigures[]): string {
  const rows = figures.map(({ part, microseconds, bytes }) => [part, microseconds.toFixed(0), `${bytes}`]);
  return `${PARTS_INTRO}\n\n${showTable(['part', 'µs', 'bytes'], rows)}`;
}
