/** A crash point in a process of its own: killed for real, with what it wrote on the disk. @module */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSqliteStore } from '../../relayer/stores/sqlite.ts';
import { runModule } from '../support/run-module.ts';

const WRITER = new URL('./support/crashing-writer.ts', import.meta.url).href;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'causeway-crash-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** How the process ended, and the height up to which its writes are on the disk. */
async function writeUntil(crashAt: string): Promise<{ code: unknown; signal: unknown; height: bigint | undefined }> {
  const file = join(dir, 'causeway.db');
  const child = runModule(WRITER, [file], { CAUSEWAY_CRASH_AT: crashAt });
  const [code, signal] = await once(child, 'exit');
  const store = await createSqliteStore({ file });
  try {
    return { code, signal, height: await store.chains.cursor('alpha') };
  } finally {
    await store.close();
  }
}

test('kills with SIGKILL after the write, which is kept', async () => {
  expect(await writeUntil('watched:3')).toEqual({ code: null, signal: 'SIGKILL', height: 3n });
});

test('kills with SIGKILL before the write, which is not kept', async () => {
  expect(await writeUntil('before:watched:3')).toEqual({ code: null, signal: 'SIGKILL', height: 2n });
});

test('lets a process live whose writes never get there', async () => {
  expect(await writeUntil('watched:6')).toEqual({ code: 0, signal: null, height: 5n });
});
