/** Brings `node_modules` in line with `package-lock.json`; runs on any Node from 18, before anything is installed. @module */
import { spawn } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean, devOptional?: boolean, peer?: boolean }} LockedPackage
 * @typedef {{ packages?: Record<string, LockedPackage> }} LockFile
 * @typedef {(line: string) => void} Say
 */

const WAIT_STEP_MS = 250;
const HEARTBEAT_MS = 10_000;

/**
 * The first package that is not installed as the lock file wants it, as a sentence; undefined when all agree. npm leaves
 * a lock file of what it has installed in `node_modules`, written at the very end of an installation.
 *
 * @param {LockFile} wanted `package-lock.json`
 * @param {LockFile | undefined} installed `node_modules/.package-lock.json`
 * @returns {string | undefined}
 */
export function findOutdated(wanted, installed) {
  if (installed === undefined) return 'nothing is installed yet';
  const got = installed.packages ?? {};
  for (const [path, want] of Object.entries(wanted.packages ?? {})) {
    const difference = compare(want, got[path]);
    if (path.includes('node_modules/') && difference !== undefined) return `${path}: ${difference}`;
  }
  const extra = Object.keys(got).find((path) => wanted.packages?.[path] === undefined);
  return extra === undefined ? undefined : `${extra}: installed, but not wanted`;
}

/** @param {LockedPackage} want @param {LockedPackage | undefined} got @returns {string | undefined} */
function compare(want, got) {
  if (want.link) return undefined;
  // Packages for other platforms are in the lock file but not on this machine.
  if (got === undefined) return want.optional || want.devOptional || want.peer ? undefined : 'not installed';
  if (got.version !== want.version) return `want ${want.version}, got ${got.version}`;
  return got.integrity === want.integrity ? undefined : 'its content differs from the lock file';
}

/**
 * Installs the packages when they differ from the lock file. One run at a time: a second one waits for the first.
 *
 * @param {string} root folder of `package.json`
 * @param {Say} say
 */
export async function installPackages(root, say) {
  if (outdatedIn(root) === undefined) return;
  const release = await takeLock(join(root, '.causeway', 'setup.lock'), say);
  try {
    const reason = outdatedIn(root);
    if (reason === undefined) return;
    say(`installing npm packages (${reason})`);
    const started = Date.now();
    await runNpm(root, ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--progress=false'], say);
    const left = outdatedIn(root);
    if (left !== undefined) throw new Error(`npm ci ended well, but ${left}`);
    say(`npm packages installed in ${Math.round((Date.now() - started) / 1_000)} s`);
  } finally {
    release();
  }
}

/** The Node that the project brings along. @param {string} root */
export function nodeOf(root) {
  return join(root, 'node_modules', '.bin', 'node');
}

/** @param {string} root */
function outdatedIn(root) {
  const wanted = readJson(join(root, 'package-lock.json'));
  if (wanted === undefined) throw new Error('package-lock.json is missing or is not JSON');
  const outdated = findOutdated(wanted, readJson(join(root, 'node_modules', '.package-lock.json')));
  if (outdated !== undefined) return outdated;
  return existsSync(nodeOf(root)) ? undefined : 'the package `node` has no program yet';
}

/** @param {string} file @returns {LockFile | undefined} */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Quiet as long as it works: npm's own lines are shown only when it fails. @param {string} root @param {string[]} args @param {Say} say */
function runNpm(root, args, say) {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, { cwd: root, env: outsideEnvironment(root), stdio: ['ignore', 'pipe', 'pipe'] });
    const started = Date.now();
    const heartbeat = setInterval(() => {
      say(`npm is still installing, ${Math.round((Date.now() - started) / 1_000)} s`);
    }, HEARTBEAT_MS);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.once('error', (error) => {
      clearInterval(heartbeat);
      reject(new Error(`npm could not be started: ${error.message}`));
    });
    child.once('close', (code) => {
      clearInterval(heartbeat);
      if (code === 0) resolve(undefined);
      else reject(new Error(`npm ${args[0]} failed (exit code ${code}):\n${output.trim()}`));
    });
  });
}

/**
 * npm must not run on the Node inside the folder that it is about to replace.
 *
 * @param {string} root
 */
function outsideEnvironment(root) {
  const inside = join(root, 'node_modules');
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(inside));
  return { ...process.env, PATH: path.join(delimiter) };
}

/**
 * @param {string} file holds the process id of the run that installs
 * @param {Say} say
 * @returns {Promise<() => void>} gives the lock back
 */
async function takeLock(file, say) {
  mkdirSync(join(file, '..'), { recursive: true });
  let announced = false;
  while (!tryLock(file)) {
    const owner = readOwner(file);
    if (owner !== undefined && !isAlive(owner)) removeStale(file, owner);
    else if (!announced) say(`waiting for another set-up that is under way (process ${owner ?? 'unknown'})`);
    announced ||= owner === undefined || isAlive(owner);
    await new Promise((resolve) => setTimeout(resolve, WAIT_STEP_MS));
  }
  return () => rmSync(file, { force: true });
}

/** A file that appears whole: written aside, then linked, which fails when the name is taken. @param {string} file */
function tryLock(file) {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
    return false;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Takes away the lock of a run that has died, but not one that a third run took in the meantime. @param {string} file @param {number} owner */
function removeStale(file, owner) {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
    if (readOwner(aside) !== owner) linkSync(aside, file);
  } catch (error) {
    if (!isCode(error, 'ENOENT') && !isCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** @param {string} file @returns {number | undefined} */
function readOwner(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

/** @param {unknown} error @param {string} code */
function isCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code;
}
