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

/** Blocks asked for at once; the pool bounds the calls. */
const PARALLEL_BLOCKS = 8;

export function createCosmosEventSource(options: EventSourceOptions): EventSource {
  const { ticker } = options;
  return {
    head: (signal) => ticker.head(signal),
    refute: (height, why) => options.blocks.refute(height, why),
    onWake: (wake) => ticker.onBlock(() => wake()),
    async blocks(from, to, signal) {
      const read: BlockEvents[] = [];
      for (let first = from; first <= to; first += BigInt(PARALLEL_BLOCKS)) {
        const heights = Array.from({ length: PARALLEL_BLOCKS }, (_, index) => first + BigInt(index));
        const wanted = heights.filter((height) => height <= to);
        const settled = await Promise.allSettled(wanted.map((height) => readBlockEvents(options, height, signal)));
        for (const outcome of settled) {
          if (outcome.status === 'fulfilled') read.push(outcome.value);
          else if (read.length > 0 || isNotThereYet(outcome.reason)) return read;
          else throw outcome.reason;
        }
      }
      return read;
    },
  };
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
  const { events, hashes: known } = await options.blocks.results(height, signal);
  const isWanted = known === undefined && hasPacketEvents(events, options);
  const hashes = isWanted ? (await options.blocks.transactions(height, signal)).hashes : known;
  const txAt = (index: number | undefined) =>
    index === undefined ? `${height}` : (hashes?.[index] ?? `${height}/${index}`);
  return { height, events: decodeEvents({ height, events, txAt }, options) };
}
