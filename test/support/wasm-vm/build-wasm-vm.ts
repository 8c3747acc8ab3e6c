/** Builds the program that runs light-client contracts, from the module versions of `simd`. @module */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildWork, buildProgram } from '../../devnet/build/build-program.ts';
import { locateModule } from '../../devnet/build/locate-sources.ts';
import { copyEngine, engineLinkerFlags } from '../../devnet/build/wasm-engine.ts';

const SOURCES = ['main.go', 'requests.go', 'chain.go', 'recorder.go'];

/** The executable's path; from the cache when it was built before. */
export async function buildWasmVm(): Promise<string> {
  const sources = SOURCES.map((name) => fileURLToPath(new URL(`program/${name}`, import.meta.url)));
  const folder = await buildProgram(
    {
      family: 'wasm-vm',
      version: 'v10.7',
      module: locateModule('simd'),
      sources,
      commands: ['causeway/devnet/simd'],
      linkerFlags: engineLinkerFlags,
      finish,
    },
    {},
  );
  return join(folder, 'wasm-vm');
}

/** A command is named by its module, and the module is that of `simd`. */
async function finish(work: BuildWork): Promise<void> {
  renameSync(join(work.target, 'simd'), join(work.target, 'wasm-vm'));
  await copyEngine(work);
}
