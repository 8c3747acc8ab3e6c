/** What every store must hold to, whatever database it is in. @module */
import { afterEach, beforeEach, describe } from 'vitest';
import type { Store } from '../../relayer/ports/store.ts';
import { describeChains } from './store-chains.ts';
import { describePackets } from './store-packets.ts';
import { describeTxs } from './store-txs.ts';

/** The store of the test that runs. */
export interface StoreContext {
  readonly store: () => Store;
}

/** @param make - opens an empty store; time stands at {@link NOW_MS} in it */
export function describeStore(name: string, make: () => Promise<Store>): void {
  describe(`store: ${name}`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await make();
    });
    afterEach(() => store.close());
    const context: StoreContext = { store: () => store };

    describe('packets', () => describePackets(context));
    describe('transactions', () => describeTxs(context));
    describe('chains', () => describeChains(context));
  });
}

/** What changes without a time of their own are stamped with. */
export const NOW_MS = 5_000;
