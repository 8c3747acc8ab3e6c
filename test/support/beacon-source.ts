/** A source of updates over a beacon chain of our own, which stands at a slot. @module */
import type { LightClientUpdate } from '@causeway/lightclient/ethereum';
import type { BeaconSource } from '../../relayer/clients/ethereum-wasm/beacon-source.ts';
import type { BeaconChain } from './build-beacon-chain.ts';

export interface FakeBeaconSource extends BeaconSource {
  /** The newest attested slot; its signature is a slot younger. */
  head: bigint;
  /** Periods whose updates were deleted. */
  readonly pruned: Set<bigint>;
}

export function createFakeBeaconSource(chain: BeaconChain, head: bigint): FakeBeaconSource {
  const source: FakeBeaconSource = {
    head,
    pruned: new Set(),
    async updates(startPeriod, count) {
      const periods = Array.from({ length: count }, (_, index) => startPeriod + BigInt(index));
      return periods
        .filter((period) => period <= chain.periodOf(source.head) && !source.pruned.has(period))
        .map((period) => bestOf(chain, period, source.head));
    },
    finalityUpdate: async () => chain.finalityUpdateAt({ attestedSlot: source.head }),
    bootstrapAt: async (slot) => chain.bootstrapAt(slot),
    executionHeader: async () => Promise.reject(new Error('no block of Gloas is asked for here')),
  };
  return source;
}

/** Late in the period, so that it finalizes something of it; as late as there is one. */
function bestOf(chain: BeaconChain, period: bigint, head: bigint): LightClientUpdate {
  const late = chain.startOf(period + 1n) - 10n;
  return chain.updateAt({ attestedSlot: late < head ? late : head });
}
