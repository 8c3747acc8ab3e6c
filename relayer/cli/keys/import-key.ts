/** `causeway keys import`. @module */
import { COSMOS_HD_PATH, parseSecret, publicKeyOf } from '../../keys/derive-key.ts';
import type { Globals } from '../globals.ts';
import { canPrompt, promptSecret } from '../prompt-secret.ts';
import { readInputFile } from '../read-inline.ts';
import { print } from '../show/print.ts';
import { addressesOf, openKeys, readNewPassphrase, requireFree, showAddresses } from './key-setup.ts';

export interface ImportOptions {
  readonly from: string | undefined;
  readonly hdPath: string | undefined;
}

export async function importKey(name: string, { from, hdPath }: ImportOptions, globals: Globals): Promise<void> {
  const { store, config } = await openKeys(globals);
  requireFree(store, name);
  const secret = (await readSecret(from)).trim();
  const privateKey = await parseSecret(secret, hdPath);
  const path = /\s/.test(secret) ? { hdPath: hdPath ?? COSMOS_HD_PATH } : {};
  await store.add({ name, privateKey, ...path, createdAtMs: Date.now() }, await readNewPassphrase(globals));
  const addresses = addressesOf(publicKeyOf(privateKey), name, config);
  print(globals.json, { name, addresses, ...path }, () => `Imported key '${name}':\n${showAddresses(addresses)}`);
}

/** Never from the command line: it would stay in the shell's history. */
async function readSecret(from: string | undefined): Promise<string> {
  if (from === undefined && canPrompt()) return promptSecret('Mnemonic or private key: ');
  return readInputFile(from ?? '-');
}
