/** Finds the block in which something happened that is never undone, by halving the range of heights. @module */
import { RelayerError } from '../../ports/fault.ts';
import { readAnswer, readInteger, readObject } from './read-json.ts';
import type { RpcEndpoint } from './rpc-endpoint.ts';

/**
 * The first height whose state shows it; `undefined` when it has not happened, or so long ago that the node has no state
 * from before it.
 * @param happened Whether the state after this block shows it.
 */
export async function findHeight(
  endpoint: RpcEndpoint,
  happened: (height: bigint) => Promise<boolean>,
  signal?: AbortSignal,
): Promise<bigint | undefined> {
  const { earliest, latest } = await readRange(endpoint, signal);
  if ((await stateAt(happened, latest)) !== 'after') return undefined;
  let before = earliest - 1n;
  let after = latest;
  let isBeforeSeen = false;
  while (after - before > 1n) {
    const middle = (before + after) / 2n;
    const state = await stateAt(happened, middle);
    if (state === 'after') after = middle;
    else {
      before = middle;
      isBeforeSeen = state === 'before';
    }
  }
  return isBeforeSeen ? after : undefined;
}

/** `gone`: the node has deleted this state. Deleted ones are the oldest. */
async function stateAt(
  happened: (height: bigint) => Promise<boolean>,
  height: bigint,
): Promise<'before' | 'after' | 'gone'> {
  try {
    return (await happened(height)) ? 'after' : 'before';
  } catch (error) {
    if (!(error instanceof RelayerError)) throw error;
    // Before the lane could send, it had no sequence at all.
    if (error.fault.code === 'CLIENT_NOT_FOUND') return 'before';
    if (error.fault.code === 'RPC_PRUNED') return 'gone';
    throw error;
  }
}

async function readRange(endpoint: RpcEndpoint, signal?: AbortSignal): Promise<{ earliest: bigint; latest: bigint }> {
  const status = await endpoint.call('status', {}, signal);
  return readAnswer({ endpoint: endpoint.url, method: 'status' }, () => {
    const sync = readObject(readObject(status, 'result').sync_info, 'sync_info');
    return {
      earliest: readInteger(sync.earliest_block_height, 'sync_info.earliest_block_height'),
      latest: readInteger(sync.latest_block_height, 'sync_info.latest_block_height'),
    };
  });
}
