/** Installing packages with a stand-in for npm that notes each call. @module */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { installPackages } from '../../support/install-packages.mjs';

/** Takes its time, so that a second run meets the first one at work. */
const INSTALLS = `
echo "$*" >> calls.txt
sleep 0.3
mkdir -p node_modules/.bin
cp package-lock.json node_modules/.package-lock.json
touch node_modules/.bin/node`;

async function buildProject(npm = INSTALLS): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'causeway-install-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const lock = { packages: { 'node_modules/tool': { version: '1.0.0', integrity: 'sha512-tool' } } };
  await writeFile(join(root, 'package-lock.json'), JSON.stringify(lock));
  await mkdir(join(root, 'bin'));
  await writeFile(join(root, 'bin', 'npm'), `#!/bin/sh${npm}\n`, { mode: 0o755 });
  vi.stubEnv('PATH', [join(root, 'bin'), process.env.PATH].join(delimiter));
  onTestFinished(() => void vi.unstubAllEnvs());
  return root;
}

async function calls(root: string): Promise<readonly string[]> {
  return (await readFile(join(root, 'calls.txt'), 'utf8')).trim().split('\n');
}

test('installs once, also when two runs start together, and then no more', async () => {
  const root = await buildProject();
  const said: string[] = [];
  const say = (line: string): void => void said.push(line);
  await Promise.all([installPackages(root, say), installPackages(root, say)]);
  await installPackages(root, say);
  expect(await calls(root)).toEqual([expect.stringMatching(/^ci /)]);
  expect(said).toContain('installing npm packages (nothing is installed yet)');
  expect(said).toContain(`waiting for another set-up that is under way (process ${process.pid})`);
});

test('installs again when the lock file has changed', async () => {
  const root = await buildProject();
  await installPackages(root, () => undefined);
  const lock = { packages: { 'node_modules/tool': { version: '1.1.0', integrity: 'sha512-newer' } } };
  await writeFile(join(root, 'package-lock.json'), JSON.stringify(lock));
  const said: string[] = [];
  await installPackages(root, (line) => said.push(line));
  expect(await calls(root)).toHaveLength(2);
  expect(said[0]).toBe('installing npm packages (node_modules/tool: want 1.1.0, got 1.0.0)');
});

test('takes over from a run that died', async () => {
  const root = await buildProject();
  await mkdir(join(root, '.causeway'));
  await writeFile(join(root, '.causeway', 'setup.lock'), '999999999');
  await installPackages(root, () => undefined);
  expect(await calls(root)).toHaveLength(1);
});

test('rejects with what npm said when it fails, and leaves no lock behind', async () => {
  const root = await buildProject('\necho "no space left"; exit 4');
  await expect(installPackages(root, () => undefined)).rejects.toThrow(/exit code 4[\s\S]*no space left/);
  await expect(installPackages(root, () => undefined)).rejects.toThrow(/no space left/);
});

test('rejects an installation that is not what the lock file wants', async () => {
  const root = await buildProject('\nexit 0');
  await expect(installPackages(root, () => undefined)).rejects.toThrow(
    'npm ci ended well, but nothing is installed yet',
  );
});
