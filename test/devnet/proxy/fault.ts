/** What a fault is, to which calls it applies, and how often. @module */
import type { RpcCall, RpcReply } from './rpc-call.ts';
import { abciPath } from './rpc-call.ts';

/** Asks the honest node; such calls are not counted and meet no faults. */
export type Upstream = (method: string, params?: Readonly<Record<string, unknown>>) => Promise<RpcReply>;

/** What happens to an HTTP exchange as a whole. */
export type TransportAction =
  | { readonly do: 'delay'; readonly ms: number }
  /** No answer, ever. */
  | { readonly do: 'hang' }
  /** The connection is cut; `after`: only once the node has acted on the request. */
  | { readonly do: 'drop'; readonly when: 'before' | 'after' }
  | {
      readonly do: 'status';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  /** Only a part of the body is sent; `clean`: with a matching length, otherwise the connection is cut in the middle. */
  | { readonly do: 'truncate'; readonly fraction: number; readonly clean: boolean };

/** A way to misbehave. A hook that returns undefined left the call alone, and that does not count as a hit. */
export interface Fault {
  readonly name: string;
  /** Which calls it concerns by nature; default: all. */
  readonly concerns?: (call: RpcCall) => boolean;
  readonly transport?: TransportAction;
  /** Answers in the node's place, or changes the call before the node sees it. */
  readonly onCall?: (call: RpcCall, upstream: Upstream) => Promise<CallChange | undefined> | CallChange | undefined;
  /** Replaces the node's answer. */
  readonly onReply?: (
    call: RpcCall,
    reply: RpcReply,
    upstream: Upstream,
  ) => Promise<RpcReply | undefined> | RpcReply | undefined;
}

/** Either an answer, or the call to make instead. */
export type CallChange = { readonly reply: RpcReply } | { readonly call: RpcCall };

/** Narrows a fault. Everything given must hold. */
export interface FaultScope {
  readonly methods?: readonly string[];
  /** Paths of `abci_query`, or beginnings of them that end in `/`. */
  readonly paths?: readonly string[];
  readonly when?: (call: RpcCall) => boolean;
  /** How many hits there will be. Default: no limit. */
  readonly times?: number;
  /** Chance of each hit, drawn from the proxy's seed. Default 1. */
  readonly probability?: number;
}

/** A fault in use. */
export interface ActiveFault {
  readonly name: string;
  hits(): number;
  remove(): void;
}

/** A fault with its scope and its count. */
export interface ArmedFault {
  readonly fault: Fault;
  applies(call: RpcCall): boolean;
  /** Counts a hit, unless the limit is reached. */
  take(): boolean;
  hits(): number;
}

/** Combines a fault with its scope; `random` yields numbers from 0 to 1. */
export function armFault(fault: Fault, scope: FaultScope, random: () => number): ArmedFault {
  const limit = scope.times ?? Number.POSITIVE_INFINITY;
  let hits = 0;
  return {
    fault,
    applies: (call) =>
      hits < limit &&
      (fault.concerns?.(call) ?? true) &&
      isInScope(call, scope) &&
      (scope.probability === undefined || random() < scope.probability),
    take: () => {
      if (hits >= limit) return false;
      hits++;
      return true;
    },
    hits: () => hits,
  };
}

function isInScope(call: RpcCall, { methods, paths, when }: FaultScope): boolean {
  if (methods !== undefined && !methods.includes(call.method)) return false;
  if (paths !== undefined && !paths.some((path) => isUnder(abciPath(call), path))) return false;
  return when?.(call) ?? true;
}

function isUnder(path: string | undefined, wanted: string): boolean {
  return path === wanted || (wanted.endsWith('/') && (path?.startsWith(wanted) ?? false));
}

/** A small seeded generator (mulberry32): the same seed gives the same faults. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
