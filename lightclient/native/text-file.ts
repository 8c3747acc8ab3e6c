/** One text in a file, replaced wholly or not at all. @module */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What is kept in one file. */
export interface TextFile {
  /** `undefined` when there is no such file. @throws what the system throws when it cannot be read. */
  load(): Promise<string | undefined>;
  save(text: string): Promise<void>;
}

/** A store for `createBeaconFollower` that survives the process. Creates the folder; the file is for its owner alone. */
export function createTextFile(path: string): TextFile {
  return {
    async load() {
      try {
        return await readFile(path, 'utf8');
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        throw error;
      }
    },
    async save(text) {
      await mkdir(dirname(path), { recursive: true });
      const draft = `${path}.${randomUUID()}.tmp`;
      try {
        await writeThrough(draft, text);
        await rename(draft, path);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
  };
}

/** On the disk before it takes the place of the old one: a crash leaves one or the other. */
async function writeThrough(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
