/** The steps of a check: all run, all are reported. @module */
import { expect, test } from 'vitest';
import { runSteps } from '../../../support/check/run-steps.ts';

function record() {
  const written: string[] = [];
  return { written, output: { write: (text: string) => written.push(text) } };
}

test('runs every step, also after one that failed or threw, and counts those', async () => {
  const { written, output } = record();
  const failed = await runSteps(
    [
      { name: 'good', run: async () => [] },
      { name: 'bad', run: async () => ['first fault', 'second fault'] },
      { name: 'broken', run: () => Promise.reject(new Error('no such tool')) },
      { name: 'last', run: async () => [] },
    ],
    output,
  );
  expect(failed).toBe(2);
  const text = written.join('').replace(/\d+\.\d/g, 'N');
  expect(text.split('\n')).toEqual([
    '✓ good      N s',
    '✗ bad       N s',
    '    first fault',
    '    second fault',
    '✗ broken    N s',
    '    no such tool',
    '✓ last      N s',
    '',
  ]);
});
