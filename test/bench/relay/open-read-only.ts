/** Looking into the store of a relayer that runs. @module */
import { loadConfig } from '../../../config/load-config.ts';
import { openStore } from '../../../relayer/main.ts';
import type { Store } from '../../../relayer/ports/store.ts';
import type { RelayerHome } from '../../support/relayer-home.ts';

export async function openReadOnly({ file }: RelayerHome): Promise<Store> {
  return await openStore(loadConfig({ file }), { readOnly: true });
}
