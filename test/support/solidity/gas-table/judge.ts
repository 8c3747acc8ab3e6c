/** The Ethereum figures of the repository, held against what was measured, against their bounds, and against `docs/gas.md`. @module */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compareGas } from '../gas.ts';
import type { GasFigures } from './measure.ts';
import { GAS_ROWS, type GasRow, type GasRowId, HOW } from './rows.ts';

const WRITTEN = 'test/contracts/gas-on-anvil.json';
const DOCUMENT = 'docs/gas.md';
const BEGIN = '<!-- ethereum table -->';
const END = '<!-- end of the ethereum table -->';
const HOW_TO_WRITE = 'if that is meant: `npm run contracts:gas:ethereum`';

/** One line for each figure that is above its bound, has changed by more than 2 %, or is not in the document. */
export async function judgeFigures(root: string, measured: GasFigures): Promise<readonly string[]> {
  const written = await readWritten(root);
  const document = await readFile(join(root, DOCUMENT), 'utf8');
  const isTrue = document === withTable(document, written);
  const changed = [
    ...compareGas(toMap(written), toMap(measured)),
    ...(isTrue ? [] : [`${DOCUMENT}: want the table of ${WRITTEN}, got another`]),
  ];
  return [...judgeBounds(GAS_ROWS, measured), ...changed, ...(changed.length === 0 ? [] : [HOW_TO_WRITE])];
}

/** Each must is met, or its row says why not; and no longer than that. */
export function judgeBounds(
  rows: Readonly<Record<string, GasRow>>,
  figures: Readonly<Record<string, number>>,
): readonly string[] {
  return Object.entries(rows).flatMap(([id, { must, missed }]) => {
    const gas = figures[id] ?? Number.POSITIVE_INFINITY;
    if (must === undefined || gas <= must === (missed === undefined)) return [];
    return gas <= must
      ? [`${id}: ${gas} is within ${must}, so its row must not say that it is missed`]
      : [`${id}: want at most ${must}, got ${gas}`];
  });
}

/** Takes the figures as those to hold on to, in both places. */
export async function writeFigures(root: string, figures: GasFigures): Promise<void> {
  await writeFile(join(root, WRITTEN), `${JSON.stringify(figures, undefined, 2)}\n`);
  const file = join(root, DOCUMENT);
  await writeFile(file, withTable(await readFile(file, 'utf8'), figures));
}

async function readWritten(root: string): Promise<GasFigures> {
  return JSON.parse(await readFile(join(root, WRITTEN), 'utf8'));
}

function withTable(document: string, figures: GasFigures): string {
  const [before, , after] = document.split(new RegExp(`(?<=${BEGIN}\n)([^]*)(?=${END})`));
  if (before === undefined || after === undefined) throw new Error(`${DOCUMENT}: want a table between its markers`);
  return `${before}${renderTable(figures)}${after}`;
}

/** The table, and the words on what is not met. */
function renderTable(figures: GasFigures): string {
  const rows = Object.entries<GasRow>(GAS_ROWS).map(([id, row]) => {
    const cells = [row.what, show(figures[id as GasRowId]), showMust(row), show(row.aim), row.how];
    return `| ${cells.join(' | ')} |\n`;
  });
  const words = Object.entries(HOW).map(([how, meaning]) => `- **${how}**: ${meaning}.\n`);
  return `
| what | gas | must | aim | how |
|---|---|---|---|---|
${rows.join('')}
${words.join('')}
`;
}

function showMust({ must, missed }: GasRow): string {
  return missed === undefined ? show(must) : `${show(must)}; **missed**: ${missed}`;
}

function show(gas: number | undefined): string {
  return gas === undefined ? '' : gas.toLocaleString('en');
}

function toMap(figures: GasFigures): ReadonlyMap<string, number> {
  return new Map(Object.entries(figures));
}
