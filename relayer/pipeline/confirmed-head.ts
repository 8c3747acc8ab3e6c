/** The newest block, confirmed by our own light client where a lie about it would do harm. @module */
import type { ChainHead } from '../ports/events.ts';
import type { ChainPorts } from './deps.ts';

/**
 * What endpoints claim, unless it is bad news: then what is verified. Whoever makes up a block of the future must not make us
 * give up a delivery.
 */
export async function confirmedHead(
  { events, reader }: Pick<ChainPorts, 'events' | 'reader'>,
  isBadNews: (head: ChainHead) => boolean,
  signal?: AbortSignal,
): Promise<ChainHead> {
  const claimed = await events.head(signal);
  return isBadNews(claimed) ? await reader.verifiedHead(signal) : claimed;
}
