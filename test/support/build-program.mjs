/** Runs after `npm install` in a clone (`prepare`): compiles, so that the program `causeway` exists. @module */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COMPILER = join(ROOT, 'node_modules', '.bin', 'tsc');

// `npm install --omit=dev` brings no compiler; and half-done work must not make the installation itself fail.
if (existsSync(COMPILER)) {
  const build = spawnSync(COMPILER, ['-b', 'relayer', 'test/devnet'], { cwd: ROOT, encoding: 'utf8' });
  if (build.status !== 0) {
    const first = build.stdout.trim().split('\n')[0];
    process.stderr.write(`causeway: the sources do not compile, so \`npx causeway\` may be missing or old: ${first}\n`);
  }
}
