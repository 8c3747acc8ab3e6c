/** Builds the chain's program from Go modules, once per content of its sources. @module */
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type GuardedOptions, startGuarded } from '../process/guarded-process.ts';
import { isAlive } from '../process/is-alive.ts';
import { cacheFolder } from './cache-folder.ts';
import { checkToolchain, parseWantedGo, type Toolchain } from './check-toolchain.ts';
import { type Flavour, locateSources, type SimdSources } from './locate-sources.ts';
import { withLock } from './lock-folder.ts';
import { createProgress, type Progress } from './report-progress.ts';

/** Raised when the layout of a cache entry changes. */
const LAYOUT = '1';
/** How much of a failed command's output is shown. */
const KEPT_LINES = 30;
/** After a month without use an entry goes when another is built. */
const UNUSED_MS = 30 * 86_400_000;

/** A built chain program. */
export interface Simd {
  readonly flavour: Flavour;
  /** Absolute path of the executable; the wasm engine's library lies next to it. */
  readonly binary: string;
  /** A home folder as `simd init` writes it: the starting point of every node's configuration and genesis. */
  readonly template: string;
}

/** Options of a build. */
export interface BuildOptions {
  readonly flavour?: Flavour;
  /** Takes progress lines; without it they go to standard error, as one changing line when that is a terminal. */
  readonly log?: (line: string) => void;
  /** How often `log` gets a line; default: every 20 s. */
  readonly logEveryMs?: number;
}

/**
 * Builds `simd` or finds it in the cache; several processes may ask at once.
 * @throws {Error} when Go is missing or too old, or with the compiler's last lines.
 */
export async function buildSimd(options: BuildOptions = {}): Promise<Simd> {
  const flavour = options.flavour ?? 'v10.7';
  const sources = locateSources(flavour);
  const toolchain = await checkToolchain(parseWantedGo(readFileSync(sources.mod, 'utf8')));
  const folder = join(cacheFolder(), 'simd', `${flavour}-${contentKey(sources, toolchain)}`);
  const simd: Simd = { flavour, binary: join(folder, 'simd'), template: join(folder, 'template') };
  if (existsSync(simd.binary)) {
    utimesSync(folder, new Date(), new Date()); // in use: see `removeUnused`
    return simd;
  }
  makeCache();
  const progress = createProgress(`building simd ${flavour}`, { log: options.log, logEveryMs: options.logEveryMs });
  try {
    await withLock(
      `${folder}.lock`,
      async () => {
        if (!existsSync(simd.binary)) await buildInto(folder, sources, toolchain, progress);
      },
      (pid) => progress.stage(`waiting for process ${pid}, which builds the same`),
    );
    progress.done('ready');
  } catch (error) {
    progress.done('failed');
    throw error;
  }
  return simd;
}

/** @throws {Error} that says what to do when nothing can be kept there. */
function makeCache(): void {
  const folder = join(cacheFolder(), 'simd');
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    const got = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    const message = `devnet: want to keep built chains in ${folder}, got ${got}. Set CAUSEWAY_CACHE to a folder of yours.`;
    throw new Error(message, { cause });
  }
}

function contentKey(sources: SimdSources, toolchain: Toolchain): string {
  const hash = createHash('sha256').update(`${LAYOUT} ${toolchain.version} ${toolchain.os} ${toolchain.arch}\n`);
  for (const file of [sources.main, sources.mod, sources.sum]) hash.update(readFileSync(file)).update('\0');
  return hash.digest('hex').slice(0, 16);
}

/** Works in a folder of its own and renames it at the end, so that an entry is either whole or absent. */
async function buildInto(
  folder: string,
  sources: SimdSources,
  toolchain: Toolchain,
  progress: Progress,
): Promise<void> {
  removeAbandoned(folder);
  removeUnused(folder);
  const partial = `${folder}.partial-${process.pid}`;
  try {
    const module = join(partial, 'module');
    mkdirSync(module, { recursive: true });
    copyFileSync(sources.main, join(module, 'main.go'));
    copyFileSync(sources.mod, join(module, 'go.mod'));
    copyFileSync(sources.sum, join(module, 'go.sum'));
    await compile(partial, toolchain, progress);
    progress.stage('copying the wasm engine');
    await copyEngine(module, partial, toolchain);
    progress.stage('preparing a genesis template');
    const home = join(partial, 'template');
    const args = ['init', 'template', '--chain-id', 'template-1', '--home', home];
    await runToEnd({ command: join(partial, 'simd'), args, cwd: partial });
    rmSync(module, { recursive: true });
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

async function compile(partial: string, toolchain: Toolchain, progress: Progress): Promise<void> {
  const origin = toolchain.os === 'darwin' ? '@loader_path' : '$ORIGIN';
  const linker = `-s -w -extldflags "-Wl,-rpath,${origin}"`;
  const args = [
    'build',
    '-v',
    '-mod=readonly',
    '-buildvcs=false',
    '-ldflags',
    linker,
    '-o',
    join(partial, 'simd'),
    '.',
  ];
  let downloaded = 0;
  let compiled = 0;
  // Go's own working files, so that they go with the folder when the build is killed.
  const env = { GOTMPDIR: join(partial, 'module') };
  progress.stage('resolving modules');
  await runToEnd({ command: toolchain.go, args, cwd: join(partial, 'module'), env }, (line) => {
    if (line.startsWith('go: downloading')) progress.stage(`downloading modules, ${++downloaded} so far`);
    else if (line.endsWith('/devnet/simd')) progress.stage('linking');
    else if (!line.startsWith('#')) progress.stage(`compiling, ${++compiled} packages so far, now ${line.trim()}`);
  });
}

async function copyEngine(module: string, target: string, toolchain: Toolchain): Promise<void> {
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

/** Resolves with the output's last lines; a failure carries them. */
async function runToEnd(
  options: GuardedOptions,
  onLine: (line: string) => void = () => undefined,
): Promise<readonly string[]> {
  const lines: string[] = [];
  const child = await startGuarded({
    ...options,
    onLine: (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      onLine(line);
    },
  });
  const { code, signal } = await child.exited;
  if (code === 0) return lines;
  throw new Error(`devnet: ${options.command} ${options.args[0]} ended with ${code ?? signal}:\n${lines.join('\n')}`);
}

/** Leftovers of builders that were killed. */
function removeAbandoned(folder: string): void {
  const parent = dirname(folder);
  for (const name of readdirSync(parent)) {
    const owner = /\.partial-(\d+)$/.exec(name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

/** Entries weigh 130 MB each, and every change of a module version leaves one behind. */
function removeUnused(folder: string): void {
  const parent = dirname(folder);
  for (const name of readdirSync(parent)) {
    const entry = join(parent, name);
    if (existsSync(join(entry, 'simd')) && Date.now() - statSync(entry).mtimeMs > UNUSED_MS) {
      rmSync(entry, { recursive: true, force: true });
    }
  }
}
