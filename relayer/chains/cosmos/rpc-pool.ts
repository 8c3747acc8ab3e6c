/**
 * The endpoints of one chain: picks the best, goes on to the next when one fails, puts liars aside. Everything inside one
 * `run` is answered by one endpoint, so that what was seen at a height is proven by the node that showed it.
 * @module
 */
import type { Clock } from '../../ports/clock.ts';
import { type FaultCode, RelayerError, type RelayerFault } from '../../ports/fault.ts';
import type { Logger } from '../../ports/logger.ts';
import type { ChainName } from '../../ports/packet.ts';
import { askAll } from './ask-all.ts';
import { createEndpointDoubts, type EndpointDoubts } from './endpoint-doubts.ts';
import type { EndpointState } from './endpoint-standing.ts';
import type { CallReport } from './endpoint-watch.ts';
import { linkedScope } from './linked-scope.ts';
import { createRpcEndpoint, LONGEST_PAUSE_MS, type RpcEndpoint, type WatchedEndpoint } from './rpc-endpoint.ts';
import { rpcError, toPublicUrl } from './rpc-fault.ts';
import { sleep } from './sleep.ts';

export type { CallReport } from './endpoint-watch.ts';
export type { RpcEndpoint } from './rpc-endpoint.ts';

export interface RunOptions {
  readonly signal?: AbortSignal;
  /** Only endpoints that have this height. */
  readonly minHeight?: bigint;
  /** This endpoint first, while it is healthy. */
  readonly prefer?: string;
  /** This endpoint last. */
  readonly avoid?: string;
  /** Only this endpoint, by `RpcEndpoint.url`: for comparing what several say. */
  readonly only?: string;
}

export type Work<T> = (endpoint: RpcEndpoint, signal: AbortSignal) => Promise<T>;

export interface EndpointStatus {
  readonly url: string;
  readonly state: EndpointState;
  /** Why it is not `ready`. */
  readonly reason?: RelayerFault;
  readonly untilMs?: number;
  readonly height: bigint;
  readonly latencyMs: number;
  readonly calls: number;
  readonly concurrency: number;
}

export interface EndpointAnswer<T> {
  readonly url: string;
  readonly result?: T;
  readonly fault?: RelayerFault;
}

export interface RpcPool {
  readonly chain: ChainName;
  readonly chainId: string;
  /**
   * Runs the work on the best endpoint. An RPC_* fault moves it, from the start, to the next one; with RPC_DISTRUSTED
   * (the work has proven an answer wrong) the endpoint is also put aside for minutes. Any other error is passed on.
   * @throws {RelayerError} RPC_NO_ENDPOINT with the reason of each endpoint; RPC_LAGGING or RPC_PRUNED when that is the
   * answer of all of them.
   */
  run<T>(work: Work<T>, options?: RunOptions): Promise<T>;
  /**
   * Runs the work on every endpoint that is not aside, side by side; those far slower than the first are given up. Never
   * throws for the fault of an endpoint.
   */
  each<T>(work: Work<T>, signal?: AbortSignal): Promise<readonly EndpointAnswer<T>[]>;
  /** Puts an endpoint aside whose answer was found wrong later. `url` as in `RpcEndpoint.url`. */
  distrust(url: string, fault: RelayerFault): void;
  /**
   * What came of something was not what this endpoint said, which may be by chance. One that is wrong again and again is put
   * aside, unless it is the last that can be asked.
   */
  doubt(url: string, why: string): void;
  status(): readonly EndpointStatus[];
  close(): void;
}

export interface RpcPoolOptions {
  readonly chain: ChainName;
  readonly chainId: string;
  readonly urls: readonly string[];
  readonly timeoutMs?: number;
  readonly maxResponseBytes?: number;
  /** Calls on their way to one endpoint: starts at the first number, adapts between half of it and the second. */
  readonly concurrency?: { readonly start: number; readonly most: number };
  readonly logger?: Pick<Logger, 'warn'>;
  readonly clock?: Clock;
  /** Called after each call, for metrics. */
  readonly report?: (call: CallReport) => void;
  /** Called when an endpoint is put aside, to keep the evidence. */
  readonly onAside?: (url: string, fault: RelayerFault) => void;
}

const DEFAULTS = {
  timeoutMs: 10_000,
  maxResponseBytes: 24 * 1024 * 1024,
  concurrency: { start: 8, most: 16 },
};
/** How often an endpoint that is not in use tells where it is; alone it is only checked for its chain id. */
const PROBE_MS = 15_000;
const LONE_PROBE_MS = 60_000;
/** A height known for less than this is not asked for again. */
const FRESH_MS = 250;
/** How much longer than the first answer the others may take when all are asked. */
const PATIENCE_MS = 3_000;
/** One of so many units of work goes to an endpoint on probation first. */
const PROBATION_SHARE = 10;

/** Faults for which an endpoint is not asked again for minutes. */
const DISHONEST: ReadonlySet<FaultCode> = new Set(['RPC_DISTRUSTED', 'RPC_WRONG_CHAIN']);

interface Members {
  readonly all: readonly WatchedEndpoint[];
  readonly now: () => number;
  readonly setAside: (member: WatchedEndpoint, fault: RelayerFault) => void;
  readonly doubts: EndpointDoubts;
  readonly checks: Map<WatchedEndpoint, Promise<void>>;
  runs: number;
}

/** @throws {RelayerError} CONFIG_INVALID without endpoints or with an address that is not http(s). */
export function createRpcPool(options: RpcPoolOptions): RpcPool {
  const settings = { ...DEFAULTS, ...options };
  const { chain, chainId, logger } = settings;
  const now = () => (settings.clock ?? Date).now();
  const doubts = createEndpointDoubts(now);
  const members: Members = { all: createEndpoints(settings, now), now, setAside, doubts, checks: new Map(), runs: 0 };
  const closing = new AbortController();

  function setAside(member: WatchedEndpoint, fault: RelayerFault): void {
    if (member.standing.view().state === 'aside') return;
    member.standing.setAside(fault, !hasOther(members, member));
    const { untilMs } = member.standing.view();
    logger?.warn({ chain, endpoint: member.url, fault, untilMs }, 'endpoint put aside');
    settings.onAside?.(member.url, fault);
  }

  /** The result, or the fault that moves the work to the next endpoint. */
  async function attempt<T>(member: WatchedEndpoint, work: Work<T>, { signal, minHeight }: RunOptions) {
    const scope = linkedScope([signal, closing.signal]);
    try {
      await makeReady(members, member, { signal: scope.signal, ...(minHeight === undefined ? {} : { minHeight }) });
      const result = await work(member, scope.signal);
      member.standing.proved();
      return { result };
    } catch (error) {
      if (!(error instanceof RelayerError) || !error.fault.code.startsWith('RPC_')) throw error;
      if (DISHONEST.has(error.fault.code)) setAside(member, error.fault);
      return { fault: error.fault };
    } finally {
      scope.end();
    }
  }

  return {
    chain,
    chainId,
    async run(work, runOptions = {}) {
      const faults = new Map<string, RelayerFault>();
      probeIdle(members, closing.signal);
      for (const member of rank(members, runOptions)) {
        runOptions.signal?.throwIfAborted();
        closing.signal.throwIfAborted();
        const outcome = await attempt(member, work, runOptions);
        if ('result' in outcome) return outcome.result;
        faults.set(member.url, outcome.fault);
      }
      throw noEndpoint(chain, members.all, faults);
    },
    each(work, signal) {
      const asked = members.all.filter((member) => member.standing.view().state !== 'aside');
      const questions = asked.map((member) => ({
        isHealthy: member.standing.view().state === 'ready',
        ask: async (scope: AbortSignal) => ({ url: member.url, ...(await attempt(member, work, { signal: scope })) }),
      }));
      const isAnswer = (outcome: object) => 'result' in outcome;
      const options = { isAnswer, patienceMs: PATIENCE_MS, tooLate: tooLate(chain) };
      return askAll(questions, signal === undefined ? options : { ...options, signal });
    },
    distrust(url, fault) {
      for (const member of members.all) if (member.url === url) setAside(member, fault);
    },
    doubt(url, why) {
      const member = findDoubtful(members, url);
      if (member === undefined) return;
      const message = `${url}: wrong again and again: ${why}`;
      setAside(member, { code: 'RPC_DISTRUSTED', message, context: { endpoint: url, chain } });
    },
    status: () => members.all.map(describe),
    close() {
      closing.abort(new RelayerError({ code: 'RPC_NO_ENDPOINT', message: `${chain}: the endpoint pool was closed` }));
      for (const member of members.all) member.close();
    },
  };
}

/** The endpoint, once it is doubted too often; never the last one that can be asked. */
function findDoubtful(members: Members, url: string): WatchedEndpoint | undefined {
  const member = members.all.find((one) => one.url === url);
  if (member === undefined || !members.doubts.add(url)) return undefined;
  return hasOther(members, member) ? member : undefined;
}

/** Whether another endpoint can be asked. */
function hasOther({ all }: Members, member: WatchedEndpoint): boolean {
  return all.some((other) => other !== member && other.standing.view().state !== 'aside');
}

function createEndpoints(settings: RpcPoolOptions & typeof DEFAULTS, now: () => number): readonly WatchedEndpoint[] {
  const { chain, urls, concurrency, report } = settings;
  const usable = urls.length > 0 && urls.every((url) => /^https?:$/.test(URL.parse(url)?.protocol ?? ''));
  if (!usable) {
    throw new RelayerError({
      code: 'CONFIG_INVALID',
      message: `${chain}: endpoints are unusable`,
      want: 'one or more http or https addresses',
      got: urls.map(toPublicUrl).join(', '),
    });
  }
  const bounds = { ...concurrency, least: Math.max(1, Math.floor(concurrency.start / 2)) };
  const names = new Map<string, string>();
  for (const url of new Set(urls)) names.set(url, uniqueName(toPublicUrl(url), names));
  return [...names].map(([url, name]) =>
    createRpcEndpoint({
      ...settings,
      url,
      name,
      concurrency: bounds,
      now,
      ...(report === undefined ? {} : { report }),
    }),
  );
}

/** Two accounts at one provider differ only in what is not shown. */
function uniqueName(name: string, taken: ReadonlyMap<string, string>): string {
  const same = [...taken.values()].filter((other) => other.split(' ')[0] === name).length;
  return same === 0 ? name : `${name} (${same + 1})`;
}

function describe(member: WatchedEndpoint): EndpointStatus {
  const { url, standing, calls, concurrency } = member;
  return { url, ...standing.view(), calls, concurrency: concurrency.limit };
}

const ASIDE = 5;

/** Best first. Endpoints that rest come after the healthy ones, those on probation last but for their small share. */
function rank(members: Members, { only, prefer, avoid }: RunOptions): readonly WatchedEndpoint[] {
  members.runs += 1;
  const trial = members.runs % PROBATION_SHARE === 0;
  const bestHeight = members.all.reduce((best, { standing }) => {
    const { height, state } = standing.view();
    return state !== 'aside' && state !== 'probation' && height > best ? height : best;
  }, 0n);
  const order = { ready: 1, struggling: 1, resting: 2, probation: trial ? 0 : 3, aside: ASIDE };
  const groupOf = ({ url, standing }: WatchedEndpoint): number => {
    const { state } = standing.view();
    if (state === 'aside') return ASIDE;
    if (url === avoid) return ASIDE - 1;
    return url === prefer && state === 'ready' ? 0 : order[state];
  };
  return members.all
    .map((member) => ({ member, group: groupOf(member), score: member.standing.score(bestHeight) }))
    .filter(({ member, group }) => group < ASIDE && (only === undefined || member.url === only))
    .sort((a, b) => a.group - b.group || a.score - b.score)
    .map(({ member }) => member);
}

/** Before its first use an endpoint shows that it serves our chain; it must not rest and must have the height. */
async function makeReady(members: Members, member: WatchedEndpoint, need: RunOptions): Promise<void> {
  const restMs = member.standing.restMs();
  if (restMs > LONGEST_PAUSE_MS) {
    const got = `a pause of ${restMs} ms more`;
    throw rpcError({ endpoint: member.url, method: 'any call' }, { code: 'RPC_RATE_LIMITED', got });
  }
  if (restMs > 0) await sleep(restMs, need.signal);
  if (member.checkedAtMs === undefined) await check(members, member);
  if (need.minHeight === undefined || member.standing.view().height >= need.minHeight) return;
  if (members.now() - (member.checkedAtMs ?? 0) > FRESH_MS) await check(members, member);
  const { height } = member.standing.view();
  if (height >= need.minHeight) return;
  const site = { endpoint: member.url, method: 'status' };
  throw rpcError(site, { code: 'RPC_LAGGING', want: `height ${need.minHeight}`, got: `height ${height}` });
}

/** One `status` call at a time per endpoint, whoever asks. */
function check(members: Members, member: WatchedEndpoint): Promise<void> {
  const running = members.checks.get(member);
  if (running !== undefined) return running;
  const started = member
    .call('status', {})
    .then(() => undefined)
    .finally(() => members.checks.delete(member));
  members.checks.set(member, started);
  return started;
}

/** Endpoints that nobody used for a while tell how they are, so that there is something to choose by. */
function probeIdle(members: Members, closing: AbortSignal): void {
  const interval = members.all.length > 1 ? PROBE_MS : LONE_PROBE_MS;
  for (const member of members.all) {
    const { checkedAtMs } = member;
    const due = checkedAtMs === undefined || members.now() - checkedAtMs > interval;
    if (!due || closing.aborted || member.standing.view().state === 'aside') continue;
    // Nobody waits for this one; what it finds is in the standing.
    check(members, member).catch((error: unknown) => {
      if (error instanceof RelayerError && DISHONEST.has(error.fault.code)) members.setAside(member, error.fault);
    });
  }
}

function tooLate(chain: ChainName): RelayerError {
  return new RelayerError({ code: 'RPC_TIMEOUT', message: `${chain}: the others answered long before this endpoint` });
}

function noEndpoint(
  chain: ChainName,
  all: readonly WatchedEndpoint[],
  faults: ReadonlyMap<string, RelayerFault>,
): RelayerError {
  const codes = new Set([...faults.values()].map((fault) => fault.code));
  const [only] = codes;
  const reasons = all.flatMap(({ url, standing }) => {
    const fault = faults.get(url);
    if (fault !== undefined) return [`${fault.message}${fault.got === undefined ? '' : ` (${fault.got})`}`];
    const { state, reason } = standing.view();
    return state === 'aside' && reason !== undefined ? [`${url} is put aside: ${reason.message}`] : [];
  });
  const agreed = codes.size === 1 && (only === 'RPC_LAGGING' || only === 'RPC_PRUNED') ? only : undefined;
  return new RelayerError({
    code: agreed ?? 'RPC_NO_ENDPOINT',
    message: `${chain}: no endpoint could answer: ${reasons.join('; ')}`,
    context: { chain },
  });
}
