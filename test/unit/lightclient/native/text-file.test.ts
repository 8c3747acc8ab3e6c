/** A text in a file: replaced wholly or not at all. @module */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTextFile } from '@causeway/lightclient/native';
import { afterAll, beforeAll, expect, test } from 'vitest';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'causeway-text-file-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

test('gives nothing where there is no file, and what was saved last where there is one', async () => {
  const folder = join(dir, 'deep', 'er');
  const file = createTextFile(join(folder, 'store.json'));
  expect(await file.load()).toBeUndefined();
  await file.save('first');
  await file.save('second ✓');
  expect(await file.load()).toBe('second ✓');
  // No draft stays behind, and nobody else reads it.
  expect(readdirSync(folder)).toEqual(['store.json']);
  expect(statSync(join(folder, 'store.json')).mode & 0o777).toBe(0o600);
});

test('leaves the old text where the new one cannot be written', async () => {
  const folder = join(dir, 'kept');
  const file = createTextFile(join(folder, 'store.json'));
  await file.save('old');
  // A folder cannot be replaced by a file.
  const taken = createTextFile(folder);
  await expect(taken.save('new')).rejects.toMatchObject({ code: expect.stringMatching(/EISDIR|ENOTEMPTY|EEXIST/) });
  expect(await file.load()).toBe('old');
  expect(readdirSync(dir).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('says what the system says when it cannot be read', async () => {
  writeFileSync(join(dir, 'plain'), '');
  await expect(createTextFile(dir).load()).rejects.toMatchObject({ code: 'EISDIR' });
  await expect(createTextFile(join(dir, 'plain', 'store.json')).load()).rejects.toMatchObject({ code: 'ENOTDIR' });
});
