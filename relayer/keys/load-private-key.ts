/** Where a signing key comes from: the environment, or an encrypted key file. @module */
import { RelayerError } from '../ports/fault.ts';
import { parseSecret } from './derive-key.ts';
import { createKeyStore, keyVariable, toKeyName } from './key-store.ts';
import { readPrivateFile } from './private-file.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface PassphraseSource {
  readonly env: Environment;
  /** `--passphrase-file`. */
  readonly file?: string | undefined;
  /** Asks a person; absent when nobody is there. */
  readonly prompt?: ((question: string) => Promise<string>) | undefined;
}

export interface KeySource extends PassphraseSource {
  /** Folder of the key files. */
  readonly dir: string;
}

/**
 * The 32-byte secp256k1 private key called `name`: from `CAUSEWAY_KEY_<NAME>` (a mnemonic or 64 hex digits; another HD
 * path in `CAUSEWAY_KEY_<NAME>_HD_PATH`), else from the key file. Keep it in memory only.
 * @throws {RelayerError} CONFIG_INVALID; the message never holds the secret.
 */
export async function loadPrivateKey(name: string, source: KeySource): Promise<Uint8Array> {
  const variable = keyVariable(toKeyName(name));
  if (isSet(variable, source.env)) return readKeyVariable(variable, source.env);
  const store = createKeyStore(source.dir);
  // Says that the key is missing before it asks for a passphrase.
  store.read(name);
  return store.open(name, await readPassphrase(source, `Passphrase of key '${name}': `));
}

/** Whether the variable stands in for a key file. */
export function isSet(variable: string, env: Environment): boolean {
  return (env[variable] ?? '') !== '';
}

/** @throws {RelayerError} CONFIG_INVALID naming the variable; never repeats the secret. */
export async function readKeyVariable(variable: string, env: Environment): Promise<Uint8Array> {
  try {
    return await parseSecret(env[variable] ?? '', env[`${variable}_HD_PATH`]);
  } catch (error) {
    if (!(error instanceof RelayerError)) throw error;
    throw new RelayerError({
      ...error.fault,
      code: 'CONFIG_INVALID',
      message: `The key in ${variable} cannot be used`,
    });
  }
}

/** `--passphrase-file`, `CAUSEWAY_PASSPHRASE_FILE`, `CAUSEWAY_PASSPHRASE`, then a person. @throws {RelayerError} CONFIG_INVALID */
export async function readPassphrase(source: PassphraseSource, question: string): Promise<string> {
  const file = source.file ?? (source.env.CAUSEWAY_PASSPHRASE_FILE || undefined);
  // An editor ends the file with a line break that is no part of the passphrase.
  if (file !== undefined) return readPrivateFile(file).replace(/\r?\n$/, '');
  const fromEnv = source.env.CAUSEWAY_PASSPHRASE;
  if (fromEnv !== undefined && fromEnv !== '') return fromEnv;
  if (source.prompt !== undefined) return source.prompt(question);
  throw new RelayerError({
    code: 'CONFIG_INVALID',
    message: 'The key files are encrypted',
    want: 'a passphrase',
    got: 'none, and no terminal to ask on',
    hint: 'Set CAUSEWAY_PASSPHRASE or CAUSEWAY_PASSPHRASE_FILE, or give --passphrase-file.',
  });
}
