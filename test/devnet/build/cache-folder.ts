/** Where built chains are kept between runs, outside any checkout. @module */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** `CAUSEWAY_CACHE`, else `causeway` in the XDG cache folder, else `~/.cache/causeway`. */
export function cacheFolder(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  if (environment.CAUSEWAY_CACHE) return resolve(environment.CAUSEWAY_CACHE);
  if (environment.XDG_CACHE_HOME) return join(environment.XDG_CACHE_HOME, 'causeway');
  return join(homedir(), '.cache', 'causeway');
}
