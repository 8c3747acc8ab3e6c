/** The files that make up the project: tracked ones and new ones that are not ignored. @module */
import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runToolOrThrow } from './run-tool.ts';

/** Paths relative to `root`, with `/`, sorted. */
export async function listFiles(root: string): Promise<readonly string[]> {
  const options = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const printed = await runToolOrThrow('git', options, { cwd: root });
  const names = new Set(printed.split('\0').filter((name) => name !== ''));
  return [...names].filter((name) => existsSync(join(root, name))).sort();
}

/** Copies them all into a new folder. */
export async function copyProject(root: string, target: string): Promise<void> {
  for (const name of await listFiles(root)) {
    await mkdir(dirname(join(target, name)), { recursive: true });
    await copyFile(join(root, name), join(target, name));
  }
}
