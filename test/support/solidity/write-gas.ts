/** Writes down what the last `npm run contracts -- test` measured. @module */
import { join } from 'node:path';
import { writeGas } from './gas.ts';

await writeGas(join(import.meta.dirname, '../../..'));
