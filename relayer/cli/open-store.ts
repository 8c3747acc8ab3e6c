/** Opens the store for one command. @module */
import type { Config } from '../../config/config.ts';
import { openStore } from '../main.ts';
import type { Store } from '../ports/store.ts';
import { type Globals, loadConfigOf } from './globals.ts';

/** @param readOnly Works also while the service runs, and without one. */
export async function withStore<T>(
  globals: Globals,
  readOnly: boolean,
  work: (store: Store, config: Config) => Promise<T>,
): Promise<T> {
  const config = await loadConfigOf(globals);
  const store = await openStore(config, { readOnly });
  try {
    return await work(store, config);
  } finally {
    await store.close();
  }
}
