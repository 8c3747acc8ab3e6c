/** The wasm engine of programs that run contracts: a shared library that lies next to them. @module */
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildWork, runToEnd } from './build-program.ts';
import type { Toolchain } from './check-toolchain.ts';

/** Lets a program find the library where it lies itself. */
export function engineLinkerFlags({ os }: Toolchain): string {
  return `-s -w -extldflags "-Wl,-rpath,${os === 'darwin' ? '@loader_path' : '$ORIGIN'}"`;
}

/** @throws {Error} when the engine's Go module has no library for this machine. */
export async function copyEngine({ module, target, toolchain, progress }: BuildWork): Promise<void> {
  progress.stage('copying the wasm engine');
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
