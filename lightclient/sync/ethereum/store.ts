/** Where a follower keeps what it knows, so that trust survives a restart. @module */

/** Holds one text. Only a follower may write into it. */
export interface EthereumStore {
  /** What was saved last. */
  load(): Promise<string | undefined>;
  /** Takes the place of what was saved before: wholly or, when it fails, not at all. */
  save(text: string): Promise<void>;
}

/** A store that lives as long as the process. */
export function createMemoryEthereumStore(text?: string): EthereumStore {
  let saved = text;
  return {
    load: async () => saved,
    async save(next) {
      saved = next;
    },
  };
}
