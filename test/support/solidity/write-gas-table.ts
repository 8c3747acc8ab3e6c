/** `npm run contracts:gas:ethereum`: measures the Ethereum contracts on anvil, and writes figures and table anew. @module */
import { join } from 'node:path';
import { judgeBounds, writeFigures } from './gas-table/judge.ts';
import { measureReceipts } from './gas-table/measure.ts';
import { GAS_ROWS } from './gas-table/rows.ts';

const ROOT = join(import.meta.dirname, '../../..');

const figures = await measureReceipts(ROOT);
await writeFigures(ROOT, figures);
for (const fault of judgeBounds(GAS_ROWS, figures)) process.stdout.write(`${fault}\n`);
