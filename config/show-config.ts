/** The configuration in effect, for people: every default filled in, secrets masked. @module */
import { maskUrl } from './mask.ts';
import type { ConfigFile } from './schema.ts';

/** The same shape as the file. */
export function maskConfig(content: ConfigFile): ConfigFile {
  const { store, queue } = content;
  return {
    ...content,
    chains: Object.fromEntries(
      Object.entries(content.chains).map(([name, chain]) => [name, { ...chain, rpc: chain.rpc.map(maskUrl) }]),
    ),
    store: store.postgres === undefined ? store : { ...store, postgres: maskUrl(store.postgres) },
    queue: queue.redis === undefined ? queue : { ...queue, redis: maskUrl(queue.redis) },
  };
}
