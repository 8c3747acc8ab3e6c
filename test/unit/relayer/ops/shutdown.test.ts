/** Stopping: once gracefully, at once when asked again, and never longer than the grace. @module */
import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Signals, waitForShutdown } from '../../../../relayer/ops/shutdown.ts';

const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
let emitter: EventEmitter;
let exits: number[];
let signals: Signals;
beforeEach(() => {
  vi.useFakeTimers();
  emitter = new EventEmitter();
  exits = [];
  signals = {
    on: (name, handler) => emitter.on(name, handler),
    off: (name, handler) => emitter.off(name, handler),
    exit: (code) => void exits.push(code),
  };
});
afterEach(() => vi.useRealTimers());

test.each(['SIGINT', 'SIGTERM'] as const)('stops on %s, within the grace, and lets go of the signals', async (name) => {
  const stop = vi.fn(async () => {});
  const done = waitForShutdown({ stop, logger, signals });
  emitter.emit(name);
  await done;
  await vi.runAllTimersAsync();
  expect(stop).toHaveBeenCalledExactlyOnceWith(8_500);
  expect(exits).toEqual([]);
  expect(emitter.eventNames()).toEqual([]);
});

test('leaves at once on the second signal', () => {
  void waitForShutdown({ stop: () => new Promise(() => {}), logger, signals });
  emitter.emit('SIGTERM');
  expect(exits).toEqual([]);
  emitter.emit('SIGINT');
  expect(exits).toEqual([130]);
});

test('leaves when stopping takes too long', async () => {
  void waitForShutdown({ stop: () => new Promise(() => {}), logger, signals, graceMs: 10_000 });
  emitter.emit('SIGTERM');
  await vi.advanceTimersByTimeAsync(9_999);
  expect(exits).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(exits).toEqual([143]);
});

test('passes on why it could not stop', async () => {
  const done = waitForShutdown({ stop: () => Promise.reject(new Error('stuck')), logger, signals });
  emitter.emit('SIGTERM');
  await expect(done).rejects.toThrow('stuck');
});
