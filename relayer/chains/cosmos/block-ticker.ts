/**
 * Tells when there is a new block: by subscription while the endpoint's WebSocket speaks, by polling `status` about four
 * times a block while it is silent. Only a hint; nothing is lost when a block is never announced.
 * @module
 */
import { parseTime } from '@causeway/lightclient/tendermint';
import type { ChainHead } from '../../ports/events.ts';
import { RelayerError } from '../../ports/fault.ts';
import { readAnswer, readInteger, readObject, readText } from './read-json.ts';
import type { RpcEndpoint } from './rpc-endpoint.ts';
import { rpcError } from './rpc-fault.ts';
import type { RpcPool } from './rpc-pool.ts';
import { sleep } from './sleep.ts';

export interface BlockTicker {
  /** The newest block: announced a moment ago, or asked for now. @throws {RelayerError} RPC_NO_ENDPOINT */
  head(signal?: AbortSignal): Promise<ChainHead>;
  /** Watches as long as somebody listens. Returns the way to stop. */
  onBlock(listener: (head: ChainHead) => void): () => void;
}

export interface TickerOptions {
  readonly pool: RpcPool;
  readonly now?: () => number;
  /** `false`: only polls. */
  readonly subscribe?: boolean;
  /** Called for each header that a subscription announces and each time one is opened again, for metrics. */
  readonly report?: (event: 'announced' | 'reconnecting') => void;
}

const POLLS_PER_BLOCK = 4;
const LEAST_POLL_MS = 100;
const MOST_POLL_MS = 2_000;
const FIRST_BLOCK_MS = 1_000;
/** Between attempts to subscribe; doubles while they fail. */
const RECONNECT_MS = 2_000;
const MOST_RECONNECT_MS = 60_000;
/** A subscription that is silent for so many blocks, and at least so long, is given up. */
const SILENT_BLOCKS = 10;
const LEAST_SILENCE_MS = 15_000;
/** A block later than this many intervals after the last one makes us ask. */
const LATE_BLOCKS = 1.5;
const SMOOTHING = 0.2;

/** What the two loops and the callers share. */
interface Watch {
  readonly pool: RpcPool;
  readonly now: () => number;
  readonly pace: Pace;
  readonly listeners: Set<(head: ChainHead) => void>;
  readonly report: NonNullable<TickerOptions['report']>;
  last?: ChainHead;
  /** When the open subscription last announced a block; `undefined` without one. */
  announcedAtMs: number | undefined;
}

export function createBlockTicker(options: TickerOptions): BlockTicker {
  const { pool, now = Date.now, subscribe = true, report = () => {} } = options;
  const watch: Watch = { pool, now, report, pace: createPace(), listeners: new Set(), announcedAtMs: undefined };
  let stop: AbortController | undefined;

  function start(): AbortController {
    const controller = new AbortController();
    const { signal } = controller;
    for (const loop of subscribe ? [poll, listen] : [poll]) {
      // A loop ends by our abort only; anything else is a bug that must not pass silently.
      loop(watch, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
    return controller;
  }

  return {
    async head(signal) {
      return watch.last !== undefined && isOnTime(watch) ? watch.last : ask(watch, signal);
    },
    onBlock(listener) {
      watch.listeners.add(listener);
      stop ??= start();
      return () => {
        watch.listeners.delete(listener);
        if (watch.listeners.size > 0) return;
        stop?.abort();
        stop = undefined;
      };
    },
  };
}

function saw(watch: Watch, head: ChainHead): void {
  const isNew = watch.last === undefined || head.height > watch.last.height;
  watch.pace.saw(head);
  watch.last = head;
  if (isNew) for (const listener of watch.listeners) listener(head);
}

/** The subscription works, and the next block is not overdue. */
function isOnTime({ announcedAtMs, now, pace }: Watch): boolean {
  return announcedAtMs !== undefined && now() - announcedAtMs < pace.blockMs() * LATE_BLOCKS;
}

async function ask(watch: Watch, signal?: AbortSignal): Promise<ChainHead> {
  const options = signal === undefined ? {} : { signal };
  const head = await watch.pool.run((endpoint, scope) => fetchHead(endpoint, scope), options);
  saw(watch, head);
  return head;
}

async function poll(watch: Watch, signal: AbortSignal): Promise<void> {
  let failed = false;
  while (!signal.aborted) {
    await sleep(failed ? MOST_POLL_MS : watch.pace.pollMs(), signal, true);
    failed = !isOnTime(watch) && !(await succeeds(ask(watch, signal)));
  }
}

async function listen(watch: Watch, signal: AbortSignal): Promise<void> {
  let wait = RECONNECT_MS;
  const follow = (endpoint: RpcEndpoint, scope: AbortSignal) =>
    followHeaders(endpoint, scope, {
      silenceMs: () => Math.max(LEAST_SILENCE_MS, SILENT_BLOCKS * watch.pace.blockMs()),
      onHeader: (head) => {
        watch.announcedAtMs = watch.now();
        wait = RECONNECT_MS;
        watch.report('announced');
        saw(watch, head);
      },
    }).finally(() => {
      watch.announcedAtMs = undefined;
    });
  while (!signal.aborted) {
    await succeeds(watch.pool.run(follow, { signal }));
    await sleep(wait, signal, true);
    wait = Math.min(2 * wait, MOST_RECONNECT_MS);
    if (!signal.aborted) watch.report('reconnecting');
  }
}

/** Whether it came to a good end; a fault of the endpoints is kept in their standing. */
async function succeeds(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof RelayerError) return false;
    throw error;
  }
}

interface Pace {
  blockMs(): number;
  pollMs(): number;
  saw(head: ChainHead): void;
}

/** How long blocks take, by the chain's own clock. */
function createPace(): Pace {
  let blockMs = FIRST_BLOCK_MS;
  let previous: ChainHead | undefined;
  return {
    blockMs: () => blockMs,
    pollMs: () => Math.min(MOST_POLL_MS, Math.max(LEAST_POLL_MS, blockMs / POLLS_PER_BLOCK)),
    saw(head) {
      if (previous !== undefined && head.height <= previous.height) return;
      if (previous !== undefined) {
        const ms = Number((head.timeNs - previous.timeNs) / 1_000_000n) / Number(head.height - previous.height);
        if (ms > 0) blockMs += SMOOTHING * (ms - blockMs);
      }
      previous = head;
    },
  };
}

async function fetchHead(endpoint: RpcEndpoint, signal: AbortSignal): Promise<ChainHead> {
  const status = await endpoint.call('status', {}, signal);
  return readAnswer({ endpoint: endpoint.url, method: 'status' }, () => {
    const sync = readObject(readObject(status, 'result').sync_info, 'sync_info');
    return {
      height: readInteger(sync.latest_block_height, 'sync_info.latest_block_height'),
      timeNs: parseTime(readText(sync.latest_block_time, 'sync_info.latest_block_time'), 'latest_block_time'),
    };
  });
}

interface HeaderWatch {
  readonly silenceMs: () => number;
  readonly onHeader: (head: ChainHead) => void;
}

/** Ends only by a fault or the signal. */
async function followHeaders(endpoint: RpcEndpoint, signal: AbortSignal, watch: HeaderWatch): Promise<never> {
  const site = { endpoint: endpoint.url, method: 'subscribe' };
  const silence = new AbortController();
  const silent = () =>
    silence.abort(rpcError(site, { code: 'RPC_TIMEOUT', got: `no new block in ${watch.silenceMs()} ms` }));
  let watchdog = setTimeout(silent, watch.silenceMs()).unref();
  const onAbort = () => silence.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const onEvent = (result: unknown) => {
      const head = readAnswer(site, () => readNewHeader(result));
      if (head === undefined) return;
      clearTimeout(watchdog);
      watchdog = setTimeout(silent, watch.silenceMs()).unref();
      watch.onHeader(head);
    };
    return await endpoint.listen("tm.event='NewBlockHeader'", onEvent, silence.signal);
  } finally {
    clearTimeout(watchdog);
    signal.removeEventListener('abort', onAbort);
  }
}

/** `undefined` for the empty answer that confirms the subscription. */
function readNewHeader(result: unknown): ChainHead | undefined {
  const event = readObject(result, 'result');
  if (event.data === undefined) return undefined;
  const value = readObject(readObject(event.data, 'data').value, 'data.value');
  const header = readObject(value.header, 'header');
  return {
    height: readInteger(header.height, 'header.height'),
    timeNs: parseTime(readText(header.time, 'header.time'), 'header.time'),
  };
}
