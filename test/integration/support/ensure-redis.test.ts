/** Finding and installing redis-server, with programs of our own in the place of the system's. @module */
import { access, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ensureRedis } from '../../support/ensure-redis.ts';

/** A folder of programs, each a shell script, that stands for `PATH`. */
async function buildPath(programs: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-path-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const name of ['/bin/sh', '/bin/cp', '/usr/bin/dirname']) await symlink(name, join(folder, basename(name)));
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return folder;
}

const INSTALLS = 'if [ "$1" = install ]; then cp "$0" "$(dirname "$0")/redis-server"; fi';

test('finds a server on the path without asking for anything', async () => {
  const path = await buildPath({ 'redis-server': 'exit 0', 'apt-get': 'exit 1' });
  expect(await ensureRedis(undefined, { path, isRoot: true })).toBe(join(path, 'redis-server'));
});

test('installs the package as root and says so', async () => {
  const path = await buildPath({ 'apt-get': INSTALLS });
  const said: string[] = [];
  const found = await ensureRedis((line) => said.push(line), { path, isRoot: true });
  await access(found);
  expect(said).toEqual(['installing redis-server with apt-get']);
});

test('rejects with what to do when it may not install', async () => {
  const path = await buildPath({ 'apt-get': INSTALLS });
  await expect(ensureRedis(undefined, { path, isRoot: false })).rejects.toThrow(/not on PATH: install the package/);
});

test('rejects with what to do where there is no apt-get', async () => {
  const path = await buildPath({});
  await expect(ensureRedis(undefined, { path, isRoot: true })).rejects.toThrow(/not on PATH: install the package/);
});

test('rejects with what apt-get said when that fails', async () => {
  const path = await buildPath({ 'apt-get': 'echo "no space left"; exit 100' });
  await expect(ensureRedis(undefined, { path, isRoot: true })).rejects.toThrow(/exit code 100[\s\S]*no space left/);
});
