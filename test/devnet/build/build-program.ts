/** Builds programs from a Go module, once per content of its sources. @module */
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
import { basename, dirname, join } from 'node:path';
import { type GuardedOptions, startGuarded } from '../process/guarded-process.ts';
import { isAlive } from '../process/is-alive.ts';
import { cacheFolder } from './cache-folder.ts';
import { checkToolchain, parseWantedGo, type Toolchain } from './check-toolchain.ts';
import type { ModuleSources } from './locate-sources.ts';
import { withLock } from './lock-folder.ts';
import { createProgress, type Progress } from './report-progress.ts';

/** Raised when the layout of a cache entry changes. */
const LAYOUT = '1';
/** How much of a failed command's output is shown. */
const KEPT_LINES = 30;
/** After a month without use an entry goes when another is built. */
const UNUSED_MS = 30 * 86_400_000;

/** How to build the programs of one cache entry. */
export interface ProgramRecipe {
  /** A folder of the cache, such as `simd`. */
  readonly family: string;
  /** Tells the members of a family apart, such as `v10.7`. */
  readonly version: string;
  readonly module: ModuleSources;
  /** Source files of the module itself. */
  readonly sources?: readonly string[];
  /** Import paths of commands; each becomes an executable with the name of its last part. */
  readonly commands: readonly string[];
  readonly linkerFlags?: (toolchain: Toolchain) => string;
  /** What else an entry holds. */
  readonly finish?: (work: BuildWork) => Promise<void>;
}

/** A build that has compiled. */
export interface BuildWork {
  readonly toolchain: Toolchain;
  /** The entry to be; executables lie in it. */
  readonly target: string;
  /** The copy of the Go module. */
  readonly module: string;
  readonly progress: Progress;
}

/** Options of a build. */
export interface ProgressChoice {
  /** Takes progress lines; without it they go to standard error, as one changing line when that is a terminal. */
  readonly log?: (line: string) => void;
  /** How often `log` gets a line; default: every 20 s. */
  readonly logEveryMs?: number;
}

/**
 * The folder of the built programs, from the cache if they are there; several processes may ask at once.
 * @throws {Error} when Go is missing or too old, or with the compiler's last lines.
 */
export async function buildProgram(recipe: ProgramRecipe, options: ProgressChoice): Promise<string> {
  const toolchain = await checkToolchain(parseWantedGo(readFileSync(recipe.module.mod, 'utf8')));
  const family = join(cacheFolder(), recipe.family);
  const folder = join(family, `${recipe.version}-${contentKey(recipe, toolchain)}`);
  if (existsSync(folder)) {
    utimesSync(folder, new Date(), new Date()); // in use: see `removeUnused`
    return folder;
  }
  makeCache(family);
  const progress = createProgress(`building ${recipe.family} ${recipe.version}`, options);
  try {
    await withLock(
      `${folder}.lock`,
      async () => {
        if (!existsSync(folder)) await buildInto(folder, recipe, toolchain, progress);
      },
      (pid) => progress.stage(`waiting for process ${pid}, which builds the same`),
    );
    progress.done('ready');
  } catch (error) {
    progress.done('failed');
    throw error;
  }
  return folder;
}

/** @throws {Error} that says what to do when nothing can be kept there. */
function makeCache(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    const got = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    const message = `devnet: want to keep built chains in ${folder}, got ${got}. Set CAUSEWAY_CACHE to a folder of yours.`;
    throw new Error(message, { cause });
  }
}

function contentKey({ sources = [], module }: ProgramRecipe, toolchain: Toolchain): string {
  const hash = createHash('sha256').update(`${LAYOUT} ${toolchain.version} ${toolchain.os} ${toolchain.arch}\n`);
  for (const file of [...sources, module.mod, module.sum]) hash.update(readFileSync(file)).update('\0');
  return hash.digest('hex').slice(0, 16);
}

/** Works in a folder of its own and renames it at the end, so that an entry is either whole or absent. */
async function buildInto(
  folder: string,
  recipe: ProgramRecipe,
  toolchain: Toolchain,
  progress: Progress,
): Promise<void> {
  removeAbandoned(folder);
  removeUnused(folder);
  const target = `${folder}.partial-${process.pid}`;
  try {
    const module = join(target, 'module');
    mkdirSync(module, { recursive: true });
    for (const file of [...(recipe.sources ?? []), recipe.module.mod, recipe.module.sum]) {
      copyFileSync(file, join(module, basename(file)));
    }
    const work = { toolchain, target, module, progress };
    await compile(recipe, work);
    await recipe.finish?.(work);
    rmSync(module, { recursive: true });
    renameSync(target, folder);
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}

async function compile({ commands, linkerFlags }: ProgramRecipe, work: BuildWork): Promise<void> {
  const { toolchain, target, module, progress } = work;
  const flags = ['-v', '-mod=readonly', '-buildvcs=false', '-ldflags', linkerFlags?.(toolchain) ?? '-s -w'];
  const args = ['build', ...flags, '-o', `${target}/`, ...commands];
  let downloaded = 0;
  let compiled = 0;
  // Go's own working files, so that they go with the folder when the build is killed.
  const env = { GOTMPDIR: module };
  progress.stage('resolving modules');
  await runToEnd({ command: toolchain.go, args, cwd: module, env }, (line) => {
    if (line.startsWith('go: downloading')) progress.stage(`downloading modules, ${++downloaded} so far`);
    else if (commands.includes(line.trim())) progress.stage(`linking ${basename(line.trim())}`);
    else if (!line.startsWith('#')) progress.stage(`compiling, ${++compiled} packages so far, now ${line.trim()}`);
  });
}

/** Resolves with the output's last lines; a failure carries them. */
export async function runToEnd(
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

/** Entries weigh 100 MB and more, and every change of a module version leaves one behind. */
function removeUnused(folder: string): void {
  const parent = dirname(folder);
  for (const name of readdirSync(parent)) {
    const entry = join(parent, name);
    if (/-[0-9a-f]{16}$/.test(name) && Date.now() - statSync(entry).mtimeMs > UNUSED_MS) {
      rmSync(entry, { recursive: true, force: true });
    }
  }
}
