/** Compiles the contract, once per content of its sources. @module */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runToEnd } from '../../devnet/build/build-program.ts';
import { cacheFolder } from '../../devnet/build/cache-folder.ts';
import { withLock } from '../../devnet/build/lock-folder.ts';
import { createProgress, type Progress } from '../../devnet/build/report-progress.ts';
import { cargoHome, findRust, type RustToolchain } from './find-rust.ts';
import { WASM_OPT_FLAGS } from './wasm-opt-flags.ts';

/** The contract's file name, of a build and of the artefact. */
export const CONTRACT_FILE = 'causeway_ethereum_client.wasm';
/** The Cargo workspace. */
export const WORKSPACE = fileURLToPath(new URL('../../../contracts/cosmwasm/', import.meta.url));

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const CRATE = 'causeway-ethereum-client';
const TARGET = 'wasm32-unknown-unknown';

/** A compiled contract. */
export interface BuiltContract {
  readonly file: string;
  /** Which compiler made it. */
  readonly toolchain: string;
}

/**
 * Compiles the contract or finds it in the cache; several processes may ask at once.
 * @throws {Error} without a Rust that can, with the compiler's last lines, or when the result could not be published.
 */
export async function buildContract(): Promise<BuiltContract> {
  const progress = createProgress('building the contract');
  try {
    const toolchain = await findRust(WORKSPACE, (line) => progress.stage(line));
    const folder = join(cacheFolder(), 'cosmwasm');
    const file = join(folder, contentKey(toolchain), CONTRACT_FILE);
    mkdirSync(folder, { recursive: true });
    await withLock(
      join(folder, 'build.lock'),
      async () => {
        if (!existsSync(file)) await compile(file, toolchain, progress);
      },
      (pid) => progress.stage(`waiting for process ${pid}, which builds as well`),
    );
    progress.done('ready');
    return { file, toolchain: toolchain.version };
  } catch (error) {
    progress.done('failed');
    throw error;
  }
}

/** Rust sources and manifests, in a stable order. */
function listSources(): readonly string[] {
  const names = readdirSync(WORKSPACE, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => !/^(?:target|artifacts)\b/.test(name) && /\.(?:rs|toml|lock)$/.test(name)).sort();
}

function contentKey(toolchain: RustToolchain): string {
  const hash = createHash('sha256').update(JSON.stringify([toolchain, WASM_OPT_FLAGS, ROOT]));
  for (const name of listSources()) hash.update(`${name}\0`).update(readFileSync(join(WORKSPACE, name)));
  return hash.digest('hex').slice(0, 16);
}

async function compile(file: string, toolchain: RustToolchain, progress: Progress): Promise<void> {
  const work = join(cacheFolder(), 'cosmwasm', 'target');
  progress.stage('fetching crates');
  await runToEnd({ command: toolchain.cargo, args: ['fetch', '--locked'], cwd: WORKSPACE, env: toolchain.env });
  const rustFlags = [...toolchain.rustFlags, ...renamePaths(toolchain)].join(' ');
  const args = ['build', '--locked', '--release', '-p', CRATE, '--target', TARGET, ...toolchain.args];
  const env = { ...toolchain.env, RUSTFLAGS: rustFlags, CARGO_TARGET_DIR: work };
  progress.stage(`compiling with ${toolchain.version}`);
  await runToEnd({ command: toolchain.cargo, args, cwd: WORKSPACE, env });
  progress.stage('lowering to the first version of WebAssembly');
  const folder = join(file, '..');
  const partial = `${folder}.partial-${process.pid}`;
  try {
    mkdirSync(partial, { recursive: true });
    const output = join(partial, CONTRACT_FILE);
    const wasmOpt = join(ROOT, 'node_modules', 'binaryen', 'bin', 'wasm-opt');
    const input = join(work, TARGET, 'release', CONTRACT_FILE);
    await runToEnd({
      command: process.execPath,
      args: [wasmOpt, input, '-o', output, ...WASM_OPT_FLAGS],
      cwd: partial,
    });
    refusePaths(output, toolchain);
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** Panics name source files: none of this machine's folders may be among them. */
function renamePaths({ sources }: RustToolchain): readonly string[] {
  const registries = join(cargoHome(), 'registry', 'src');
  const crates = existsSync(registries)
    ? readdirSync(registries).map((name) => `${join(registries, name)}=/crates`)
    : [];
  const renamed = [...crates, `${WORKSPACE.replace(/\/$/, '')}=/causeway`];
  if (sources !== undefined) renamed.push(`${sources}=/rust`);
  return renamed.map((pair) => `--remap-path-prefix=${pair}`);
}

function refusePaths(file: string, { sources = cargoHome() }: RustToolchain): void {
  const text = readFileSync(file, 'latin1');
  for (const folder of [cargoHome(), ROOT, sources]) {
    if (text.includes(folder)) throw new Error(`cosmwasm: want a contract that names no folder, got ${folder}`);
  }
}
