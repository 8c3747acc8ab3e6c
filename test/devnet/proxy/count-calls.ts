/** Counts what passed through a proxy. @module */
import { abciPath, type RpcCall } from './rpc-call.ts';

/** Counts since the start, or since they were reset. */
export interface RpcCounts {
  /** HTTP requests. */
  readonly requests: number;
  /** JSON-RPC calls: each element of a batch is one. */
  readonly calls: number;
  readonly byMethod: Readonly<Record<string, number>>;
  /** The paths of `abci_query` calls. */
  readonly byPath: Readonly<Record<string, number>>;
  /** WebSocket connections; what is said on them is not counted. */
  readonly upgrades: number;
}

/** A counter that starts at nothing. */
export interface CallCounter {
  countRequest(calls: readonly RpcCall[]): void;
  countUpgrade(): void;
  read(): RpcCounts;
  reset(): void;
}

export function createCallCounter(): CallCounter {
  let requests = 0;
  let upgrades = 0;
  const methods = new Map<string, number>();
  const paths = new Map<string, number>();
  const add = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  return {
    countRequest: (calls) => {
      requests++;
      for (const call of calls) {
        add(methods, call.method);
        const path = abciPath(call);
        if (path !== undefined) add(paths, path);
      }
    },
    countUpgrade: () => {
      upgrades++;
    },
    read: () => ({
      requests,
      calls: [...methods.values()].reduce((sum, count) => sum + count, 0),
      byMethod: Object.fromEntries(methods),
      byPath: Object.fromEntries(paths),
      upgrades,
    }),
    reset: () => {
      requests = 0;
      upgrades = 0;
      methods.clear();
      paths.clear();
    },
  };
}
