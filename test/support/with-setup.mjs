/** `node with-setup.mjs SCRIPT.ts ARGS…`: installs the npm packages when needed, then runs SCRIPT on the project's own Node. @module */
import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages, nodeOf } from './install-packages.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FORWARDED = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** @param {string} line */
function say(line) {
  process.stderr.write(`set-up: ${line}\n`);
}

function checkNode() {
  const run = spawnSync(nodeOf(ROOT), ['--version'], { encoding: 'utf8' });
  if (run.status === 0 && run.stdout.startsWith('v24.')) return;
  const got = run.error?.message ?? run.stdout.trim();
  throw new Error(`want Node 24 from the npm package \`node\`, got ${got}: remove node_modules and try again`);
}

/**
 * Runs the script to its end; signals go on to it, and its exit code comes back.
 *
 * @param {string[]} args
 * @returns {Promise<number>}
 */
function runScript(args) {
  const env = { ...process.env, PATH: [join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(delimiter) };
  return new Promise((resolve, reject) => {
    const child = spawn(nodeOf(ROOT), ['--conditions=causeway-source', ...args], { env, stdio: 'inherit' });
    for (const signal of FORWARDED) {
      // A terminal sends Ctrl-C to the script as well: passing it on would make it two.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) process.on(signal, () => child.kill(signal));
      else process.on(signal, () => undefined);
    }
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}

try {
  const args = process.argv.slice(2);
  if (args.length === 0) throw new Error('want a script to run, got no argument');
  await installPackages(ROOT, say);
  checkNode();
  process.exitCode = await runScript(args);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
