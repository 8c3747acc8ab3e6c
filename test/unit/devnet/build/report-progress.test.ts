/** A long build shows that it is alive. @module */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createProgress, formatElapsed } from '../../../devnet/build/report-progress.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('writes a line every 20 seconds where there is no terminal', () => {
  const lines: string[] = [];
  const progress = createProgress('building', { log: (line) => lines.push(line) });
  progress.stage('compiling');
  vi.advanceTimersByTime(65_000);
  progress.done('ready');
  vi.advanceTimersByTime(65_000);
  expect(lines).toEqual([
    'building: starting (0s)',
    'building: compiling (20s)',
    'building: compiling (40s)',
    'building: compiling (1m00s)',
    'building: ready (1m05s)',
  ]);
});

test('keeps to one changing line on a terminal', () => {
  let written = '';
  const write = (text: string) => {
    written += text;
  };
  const progress = createProgress('building', { output: { isTTY: true, columns: 24, write } });
  progress.stage('compiling, 12 packages so far');
  vi.advanceTimersByTime(1_000);
  progress.done('ready');
  expect(written.split('\n')).toHaveLength(2);
  expect(written).toContain('\r\x1b[Kbuilding: compiling, 12');
  expect(written.endsWith('\r\x1b[Kbuilding: ready (1s)\n')).toBe(true);
  for (const line of written.split('\r')) expect(line.replace('\x1b[K', '').trimEnd().length).toBeLessThan(24);
});

test.each([
  [0, '0s'],
  [59_999, '59s'],
  [60_000, '1m00s'],
  [185_000, '3m05s'],
])('formats %i ms as %s', (ms, text) => {
  expect(formatElapsed(ms)).toBe(text);
});
