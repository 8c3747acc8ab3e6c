/** The demo's progress, on a terminal and elsewhere. @module */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSteps } from '../../demo/show-steps.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

async function show(output: { readonly isTTY: boolean; readonly columns?: number }): Promise<readonly string[]> {
  const written: string[] = [];
  const steps = createSteps({ ...output, write: (text) => written.push(text) }, () => Date.now());
  await steps.run('A step', async (note) => {
    note(`building: ${'long '.repeat(30)}`);
    await vi.advanceTimersByTimeAsync(250);
    note('ready');
  });
  return written;
}

test('a line that moves never wraps', async () => {
  const written = await show({ isTTY: true, columns: 70 });
  const moving = written.slice(0, -1);
  expect(moving).toHaveLength(2);
  for (const text of moving) expect(text.replace('\r\u001b[K', '').length).toBe(69);
  expect(written.at(-1)).toMatch(/✓ A step +0\.\d s {2}ready\n$/);
});

test('elsewhere a step is one line, after the notes about a build', async () => {
  const written = await show({ isTTY: false });
  expect(written).toEqual([expect.stringMatching(/· A step: building/), expect.stringMatching(/✓ A step .*ready\n$/)]);
});
