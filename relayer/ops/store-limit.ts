/** How large the SQLite store may grow, by CAUSEWAY_MAX_STORE_PAGES: to keep some of a disk free, and to fill a store in tests. @module */
import { RelayerError } from '../ports/fault.ts';
import type { Env } from './crash-point.ts';

/** Pages of 4 KiB; `undefined` without a limit. @throws {RelayerError} CONFIG_INVALID */
export function maxStorePages({ CAUSEWAY_MAX_STORE_PAGES: text }: Env): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new RelayerError({
    code: 'CONFIG_INVALID',
    message: 'CAUSEWAY_MAX_STORE_PAGES cannot be read',
    want: 'a number of pages of 4 KiB',
    got: `'${text.slice(0, 80)}'`,
  });
}
