// Writes the cases of this folder, with Node 24: node --conditions=causeway-source test/vectors/causeway-wasm-client/generate.mjs
import { writeFileSync } from 'node:fs';
import { formatCase } from '../../support/wasm-client-cases/case.ts';
import { buildWasmClientCases } from '../../support/wasm-client-cases/index.ts';

const lines = buildWasmClientCases().map((entry) => `${formatCase(entry)}\n`);
writeFileSync(new URL('cases.jsonl', import.meta.url), lines.join(''));
