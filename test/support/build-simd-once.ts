/** A program for tests: builds the chain's program and prints where it is. @module */
import { buildSimd } from '../devnet/build/build-simd.ts';

process.stdout.write(`${(await buildSimd({ log: () => undefined })).binary}\n`);
