/** Finds the Go sources of the chain, both when run from source and from the published `dist`. @module */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Which ibc-go the chain is built with: v10.3 has the pending-packet query bug that deployed chains still carry. */
export type Flavour = 'v10.7' | 'v10.3';

const FOLDERS: Readonly<Record<Flavour, string>> = { 'v10.7': 'simd', 'v10.3': 'simd-v10.3' };

/** The three files that decide a build; `main.go` is shared by all flavours. */
export interface SimdSources {
  readonly main: string;
  readonly mod: string;
  readonly sum: string;
}

/** @throws {Error} when the Go sources are not installed next to this module. */
export function locateSources(flavour: Flavour): SimdSources {
  // From source this file is test/devnet/build/…; compiled it is dist/test/devnet/build/…, and Go files are not copied.
  const bases = ['../', '../../../../test/devnet/'].map((path) => new URL(path, import.meta.url));
  for (const base of bases) {
    const main = fileURLToPath(new URL('simd/main.go', base));
    if (!existsSync(main)) continue;
    const folder = new URL(`${FOLDERS[flavour]}/`, base);
    return { main, mod: fileURLToPath(new URL('go.mod', folder)), sum: fileURLToPath(new URL('go.sum', folder)) };
  }
  throw new Error(
    `devnet: want the Go sources of simd, got none under ${bases.map((base) => base.pathname).join(' or ')}`,
  );
}
