/** The shared cases of the wasm client, judged by this implementation. @module */
import { readFileSync } from 'node:fs';
import { createPortableBls } from '@causeway/lightclient/ethereum';
import { describe, expect, test } from 'vitest';
import { formatCase } from '../../../../support/wasm-client-cases/case.ts';
import { buildWasmClientCases } from '../../../../support/wasm-client-cases/index.ts';
import { answerLine } from '../../../../support/wasm-client-cases/judge-case.ts';

const cases = buildWasmClientCases();
const bls = createPortableBls();

describe('shared cases', () => {
  test('the file is what the builder makes', () => {
    const file = readFileSync('test/vectors/causeway-wasm-client/cases.jsonl', 'utf8');
    expect(file).toBe(cases.map((entry) => `${formatCase(entry)}\n`).join(''));
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  test.each(cases.map((entry) => [entry.name, entry] as const))('%s', (_, entry) => {
    const { after, ...answer } = answerLine(formatCase(entry), bls);
    expect(answer).toEqual(entry.code === undefined ? { status: 'valid' } : { status: 'invalid', code: entry.code });
  });
});
