/** Encrypted key files: what opens them, what does not, and who may read them. @module */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type KeyFile, openKey, sealKey } from '../../../../relayer/keys/key-file.ts';
import { createKeyStore } from '../../../../relayer/keys/key-store.ts';

const PRIVATE_KEY = new Uint8Array(32).fill(7);
const KEY = { name: 'hot', privateKey: PRIVATE_KEY, hdPath: "m/44'/118'/0'/0/0", createdAtMs: 0 };
const INVALID = { fault: { code: 'CONFIG_INVALID' } };

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'causeway-keys-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('key file', () => {
  let sealed: KeyFile;
  beforeAll(async () => {
    sealed = await sealKey(KEY, 'correct horse');
  });

  test('accepts the right passphrase', async () => {
    expect(await openKey(sealed, 'correct horse')).toEqual(PRIVATE_KEY);
  });

  test('accepts another form of the same passphrase', async () => {
    const accented = await sealKey(KEY, 'caf\u00e9');
    expect(await openKey(accented, 'cafe\u0301')).toEqual(PRIVATE_KEY);
  });

  test('rejects a wrong passphrase without repeating it', async () => {
    const attempt = openKey(sealed, 'wrong horse');
    await expect(attempt).rejects.toMatchObject(INVALID);
    await expect(attempt).rejects.not.toThrow(/wrong horse/);
  });

  const flip = (hex: string): string => `${hex.startsWith('0') ? '1' : '0'}${hex.slice(1)}`;
  test.each<[string, (file: KeyFile) => KeyFile]>([
    ['name', (file) => ({ ...file, name: 'cold' })],
    ['publicKey', (file) => ({ ...file, publicKey: flip(file.publicKey) })],
    ['hdPath', (file) => ({ ...file, hdPath: "m/44'/118'/0'/0/1" })],
    ['createdAt', (file) => ({ ...file, createdAt: '2000-01-01T00:00:00.000Z' })],
    ['salt', (file) => ({ ...file, kdf: { ...file.kdf, salt: flip(file.kdf.salt) } })],
    ['cost', (file) => ({ ...file, kdf: { ...file.kdf, n: 16_384 } })],
    ['nonce', (file) => ({ ...file, cipher: { ...file.cipher, nonce: flip(file.cipher.nonce) } })],
    ['ciphertext', (file) => ({ ...file, ciphertext: flip(file.ciphertext) })],
    ['tag', (file) => ({ ...file, tag: flip(file.tag) })],
  ])('rejects a changed %s', async (_, change) => {
    await expect(openKey(change(sealed), 'correct horse')).rejects.toMatchObject(INVALID);
  });

  test('rejects a cost that would take all memory', async () => {
    const costly = { ...sealed, kdf: { ...sealed.kdf, n: 1 << 20, r: 32 } };
    await expect(openKey(costly, 'correct horse')).rejects.toThrow(/1 GiB/);
  });

  test('never seals the same key to the same bytes', async () => {
    const again = await sealKey(KEY, 'correct horse');
    expect(again.ciphertext).not.toBe(sealed.ciphertext);
    expect(again.kdf.salt).not.toBe(sealed.kdf.salt);
  });
});

describe('key store', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'causeway-keys-'));
    await createKeyStore(join(folder, 'keys')).add(KEY, 'pass');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('keeps a key for its owner only, encrypted, with nothing left over', async () => {
    const file = join(folder, 'keys', 'hot.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'keys')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(folder, 'keys'))).toEqual(['hot.json']);
    expect(readFileSync(file, 'utf8')).not.toContain(Buffer.from(PRIVATE_KEY).toString('hex'));
    expect(await createKeyStore(join(folder, 'keys')).open('hot', 'pass')).toEqual(PRIVATE_KEY);
  });

  test('rejects a second key of the same name and keeps the first', async () => {
    const store = createKeyStore(join(folder, 'keys'));
    await expect(store.add({ ...KEY, privateKey: new Uint8Array(32).fill(9) }, 'pass')).rejects.toMatchObject(INVALID);
    expect(await store.open('hot', 'pass')).toEqual(PRIVATE_KEY);
    expect(readdirSync(join(folder, 'keys'))).toEqual(['hot.json']);
  });

  test.each([0o640, 0o604, 0o660, 0o777])('rejects a file of mode %o', (mode) => {
    writeFileSync(join(dir, 'hot.json'), '{}');
    chmodSync(join(dir, 'hot.json'), mode);
    expect(() => createKeyStore(dir).read('hot')).toThrow(/want mode 0600/);
  });

  test.each(['../hot', 'Hot', '', 'a/b', '1a', 'a'.repeat(65)])('rejects the name %j', async (name) => {
    await expect(createKeyStore(dir).add({ ...KEY, name }, 'pass')).rejects.toMatchObject({
      fault: { code: 'INPUT_INVALID' },
    });
  });

  test('rejects an empty passphrase', async () => {
    await expect(createKeyStore(dir).add(KEY, '')).rejects.toMatchObject(INVALID);
    expect(readdirSync(dir)).toEqual([]);
  });

  test.each([
    ['no JSON', 'x', 'something else'],
    ['another version', '{"version":2}', 'another version'],
    ['an unknown field', '{"version":1,"extra":true}', 'another name'],
  ])('rejects a file with %s', (_, text, got) => {
    writeFileSync(join(dir, 'hot.json'), text, { mode: 0o600 });
    expect(() => createKeyStore(dir).read('hot')).toThrow(`got ${got}`);
  });

  test('rejects the file of another key', () => {
    writeFileSync(join(dir, 'cold.json'), readFileSync(join(folder, 'keys', 'hot.json')), { mode: 0o600 });
    expect(() => createKeyStore(dir).read('cold')).toThrow(/got the key 'hot'/);
  });

  test('lists key files only', () => {
    for (const file of ['b.json', 'a.json', 'a.json.12.tmp', 'README.md', 'B.json']) writeFileSync(join(dir, file), '');
    expect(createKeyStore(dir).list()).toEqual(['a', 'b']);
    expect(createKeyStore(join(dir, 'none')).list()).toEqual([]);
  });
});
