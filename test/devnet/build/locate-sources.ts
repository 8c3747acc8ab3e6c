/** Finds the Go modules that the programs are built from, both when run from source and from the published `dist`. @module */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Which ibc-go the chain is built with: v10.3 has the pending-packet query bug that deployed chains still carry. */
export type Flavour = 'v10.7' | 'v10.3';

const FOLDERS: Readonly<Record<Flavour, string>> = { 'v10.7': 'simd', 'v10.3': 'simd-v10.3' };

/** The two files of a Go module that fix all versions. */
export interface ModuleSources {
  readonly mod: string;
  readonly sum: string;
}

/** The three files that decide a build of simd; `main.go` is shared by all flavours. */
export interface SimdSources extends ModuleSources {
  readonly main: string;
}

/** @throws {Error} when the Go sources are not installed next to this module. */
export function locateSources(flavour: Flavour): SimdSources {
  return { main: join(locateFolder('simd'), 'main.go'), ...locateModule(FOLDERS[flavour]) };
}

/** @throws {Error} when the module is not installed next to this one. */
export function locateModule(name: string): ModuleSources {
  const folder = locateFolder(name);
  return { mod: join(folder, 'go.mod'), sum: join(folder, 'go.sum') };
}

function locateFolder(name: string): string {
  // From source this file is test/devnet/build/…; compiled it is dist/test/devnet/build/…, and Go files are not copied.
  const bases = ['../', '../../../../test/devnet/'].map((path) => new URL(path, import.meta.url));
  for (const base of bases) {
    const folder = fileURLToPath(new URL(name, base));
    if (existsSync(join(folder, 'go.mod'))) return folder;
  }
  throw new Error(
    `devnet: want the Go module ${name}, got none under ${bases.map((base) => base.pathname).join(' or ')}`,
  );
}
