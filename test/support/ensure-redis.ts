/** Finds `redis-server`, or installs it from Debian's packages where that is possible. @module */
import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const ADVICE = 'install the package `redis-server` (Debian, Ubuntu) or `redis` (Homebrew), then run this again';

/** Where to look and what is allowed; a test passes its own. */
export interface Surroundings {
  readonly path: string;
  readonly isRoot: boolean;
}

/**
 * The path of `redis-server`; installs the Debian package first when it is missing and we are root.
 *
 * @throws {Error} with what to do, when it is missing and cannot be installed from here.
 */
export async function ensureRedis(
  say: (line: string) => void = () => undefined,
  { path, isRoot }: Surroundings = { path: process.env.PATH ?? '', isRoot: process.getuid?.() === 0 },
): Promise<string> {
  const present = await findOnPath('redis-server', path);
  if (present !== undefined) return present;
  const canInstall = isRoot && (await findOnPath('apt-get', path)) !== undefined;
  if (!canInstall) throw new Error(`redis-server is not on PATH: ${ADVICE}`);
  say('installing redis-server with apt-get');
  await installWithApt('redis-server', { path, advice: ADVICE });
  const installed = await findOnPath('redis-server', path);
  if (installed === undefined) throw new Error(`apt-get installed redis-server, but it is not on PATH: ${ADVICE}`);
  return installed;
}

/** The full path of an executable, or undefined. */
export async function findOnPath(name: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter((part) => part !== '')) {
    const file = join(folder, name);
    const usable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return file;
  }
  return undefined;
}

/** One installer at a time where `flock` exists: apt-get's own lock covers installing, not reading the package lists. */
export async function installWithApt(
  name: string,
  { path, advice }: { readonly path: string; readonly advice: string },
): Promise<void> {
  const script = `apt-get update -qq && apt-get install -y -qq --no-install-recommends ${name}`;
  const locked = (await findOnPath('flock', path)) !== undefined;
  const lock = join(tmpdir(), 'causeway-apt.lock');
  const [command, args] = locked ? ['flock', [lock, 'sh', '-c', script]] : ['sh', ['-c', script]];
  // RUNLEVEL=1 keeps the package from starting a server of its own.
  const env = { ...process.env, PATH: path, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-2_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`apt-get could not install ${name} (exit code ${code}): ${advice}\n${output.trim()}`));
    });
  });
}
