/** `causeway keys list` and `causeway keys show`: public things only. @module */
import { publicKeyOf } from '../../keys/derive-key.ts';
import { keyVariable, toKeyName } from '../../keys/key-store.ts';
import { isSet, readKeyVariable } from '../../keys/load-private-key.ts';
import type { Globals } from '../globals.ts';
import { print } from '../show/print.ts';
import { formatTable } from '../show/table.ts';
import { addressesOf, type KeySetup, openKeys, showAddresses } from './key-setup.ts';

interface KeyView {
  readonly name: string;
  readonly source: 'file' | 'environment';
  readonly publicKey: string;
  readonly addresses: Readonly<Record<string, string>>;
}

export async function listKeys(globals: Globals): Promise<void> {
  const setup = await openKeys(globals);
  const used = (setup.config?.chains ?? []).map(({ key }) => key);
  const inEnvironment = used.filter((name) => hasVariable(name));
  const names = [...new Set([...setup.store.list(), ...inEnvironment])].sort();
  const found = await Promise.allSettled(names.map((name) => viewKey(name, setup)));
  const keys = found.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = found.find((result) => result.status === 'rejected');
  // One that cannot be read does not hide the others from a person; a program is told of it alone.
  if (failed === undefined || (keys.length > 0 && !globals.json))
    print(globals.json, { keys }, () => showKeys(keys, setup));
  if (failed !== undefined) throw failed.reason;
}

function showKeys(keys: readonly KeyView[], { store }: KeySetup): string {
  if (keys.length === 0) return `No keys in ${store.dir}. Create one with 'causeway keys add NAME'.`;
  const rows = keys.flatMap(({ name, source, addresses }) =>
    Object.entries(addresses).map(([chain, address]) => [name, chain, address, source]),
  );
  return formatTable(['key', 'chain', 'address', 'from'], rows);
}

export async function showKey(name: string, globals: Globals): Promise<void> {
  const view = await viewKey(toKeyName(name), await openKeys(globals));
  print(
    globals.json,
    view,
    () => `${name} (${view.source}), public key ${view.publicKey}\n${showAddresses(view.addresses)}`,
  );
}

async function viewKey(name: string, { store, config }: KeySetup): Promise<KeyView> {
  const fromEnvironment = hasVariable(name);
  const publicKey = fromEnvironment
    ? publicKeyOf(await readKeyVariable(keyVariable(name), process.env))
    : Uint8Array.from(Buffer.from(store.read(name).publicKey, 'hex'));
  return {
    name,
    source: fromEnvironment ? 'environment' : 'file',
    publicKey: Buffer.from(publicKey).toString('hex'),
    addresses: addressesOf(publicKey, name, config),
  };
}

function hasVariable(name: string): boolean {
  return isSet(keyVariable(name), process.env);
}
