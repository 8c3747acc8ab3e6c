/** Finds a Rust that compiles to WebAssembly: rustup's, else Debian's, which brings no target but its sources. @module */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const TARGET = 'wasm32-unknown-unknown';
const PACKAGES = ['rustc-web', 'cargo-web', 'rust-web-src', 'lld-19'];
/** The compiler of the contract that is kept: another one gives another checksum, and newer ones use more of WebAssembly. */
const PINNED = '1.95.0';
/** `rust-version` of the workspace. */
const OLDEST = 85;
/** The virtual machine refuses what WebAssembly has got since its first version; what the standard library uses of it is lowered. */
const MVP = '-C target-cpu=mvp';

/** A way to compile. */
export interface RustToolchain {
  /** For people, such as `rustup: rustc 1.95.0 (…), linux x64`: one of them gives one contract. */
  readonly version: string;
  readonly cargo: string;
  /** Arguments of `cargo build`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly rustFlags: readonly string[];
  /** Where the sources of the standard library lie, when their paths get into the program. */
  readonly sources?: string;
}

/**
 * `CAUSEWAY_RUST` (`rustup` or `debian`) says which one to take. Adds rustup's target or Debian's packages where they are missing and can be added; `say` hears of it before.
 * @throws {Error} that says what was looked for and what to install.
 */
export async function findRust(workspace: string, say: (line: string) => void): Promise<RustToolchain> {
  const wanted = process.env.CAUSEWAY_RUST;
  const failures: string[] = [];
  for (const [origin, find] of [
    ['rustup', findRustup],
    ['debian', findDebian],
  ] as const) {
    if (wanted !== undefined && wanted !== origin) continue;
    try {
      return await find(workspace, say);
    } catch (error) {
      failures.push(`${origin}: ${error instanceof Error ? error.message.trim() : String(error)}`);
    }
  }
  throw new Error(
    [
      `cosmwasm: want a Rust 1.${OLDEST} or newer that compiles to ${TARGET}, got none:`,
      ...failures.map((failure) => `  ${failure}`),
      `Install rustup (https://rustup.rs) and run \`rustup target add ${TARGET}\`; or, on Debian, \`apt-get install ${PACKAGES.join(' ')}\`.`,
      'Without Rust the compiled contract in contracts/cosmwasm/artifacts serves as well.',
    ].join('\n'),
  );
}

async function findRustup(workspace: string, say: (line: string) => void): Promise<RustToolchain> {
  const env = await choosePinned(workspace, say);
  const version = await checkVersion(workspace, 'rustc', env);
  const installed = await outputOf(workspace, 'rustup', ['target', 'list', '--installed'], env);
  if (!installed.split('\n').includes(TARGET)) {
    say(`adding rustup's target ${TARGET}`);
    await outputOf(workspace, 'rustup', ['target', 'add', TARGET], env);
  }
  return { version: `rustup: ${version}`, cargo: 'cargo', args: [], env, rustFlags: [MVP] };
}

/**
 * The environment in which rustup's `cargo` and `rustc` are of the pinned version: the default one where it fits, else that
 * version, installed if need be. Where it cannot be had, the default one must do.
 */
async function choosePinned(workspace: string, say: (line: string) => void): Promise<RustToolchain['env']> {
  const pinned = { RUSTUP_TOOLCHAIN: PINNED };
  for (const env of [{}, pinned]) {
    const version = await outputOf(workspace, 'rustc', ['--version'], env).catch(() => '');
    if (version.startsWith(`rustc ${PINNED} `)) return env;
  }
  say(`installing rustup's toolchain ${PINNED}`);
  const install = ['toolchain', 'install', PINNED, '--profile', 'minimal', '--component', 'clippy,rustfmt'];
  return await outputOf(workspace, 'rustup', install).then(
    () => pinned,
    () => ({}),
  );
}

async function findDebian(workspace: string, say: (line: string) => void): Promise<RustToolchain> {
  const sources = '/usr/lib/rustlib/src/rust';
  const needed = ['/usr/bin/rustc', '/usr/bin/cargo', '/usr/bin/wasm-ld-19', sources];
  if (!needed.every((path) => existsSync(path))) await installPackages(say);
  const version = await checkVersion(workspace, '/usr/bin/rustc');
  return {
    version: `debian: ${version}`,
    cargo: '/usr/bin/cargo',
    // There is no compiled standard library for the target: it is compiled along, which stable Rust allows only when told so.
    args: ['-Z', 'build-std=core,alloc,panic_abort'],
    env: { RUSTC: '/usr/bin/rustc', RUSTC_BOOTSTRAP: '1' },
    rustFlags: [MVP, '-C linker=wasm-ld-19', '-C link-arg=--allow-undefined'],
    sources,
  };
}

async function installPackages(say: (line: string) => void): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('its packages are missing, and only root can install them');
  if (!existsSync('/usr/bin/apt-get')) throw new Error('there is no apt-get here');
  say(`installing Debian's ${PACKAGES.join(', ')} with apt-get`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '--quiet'], { env });
  await run('apt-get', ['install', '--yes', '--no-install-recommends', ...PACKAGES], { env, maxBuffer: 1 << 26 });
}

async function checkVersion(workspace: string, rustc: string, env?: RustToolchain['env']): Promise<string> {
  const version = (await outputOf(workspace, rustc, ['--version'], env)).trim();
  const minor = Number(/^rustc 1\.(\d+)\./.exec(version)?.[1]);
  if (minor >= OLDEST) return `${version}, ${process.platform} ${process.arch}`;
  throw new Error(`want rustc 1.${OLDEST} or newer, got ${version}`);
}

async function outputOf(
  cwd: string,
  command: string,
  args: readonly string[],
  env?: RustToolchain['env'],
): Promise<string> {
  try {
    return (await run(command, args, { cwd, env: { ...process.env, ...env } })).stdout;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new Error(`no command ${command}`);
    throw error;
  }
}

/** Cargo for programs of this machine, with the compiler that the contract is made with where rustup has it. */
export interface HostCargo {
  readonly command: string;
  readonly env: NodeJS.ProcessEnv;
  /** Whether it can run `cargo` with this subcommand: Debian's has neither `fmt` nor `clippy`. */
  can(subcommand: string): Promise<boolean>;
}

/** Installs what is missing, as `findRust` does. @throws {Error} */
export async function findCargo(workspace: string, say: (line: string) => void): Promise<HostCargo> {
  const hasRustup = await outputOf(workspace, 'rustup', ['--version']).then(
    () => true,
    () => false,
  );
  const found = hasRustup
    ? { cargo: 'cargo', env: await choosePinned(workspace, say) }
    : await findDebian(workspace, say);
  return {
    command: found.cargo,
    env: { ...process.env, ...found.env },
    can: (subcommand) =>
      outputOf(workspace, found.cargo, [subcommand, '--help'], found.env).then(
        () => true,
        () => false,
      ),
  };
}

/** Whether there is no trace of Rust, so that its absence is a choice rather than a fault. */
export function isRustAbsent(): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return !folders.some((folder) => existsSync(join(folder, 'rustup')) || existsSync(join(folder, 'cargo')));
}

/** Where cargo keeps the sources of other crates. */
export function cargoHome(): string {
  return process.env.CARGO_HOME ?? join(homedir(), '.cargo');
}
