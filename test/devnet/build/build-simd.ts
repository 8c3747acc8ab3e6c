/** Builds the program of the Cosmos chains. @module */
import { join } from 'node:path';
import { type BuildWork, buildProgram, type ProgressChoice, runToEnd } from './build-program.ts';
import { type Flavour, locateSources } from './locate-sources.ts';
import { copyEngine, engineLinkerFlags } from './wasm-engine.ts';

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
  const linkerFlags = engineLinkerFlags;
  const recipe = { family: 'simd', version: flavour, module, sources: [main], commands, linkerFlags, finish };
  const folder = await buildProgram(recipe, options);
  return { flavour, binary: join(folder, 'simd'), template: join(folder, 'template') };
}

async function finish(work: BuildWork): Promise<void> {
  await copyEngine(work);
  work.progress.stage('preparing a genesis template');
  const { target } = work;
  const args = ['init', 'template', '--chain-id', 'template-1', '--home', join(target, 'template')];
  await runToEnd({ command: join(target, 'simd'), args, cwd: target });
}
