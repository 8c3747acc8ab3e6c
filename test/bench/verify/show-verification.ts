/** What the verification benchmarks found, as tables. @module */
import { showTable } from '../show-table.ts';
import type { PartFigures } from './bench-parts.ts';
import type { VerificationFigures } from './bench-verification.ts';

export function showVerification(figures: readonly VerificationFigures[]): string {
  const headings = ['task', 'backend', 'validators', 'signatures', 'ms', 'bare ms', 'ratio', 'quartiles'];
  const rows = figures.map(({ task, backend, validators, signatures, workMs, bareMs, ratio, quartiles }) => [
    task,
    backend,
    `${validators}`,
    `${signatures}`,
    workMs.toFixed(2),
    bareMs.toFixed(2),
    ratio.toFixed(2),
    quartiles.map((quartile) => quartile.toFixed(2)).join('–'),
  ]);
  return showTable(headings, rows);
}

export function showParts(figures: readonly PartFigures[]): string {
  const rows = figures.map(({ part, microseconds, bytes }) => [part, microseconds.toFixed(0), `${bytes}`]);
  return showTable(['part', 'µs', 'bytes'], rows);
}
