/** Reads a Cosmos chain's IBC events block by block. @module */
import type { BlockEvents, EventSource } from '../../ports/events.ts';
import { RelayerError } from '../../ports/fault.ts';
import type { BlockSource } from './block-source.ts';
import type { BlockTicker } from './block-ticker.ts';
import { type DecodeContext, decodeEvents, hasPacketEvents } from './decode-events.ts';

interface ReadOptions extends DecodeContext {
  readonly blocks: BlockSource;
}

export interface EventSourceOptions extends ReadOptions {
  readonly ticker: BlockTicker;
}

/** Blocks asked for at once: at first, and as long as they are small. The pool bounds the calls. */
const FIRST_PARALLEL = 2;
const MOST_PARALLEL = 8;
/** What blocks hold that are read at once, or given at once, should not be much more. In bytes. */
const LARGE = 4 * 1024 * 1024;

export function createCosmosEventSource(options: EventSourceOptions): EventSource {
  const { ticker } = options;
  // Small blocks are read side by side, large ones one by one: a node must not fill our memory.
  let parallel = FIRST_PARALLEL;
  return {
    head: (signal) => ticker.head(signal),
    refute: (height, why) => options.blocks.refute(height, why),
    onWake: (wake) => ticker.onBlock(() => wake()),
    async blocks(from, to, signal) {
      const read: BlockEvents[] = [];
      let size = 0;
      while (size < LARGE) {
        const first = from + BigInt(read.length);
        const heights = Array.from({ length: parallel }, (_, index) => first + BigInt(index));
        const wanted = heights.filter((height) => height <= to);
        const { blocks, fault } = await readGroup(options, wanted, signal);
        read.push(...blocks.map(({ block }) => block));
        if (fault !== undefined && read.length === 0 && !isNotThereYet(fault)) throw fault;
        if (fault !== undefined || wanted.length < parallel) break;
        const groupSize = blocks.reduce((sum, block) => sum + block.size, 0);
        parallel = groupSize < LARGE ? Math.min(2 * parallel, MOST_PARALLEL) : 1;
        size += groupSize;
      }
      return read;
    },
  };
}

interface Group {
  readonly blocks: readonly SizedBlock[];
  /** Why the block after these could not be read. */
  readonly fault?: unknown;
}

async function readGroup(options: ReadOptions, heights: readonly bigint[], signal?: AbortSignal): Promise<Group> {
  const settled = await Promise.allSettled(heights.map((height) => readBlock(options, height, signal)));
  const blocks: SizedBlock[] = [];
  for (const outcome of settled) {
    if (outcome.status === 'rejected') return { blocks, fault: outcome.reason };
    blocks.push(outcome.value);
  }
  return { blocks };
}

/** A gap ends what is returned; the fault comes to light when the gap is the first block asked for. */
function isNotThereYet(error: unknown): boolean {
  return error instanceof RelayerError && error.fault.code === 'RPC_LAGGING';
}

/** The IBC events of one block, with the names of their transactions. @throws {RelayerError} RPC_* */
export async function readBlockEvents(
  options: ReadOptions,
  height: bigint,
  signal?: AbortSignal,
): Promise<BlockEvents> {
  const { block } = await readBlock(options, height, signal);
  return block;
}

interface SizedBlock {
  readonly block: BlockEvents;
  /** Of what it was read from. */
  readonly size: number;
}

async function readBlock(options: ReadOptions, height: bigint, signal?: AbortSignal): Promise<SizedBlock> {
  const { events, hashes: known, size } = await options.blocks.results(height, signal);
  const isWanted = known === undefined && hasPacketEvents(events, options);
  const hashes = isWanted ? (await options.blocks.transactions(height, signal)).hashes : known;
  const txAt = (index: number | undefined) =>
    index === undefined ? `${height}` : (hashes?.[index] ?? `${height}/${index}`);
  return { block: { height, events: decodeEvents({ height, events, txAt }, options) }, size };
}
