/** The version of this package. @module */
import { createRequire } from 'node:module';

const { version } = createRequire(import.meta.url)('causeway/package.json') as { readonly version: string };

export const VERSION = version;
