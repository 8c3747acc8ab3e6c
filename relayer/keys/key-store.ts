/** The folder of key files: one `<name>.json` a key, readable by its owner only. @module */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RelayerError } from '../ports/fault.ts';
import { type KeyFile, type KeyToSeal, openKey, parseKeyFile, sealKey } from './key-file.ts';
import { createPrivateFile, readPrivateFile } from './private-file.ts';

export interface KeyStore {
  readonly dir: string;
  list(): readonly string[];
  has(name: string): boolean;
  /** What can be read without the passphrase. @throws {RelayerError} CONFIG_INVALID */
  read(name: string): KeyFile;
  /** Encrypts and writes a new key. @throws {RelayerError} CONFIG_INVALID when the name is taken. */
  add(key: KeyToSeal, passphrase: string): Promise<KeyFile>;
  /** The private key. @throws {RelayerError} CONFIG_INVALID */
  open(name: string, passphrase: string): Promise<Uint8Array>;
}

const NAME = /^[a-z][a-z0-9-]{0,63}$/;
const ENDING = '.json';

export function createKeyStore(dir: string): KeyStore {
  const fileOf = (name: string): string => join(dir, `${toKeyName(name)}${ENDING}`);
  const read = (name: string): KeyFile => {
    const file = fileOf(name);
    if (existsSync(file)) return parseKeyFile(readPrivateFile(file), name);
    throw new RelayerError({
      code: 'CONFIG_INVALID',
      message: `There is no key '${name}'`,
      want: file,
      got: 'no such file',
      hint: `Create it with 'causeway keys add ${name}', or set ${keyVariable(name)}.`,
    });
  };
  return {
    dir,
    read,
    list: () => (existsSync(dir) ? readdirSync(dir).filter(isKeyFile).map(withoutEnding).sort() : []),
    has: (name) => existsSync(fileOf(name)),
    add: async (key, passphrase) => {
      const file = fileOf(key.name);
      const sealed = await sealKey(key, toPassphrase(passphrase));
      createPrivateFile(file, `${JSON.stringify(sealed, null, 2)}\n`);
      return sealed;
    },
    open: (name, passphrase) => openKey(read(name), passphrase),
  };
}

/** @throws {RelayerError} INPUT_INVALID; a name is part of a path, so it is checked before anything else. */
export function toKeyName(name: string): string {
  if (NAME.test(name)) return name;
  throw new RelayerError({
    code: 'INPUT_INVALID',
    message: 'A key cannot have this name',
    want: 'lower-case letters, digits and dashes, beginning with a letter',
    got: `'${name.slice(0, 70)}'`,
  });
}

/** The environment variable that stands in for a key file: `CAUSEWAY_KEY_HOT_1` for `hot-1`. */
export function keyVariable(name: string): string {
  return `CAUSEWAY_KEY_${name.replaceAll('-', '_').toUpperCase()}`;
}

function toPassphrase(passphrase: string): string {
  if (passphrase !== '') return passphrase;
  throw new RelayerError({
    code: 'CONFIG_INVALID',
    message: 'A key needs a passphrase',
    want: 'one',
    got: 'an empty one',
  });
}

function isKeyFile(file: string): boolean {
  return file.endsWith(ENDING) && NAME.test(withoutEnding(file));
}

function withoutEnding(file: string): string {
  return file.slice(0, -ENDING.length);
}
