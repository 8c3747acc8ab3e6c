/** Writes ABIs and code anew from the last `npm run contracts -- build`. @module */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ARTIFACT_FOLDERS, artifactFiles } from './artifacts/artifact-files.ts';

const ROOT = join(import.meta.dirname, '../../..');

const files = await artifactFiles(ROOT);
for (const folder of ARTIFACT_FOLDERS) {
  await mkdir(join(ROOT, folder), { recursive: true });
  // A contract that is no longer published leaves nothing behind.
  const stale = (await readdir(join(ROOT, folder))).filter((name) => name !== 'tsconfig.json');
  for (const name of stale) await rm(join(ROOT, folder, name));
}
for (const [path, text] of files) await writeFile(join(ROOT, path), text);
