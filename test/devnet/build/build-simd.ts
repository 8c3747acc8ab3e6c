/** Builds the program of the Cosmos chains. @module */
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildWork, buildProgram, type ProgressChoice, runToEnd } from './build-program.ts';
import type { Toolchain } from './check-toolchain.ts';
import { type Flavour, locateSources } from './locate-sources.ts';

/** A built chain program. */
export interface Simd {
  readonly flavour: Flavour;
  /** Absolute path of the executable; the wasm engine's library lies next to it. */
  readonly binary: string;
  /** A home folder as `simd init` writes it: the starting point of every node's configuration and genesis. */
  readonly template: string;
}

/** Options of a build. */
export interface BuildOptions extends ProgressChoice {
  readonly flavour?: Flavour;
}

/**
 * Builds `simd` or finds it in the cache; several processes may ask at once.
 * @throws {Error} when Go is missing or too old, or with the compiler's last lines.
 */
export async function buildSimd(options: BuildOptions = {}): Promise<Simd> {
  const flavour = options.flavour ?? 'v10.7';
  const { main, ...module } = locateSources(flavour);
  const commands = ['causeway/devnet/simd'];
  const recipe = { family: 'simd', version: flavour, module, sources: [main], commands, linkerFlags, finish };
  const folder = await buildProgram(recipe, options);
  return { flavour, binary: join(folder, 'simd'), template: join(folder, 'template') };
}

function linkerFlags({ os }: Toolchain): string {
  return `-s -w -extldflags "-Wl,-rpath,${os === 'darwin' ? '@loader_path' : '$ORIGIN'}"`;
}

async function finish(work: BuildWork): Promise<void> {
  work.progress.stage('copying the wasm engine');
  await copyEngine(work);
  work.progress.stage('preparing a genesis template');
  const { target } = work;
  const args = ['init', 'template', '--chain-id', 'template-1', '--home', join(target, 'template')];
  await runToEnd({ command: join(target, 'simd'), args, cwd: target });
}

async function copyEngine({ module, target, toolchain }: BuildWork): Promise<void> {
  const args = ['list', '-mod=readonly', '-f', '{{.Dir}}', 'github.com/CosmWasm/wasmvm/v2/internal/api'];
  const listed = await runToEnd({ command: toolchain.go, args, cwd: module });
  const folder = listed.at(-1)?.trim() ?? '';
  const cpu = toolchain.arch === 'arm64' ? 'aarch64' : 'x86_64';
  const library = toolchain.os === 'darwin' ? 'libwasmvm.dylib' : `libwasmvm.${cpu}.so`;
  if (!existsSync(join(folder, library))) {
    throw new Error(`devnet: want the wasm engine ${library}, got no such file in ${folder}`);
  }
  copyFileSync(join(folder, library), join(target, library));
}
