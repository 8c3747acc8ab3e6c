/** Where keys come from, and that an error never repeats one. @module */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressOf, createMnemonic, deriveKey, parseSecret, publicKeyOf } from '../../../../relayer/keys/derive-key.ts';
import { createKeyStore } from '../../../../relayer/keys/key-store.ts';
import { loadPrivateKey, readPassphrase } from '../../../../relayer/keys/load-private-key.ts';

const WORDS = `${'abandon '.repeat(11)}about`;
/** The address that wallets show for these words. */
const ADDRESS = 'cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4';

let dir: string;
let privateKey: Uint8Array;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'causeway-load-key-'));
  privateKey = await deriveKey(WORDS);
  await createKeyStore(dir).add({ name: 'hot-1', privateKey, createdAtMs: 0 }, 'pass word');
});
afterAll(() => rmSync(dir, { recursive: true }));

describe('deriveKey', () => {
  test('accepts a mnemonic and gives the address that wallets give', () => {
    expect(addressOf(publicKeyOf(privateKey), 'cosmos')).toBe(ADDRESS);
  });

  test('accepts other spacing and capitals', async () => {
    expect(await deriveKey(`  ${WORDS.toUpperCase().replaceAll(' ', '\n ')} `)).toEqual(privateKey);
  });

  test('gives another key for another HD path', async () => {
    expect(await deriveKey(WORDS, "m/44'/118'/0'/0/1")).not.toEqual(privateKey);
  });

  test('makes 24 new words each time', async () => {
    const mnemonic = createMnemonic((size) => crypto.getRandomValues(new Uint8Array(size)));
    expect(mnemonic.split(' ')).toHaveLength(24);
    expect(await deriveKey(mnemonic)).toHaveLength(32);
  });

  const secrets = [
    'abandon zebra secret',
    `${'abandon '.repeat(12)}`,
    `${'1'.repeat(63)}`,
    '0'.repeat(64),
    'f'.repeat(64),
    '',
  ];
  test.each(secrets)('rejects %j without repeating it', async (secret) => {
    const error: unknown = await parseSecret(secret).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ fault: { code: 'INPUT_INVALID' } });
    for (const word of secret
      .trim()
      .split(' ')
      .filter((part) => part !== '')) {
      expect(`${JSON.stringify(error)} ${String(error)}`).not.toContain(word);
    }
  });

  test.each([
    ['too few words', 'abandon zebra', '2 words'],
    [
      'words of another list',
      `${'abandon '.repeat(10)}secret123 about`,
      '12 words, of which number 11 is not on the list',
    ],
    ['a wrong checksum', 'abandon '.repeat(12), '12 words with a wrong checksum: one is wrong, or their order'],
  ])('rejects %s and says so', async (_, words, got) => {
    await expect(deriveKey(words)).rejects.toMatchObject({ fault: { got } });
  });

  test('rejects a bad HD path', async () => {
    await expect(deriveKey(WORDS, '44/118')).rejects.toThrow(/HD path/);
  });
});

describe('loadPrivateKey', () => {
  const hex = 'ab'.repeat(32);

  test('takes a mnemonic or hex from the environment before any file', async () => {
    expect(await loadPrivateKey('hot-1', { dir, env: { CAUSEWAY_KEY_HOT_1: hex } })).toEqual(
      new Uint8Array(32).fill(0xab),
    );
    expect(await loadPrivateKey('none', { dir, env: { CAUSEWAY_KEY_NONE: `0x${hex}` } })).toHaveLength(32);
    expect(await loadPrivateKey('none', { dir, env: { CAUSEWAY_KEY_NONE: WORDS } })).toEqual(privateKey);
  });

  test('takes the HD path from the environment too', async () => {
    const env = { CAUSEWAY_KEY_NONE: WORDS, CAUSEWAY_KEY_NONE_HD_PATH: "m/44'/118'/5'/0/0" };
    expect(await loadPrivateKey('none', { dir, env })).not.toEqual(privateKey);
  });

  test('rejects a variable that holds no key, by its name and without repeating it (CONFIG_INVALID)', async () => {
    const attempt = loadPrivateKey('none', { dir, env: { CAUSEWAY_KEY_NONE: 'hunter2' } });
    await expect(attempt).rejects.toMatchObject({
      fault: { code: 'CONFIG_INVALID', message: 'The key in CAUSEWAY_KEY_NONE cannot be used' },
    });
    await expect(attempt).rejects.not.toThrow(/hunter2/);
  });

  test('opens the key file with the passphrase', async () => {
    expect(await loadPrivateKey('hot-1', { dir, env: { CAUSEWAY_PASSPHRASE: 'pass word' } })).toEqual(privateKey);
  });

  test('rejects a missing key before it asks for a passphrase', async () => {
    const prompt = (): Promise<string> => Promise.reject(new Error('asked'));
    await expect(loadPrivateKey('cold', { dir, env: {}, prompt })).rejects.toMatchObject({
      fault: { code: 'CONFIG_INVALID', hint: expect.stringContaining('CAUSEWAY_KEY_COLD') },
    });
  });

  test('rejects a key file when there is no passphrase and nobody to ask', async () => {
    await expect(loadPrivateKey('hot-1', { dir, env: {} })).rejects.toMatchObject({
      fault: { hint: expect.stringContaining('CAUSEWAY_PASSPHRASE') },
    });
  });
});

describe('readPassphrase', () => {
  test('takes a file before the environment before a person', async () => {
    const file = join(dir, 'pass.txt');
    writeFileSync(file, ' from file \r\n', { mode: 0o600 });
    const env = { CAUSEWAY_PASSPHRASE: 'from env', CAUSEWAY_PASSPHRASE_FILE: file };
    const prompt = (): Promise<string> => Promise.resolve('from person');
    expect(await readPassphrase({ env, file }, '?')).toBe(' from file ');
    expect(await readPassphrase({ env }, '?')).toBe(' from file ');
    expect(await readPassphrase({ env: { CAUSEWAY_PASSPHRASE: 'from env' }, prompt }, '?')).toBe('from env');
    expect(await readPassphrase({ env: {}, prompt }, '?')).toBe('from person');
  });

  test('rejects a passphrase file that others can read', async () => {
    const file = join(dir, 'open.txt');
    writeFileSync(file, 'x', { mode: 0o644 });
    await expect(readPassphrase({ env: {}, file }, '?')).rejects.toThrow(/want mode 0600/);
  });
});
