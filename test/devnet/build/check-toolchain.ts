/** Checks that Go and a C compiler are there before minutes are spent on a build that must fail. @module */
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The Go installation that will build the chain. */
export interface Toolchain {
  readonly go: string;
  /** Such as `1.26.8`. */
  readonly version: string;
  readonly os: string;
  readonly arch: string;
}

const INSTALL =
  'Install it with your package manager or from https://go.dev/dl, and put its bin folder on PATH; ' +
  'or set CAUSEWAY_GO to the go command.';

/** @throws {Error} that names what was wanted, what was found, and what to do. */
export async function checkToolchain(wantedVersion: string): Promise<Toolchain> {
  const go = process.env.CAUSEWAY_GO ?? 'go';
  const environment = await readGoEnvironment(go, wantedVersion);
  const version = (environment.get('GOVERSION') ?? '').replace(/^go/, '').split(/[ -]/)[0] ?? '';
  if (!isAtLeast(version, wantedVersion)) {
    throw new Error(`devnet: want Go ${wantedVersion} or newer, got ${version || 'an unknown version'}. ${INSTALL}`);
  }
  await checkCompiler(environment.get('CC') || 'cc', environment.get('CGO_ENABLED') ?? '');
  return { go, version, os: environment.get('GOOS') ?? '', arch: environment.get('GOARCH') ?? '' };
}

/** Compares dotted versions by their numbers: `1.9` is older than `1.26`. */
export function isAtLeast(version: string, wanted: string): boolean {
  const [have, want] = [version, wanted].map((text) => text.split('.').map((part) => Number.parseInt(part, 10)));
  if (have === undefined || want === undefined || have.some(Number.isNaN)) return false;
  for (let i = 0; i < Math.max(have.length, want.length); i++) {
    const difference = (have[i] ?? 0) - (want[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** The `go` line of a go.mod file, such as `1.24`. */
export function parseWantedGo(goMod: string): string {
  const wanted = /^go (\d[\d.]*)/m.exec(goMod)?.[1];
  if (wanted === undefined) throw new Error('devnet: want a `go` line in go.mod, got none');
  return wanted;
}

/** The version of a module that a go.mod file requires, such as `v1.17.8`. */
export function parseRequired(goMod: string, module: string): string {
  const line = goMod.split('\n').find((text) =>
    text
      .replace(/^require/, '')
      .trim()
      .startsWith(`${module} v`),
  );
  const version = line
    ?.trim()
    .split(' ')
    .find((word) => /^v\d/.test(word));
  if (version === undefined) throw new Error(`devnet: want ${module} in go.mod, got none`);
  return version;
}

async function readGoEnvironment(go: string, wanted: string): Promise<ReadonlyMap<string, string>> {
  const names = ['GOVERSION', 'GOOS', 'GOARCH', 'CC', 'CGO_ENABLED'];
  try {
    // Outside any module: a go.mod would make an old Go fail, or fetch another, before we can say what is wrong.
    const { stdout } = await run(go, ['env', ...names], { cwd: tmpdir(), env: { ...process.env, GO111MODULE: 'on' } });
    const lines = stdout.split('\n');
    return new Map(names.map((name, i) => [name, lines[i]?.trim() ?? '']));
  } catch (cause) {
    const got =
      cause instanceof Error && 'code' in cause && cause.code === 'ENOENT' ? `no command ${go}` : String(cause);
    throw new Error(`devnet: want Go ${wanted} or newer to build the chain, got ${got}. ${INSTALL}`, { cause });
  }
}

async function checkCompiler(compiler: string, cgoEnabled: string): Promise<void> {
  if (cgoEnabled === '0')
    throw new Error('devnet: want cgo, got CGO_ENABLED=0. Unset it: parts of the chains are written in C.');
  const [command = 'cc', ...args] = compiler.split(' ');
  try {
    await run(command, [...args, '--version']);
  } catch (cause) {
    throw new Error(
      `devnet: want a C compiler (${compiler}), got none that runs. Install gcc or clang: parts of the chains are written in C.`,
      { cause },
    );
  }
}
