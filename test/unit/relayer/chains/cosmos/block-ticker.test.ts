/** Wake-ups at new blocks: by subscription, by polling while it is silent, and back. @module */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBlockTicker } from '../../../../../relayer/chains/cosmos/block-ticker.ts';
import type { RpcEndpoint } from '../../../../../relayer/chains/cosmos/rpc-endpoint.ts';
import type { RpcPool } from '../../../../../relayer/chains/cosmos/rpc-pool.ts';
import { RelayerError } from '../../../../../relayer/ports/fault.ts';

const GENESIS_MS = Date.parse('2026-01-01T00:00:00Z');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: GENESIS_MS });
});
afterEach(() => {
  vi.useRealTimers();
});

const isoOf = (height: bigint) => new Date(GENESIS_MS + Number(height) * 1_000).toISOString();

/** A chain with a block a second, seen through one endpoint whose subscription a test controls. */
function startChain(subscribe: boolean) {
  const state = { height: 0n, polls: 0, subscriptions: 0, isDown: false };
  let announce: ((result: unknown) => void) | undefined;
  let drop: ((error: unknown) => void) | undefined;
  const endpoint: RpcEndpoint = {
    url: 'http://node',
    call: async (method) => {
      state.polls += 1;
      if (state.isDown) throw new RelayerError({ code: 'RPC_UNREACHABLE', message: `${method}: down` });
      return { sync_info: { latest_block_height: `${state.height}`, latest_block_time: isoOf(state.height) } };
    },
    listen: (_, onEvent, signal) =>
      new Promise((_resolve, reject) => {
        state.subscriptions += 1;
        announce = onEvent;
        drop = reject;
        onEvent({});
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  };
  const pool = {
    run: (work: (endpoint: RpcEndpoint, signal: AbortSignal) => unknown, options?: { signal?: AbortSignal }) =>
      work(endpoint, options?.signal ?? new AbortController().signal),
  } as unknown as RpcPool;
  const reports = { announced: 0, reconnecting: 0 };
  const report = (event: keyof typeof reports): void => {
    reports[event] += 1;
  };
  const ticker = createBlockTicker({ pool, subscribe, report });
  const seen: bigint[] = [];
  return {
    state,
    ticker,
    seen,
    reports,
    start: () => ticker.onBlock(({ height }) => void seen.push(height)),
    /** A second passes; the block at its end is announced or not. */
    async tick(isAnnounced: boolean) {
      await vi.advanceTimersByTimeAsync(1_000);
      state.height += 1n;
      if (!isAnnounced) return;
      announce?.({ data: { value: { header: { height: `${state.height}`, time: isoOf(state.height) } } } });
    },
    drop: (error: unknown) => drop?.(error),
  };
}

test('wakes at each announced block and asks nothing then', async () => {
  const chain = startChain(true);
  const stop = chain.start();
  for (let i = 0; i < 3; i++) await chain.tick(true);
  const before = chain.state.polls;
  for (let i = 0; i < 5; i++) await chain.tick(true);
  expect(chain.seen.slice(-5)).toEqual([4n, 5n, 6n, 7n, 8n]);
  expect(await chain.ticker.head()).toEqual({ height: 8n, timeNs: BigInt(GENESIS_MS + 8_000) * 1_000_000n });
  expect(chain.state.polls).toBe(before);
  stop();
});

test('polls four times a block when there is no subscription', async () => {
  const chain = startChain(false);
  const stop = chain.start();
  for (let i = 0; i < 10; i++) await chain.tick(false);
  expect(chain.state.polls).toBeGreaterThanOrEqual(38);
  expect(chain.state.polls).toBeLessThanOrEqual(42);
  expect(chain.seen.at(-1)).toBeGreaterThanOrEqual(9n);
  expect(chain.state.subscriptions).toBe(0);
  stop();
});

test('polls when an announced block is overdue, and stops when the subscription speaks again', async () => {
  const chain = startChain(true);
  const stop = chain.start();
  for (let i = 0; i < 3; i++) await chain.tick(true);
  for (let i = 0; i < 5; i++) await chain.tick(false);
  expect(chain.seen.at(-1)).toBeGreaterThanOrEqual(7n);
  await chain.tick(true);
  const before = chain.state.polls;
  for (let i = 0; i < 3; i++) await chain.tick(true);
  expect(chain.state.polls).toBe(before);
  stop();
});

test('gives a silent subscription up and subscribes again', async () => {
  const chain = startChain(true);
  const stop = chain.start();
  await chain.tick(true);
  for (let i = 0; i < 20; i++) await chain.tick(false);
  expect(chain.state.subscriptions).toBe(2);
  chain.drop(new RelayerError({ code: 'RPC_UNREACHABLE', message: 'closed' }));
  for (let i = 0; i < 5; i++) await chain.tick(false);
  expect(chain.state.subscriptions).toBe(3);
  expect(chain.reports).toEqual({ announced: 1, reconnecting: 2 });
  stop();
});

test('asks less often while nobody answers, and goes on when somebody does', async () => {
  const chain = startChain(false);
  const stop = chain.start();
  chain.state.isDown = true;
  for (let i = 0; i < 10; i++) await chain.tick(false);
  expect(chain.state.polls).toBeLessThanOrEqual(6);
  await expect(chain.ticker.head()).rejects.toThrow('down');
  chain.state.isDown = false;
  for (let i = 0; i < 4; i++) await chain.tick(false);
  expect(chain.seen.at(-1)).toBeGreaterThanOrEqual(12n);
  stop();
});

test('stops with its last listener', async () => {
  const chain = startChain(true);
  const [stop, other] = [chain.start(), chain.ticker.onBlock(() => undefined)];
  await chain.tick(true);
  stop();
  await chain.tick(true);
  other();
  const { polls, subscriptions } = chain.state;
  for (let i = 0; i < 30; i++) await chain.tick(false);
  expect(chain.seen.at(-1)).toBe(1n);
  expect(chain.state).toMatchObject({ polls, subscriptions });
});
