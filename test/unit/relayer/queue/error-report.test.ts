/** Errors that come again and again. @module */
import { expect, test } from 'vitest';
import { createErrorReport } from '../../../../relayer/queue/error-report.ts';

function createReport() {
  const lines: object[] = [];
  const time = { nowMs: 0 };
  const ignore = (): void => undefined;
  const logger = { debug: ignore, info: ignore, error: ignore, warn: (fields: object) => void lines.push(fields) };
  return { lines, time, report: createErrorReport(logger, { now: () => time.nowMs }) };
}

test('logs an error once in half a minute, whoever reports it, and how often it came', () => {
  const { lines, time, report } = createReport();
  const refused = new Error('connect ECONNREFUSED');
  for (const queue of ['prove', 'submit', 'watch']) report(refused, { queue });
  expect(lines).toEqual([{ queue: 'prove', err: refused }]);
  time.nowMs = 29_999;
  report(refused);
  expect(lines).toHaveLength(1);
  time.nowMs = 30_000;
  report(refused, { queue: 'submit' });
  expect(lines[1]).toEqual({ queue: 'submit', suppressed: 3, err: refused });
});

test('logs different errors side by side', () => {
  const { lines, report } = createReport();
  report(new Error('a'));
  report('b');
  report(new Error('a'));
  expect(lines).toEqual([{ err: new Error('a') }, { err: 'b' }]);
});

test('forgets old errors when there are very many', () => {
  const { lines, report } = createReport();
  for (let n = 0; n <= 100; n++) report(new Error(`job ${n}`));
  report(new Error('job 100'));
  expect(lines).toHaveLength(101);
  report(new Error('job 0'));
  expect(lines).toHaveLength(102);
});
