/** `causeway keys add`. @module */
import { randomBytes } from 'node:crypto';
import { COSMOS_HD_PATH, createMnemonic, deriveKey, publicKeyOf } from '../../keys/derive-key.ts';
import type { Globals } from '../globals.ts';
import { print } from '../show/print.ts';
import { addressesOf, openKeys, readNewPassphrase, requireFree, showAddresses } from './key-setup.ts';

export async function addKey(name: string, hdPath: string = COSMOS_HD_PATH, globals: Globals): Promise<void> {
  const { store, config } = await openKeys(globals);
  requireFree(store, name);
  const passphrase = await readNewPassphrase(globals);
  const mnemonic = createMnemonic((size) => randomBytes(size));
  const privateKey = await deriveKey(mnemonic, hdPath);
  await store.add({ name, privateKey, hdPath, createdAtMs: Date.now() }, passphrase);
  const addresses = addressesOf(publicKeyOf(privateKey), name, config);
  // The only time that the words leave this process: without them a lost file is a lost account.
  print(
    globals.json,
    { name, addresses, hdPath, mnemonic },
    () => `Created key '${name}':\n${showAddresses(addresses)}\n
Write these words down; they are shown this once and open the account without a passphrase:

  ${mnemonic}`,
  );
}
