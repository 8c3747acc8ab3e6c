/** One node of a chain: its process, its files, its endpoint. @module */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ChainClient, createChainClient } from '../client/chain-client.ts';
import { type GuardedProcess, startGuarded } from '../process/guarded-process.ts';
import { readTail } from '../process/read-tail.ts';
import type { Account, NodeKey } from './derive-keys.ts';
import type { NodeSpec } from './write-home.ts';

const POLL_MS = 50;
const STOP_GRACE_MS = 10_000;
/** What a node logs before it stands still for ever, its RPC still answering. */
const CONSENSUS_FAILURE = 'CONSENSUS FAILURE!!!';

/** A node; a validator also has the account that operates it. */
export interface ChainNode {
  readonly name: string;
  readonly home: string;
  readonly rpcUrl: string;
  readonly client: ChainClient;
  /** The key that signs its votes: ours, so that tests can sign real equivocation. */
  readonly consensusKey: NodeKey;
  readonly operator: Account | undefined;
  isRunning(): boolean;
  pid(): number | undefined;
  /**
   * `alone`: without peers, so that it answers from where it was and falls behind, until it is started again without this.
   * @throws {Error} when it is running already.
   */
  start(options?: { readonly alone?: boolean }): Promise<void>;
  /** Ends the process: `SIGKILL` at once, `SIGTERM` in an orderly way (default). */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Stops its clock, sockets staying open, until `resume`. */
  pause(): void;
  resume(): void;
  /** The last lines of its log, or the first of a panic. */
  logTail(lines?: number): string;
  /** Resolves when its RPC answers with `height` or more. @throws {Error} with the log's tail. */
  waitUntilUp(height: bigint, timeoutMs: number): Promise<void>;
}

/** A node in `home`, not started yet. */
export function createNode(options: {
  readonly chainId: string;
  readonly binary: string;
  readonly home: string;
  readonly spec: NodeSpec;
  readonly operator?: Account | undefined;
  readonly keep: boolean;
}): ChainNode {
  const { home, spec } = options;
  const logFile = join(home, 'node.log');
  const rpcUrl = `http://127.0.0.1:${spec.rpcPort}`;
  const client = createChainClient(options.chainId, rpcUrl);
  let running: GuardedProcess | undefined;
  const isRunning = () => running?.isRunning() ?? false;
  const logTail = (lines = 30) => readTail(logFile, lines);
  return {
    name: spec.name,
    home,
    rpcUrl,
    client,
    consensusKey: spec.consensusKey,
    operator: options.operator,
    isRunning,
    pid: () => (isRunning() ? running?.pid : undefined),
    start: async ({ alone = false } = {}) => {
      if (isRunning()) throw new Error(`devnet: want ${spec.name} stopped, got it running`);
      running = await startGuarded({
        command: options.binary,
        args: ['start', '--home', home, '--log_no_color', ...(alone ? ['--p2p.persistent_peers', ''] : [])],
        cwd: home,
        logFile,
        ...(options.keep ? {} : { removeOnCrash: home }),
      });
    },
    stop: async (signal = 'SIGTERM') => {
      await running?.stop(signal === 'SIGKILL' ? 0 : STOP_GRACE_MS);
    },
    pause: () => running?.signal('SIGSTOP'),
    resume: () => running?.signal('SIGCONT'),
    logTail,
    waitUntilUp: (height, timeoutMs) => waitUntilUp({ name: spec.name, client, isRunning, logTail }, height, timeoutMs),
  };
}

async function waitUntilUp(
  node: Pick<ChainNode, 'name' | 'client' | 'isRunning' | 'logTail'>,
  wanted: bigint,
  timeoutMs: number,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown = 'no answer';
  for (;;) {
    try {
      const height = await node.client.height();
      if (height >= wanted) return;
      last = `height ${height}`;
    } catch (error) {
      last = error; // not listening yet
    }
    if (!node.isRunning()) throw new Error(`devnet: want ${node.name} running, got its end:\n${node.logTail()}`);
    if (node.logTail().includes(CONSENSUS_FAILURE)) {
      throw new Error(`devnet: want ${node.name} to agree on blocks, got a broken consensus:\n${node.logTail()}`);
    }
    if (Date.now() > deadline) {
      const why = `devnet: want ${node.name} at height ${wanted} within ${timeoutMs} ms, got ${String(last)}`;
      throw new Error(`${why}:\n${node.logTail()}`);
    }
    await sleep(POLL_MS);
  }
}
