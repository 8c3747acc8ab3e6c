/** What the key commands share: where keys are, and a passphrase for a new one. @module */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../../config/config.ts';
import { findConfigFile, findHome } from '../../../config/load-config.ts';
import { addressOf } from '../../keys/derive-key.ts';
import { createKeyStore, type KeyStore, toKeyName } from '../../keys/key-store.ts';
import { readPassphrase } from '../../keys/load-private-key.ts';
import { RelayerError } from '../../ports/fault.ts';
import { type Globals, loadConfigOf, toConfigSource } from '../globals.ts';
import { canPrompt, promptNewSecret } from '../prompt-secret.ts';

export interface KeySetup {
  readonly store: KeyStore;
  /** Absent before `causeway init`. */
  readonly config: Config | undefined;
}

/** Keys can be made before there is a configuration. @throws {ConfigError} for a broken one. */
export async function openKeys(globals: Globals): Promise<KeySetup> {
  const source = toConfigSource(globals);
  const config = existsSync(findConfigFile(source)) ? await loadConfigOf(globals) : undefined;
  return { store: createKeyStore(config?.keysDir ?? join(findHome(source), 'keys')), config };
}

/** Refuses a taken name before anybody types a passphrase. */
export function requireFree(store: KeyStore, name: string): void {
  if (!store.has(toKeyName(name))) return;
  const message = `There is a key '${name}' already`;
  throw new RelayerError({ code: 'CONFIG_INVALID', message, want: 'a new name', got: `'${name}'` });
}

export function readNewPassphrase({ passphraseFile }: Globals): Promise<string> {
  const prompt = canPrompt() ? { prompt: () => promptNewSecret('Passphrase for the new key: ') } : {};
  return readPassphrase({ env: process.env, file: passphraseFile, ...prompt }, '');
}

/** One address for each prefix that the configuration uses this key with. */
export function addressesOf(
  publicKey: Uint8Array,
  name: string,
  config: Config | undefined,
): Readonly<Record<string, string>> {
  const chains = (config?.chains ?? []).filter(({ key }) => key === name);
  const entries = chains.map((chain) => [chain.name, addressOf(publicKey, chain.addressPrefix)]);
  return entries.length === 0 ? { cosmos: addressOf(publicKey, 'cosmos') } : Object.fromEntries(entries);
}

export function showAddresses(addresses: Readonly<Record<string, string>>): string {
  return Object.entries(addresses)
    .map(([chain, address]) => `  ${chain}: ${address}`)
    .join('\n');
}
