/** A source of updates over one beacon node and whoever knows the headers of execution blocks. @module */
import type { BeaconApi } from '@causeway/lightclient/providers/beacon-api';
import type { BeaconSource } from './beacon-source.ts';

/** @param executionHeader RLP of the header with this hash; asked for from Gloas on. */
export function createApiSource(api: BeaconApi, executionHeader: BeaconSource['executionHeader']): BeaconSource {
  return {
    updates: (startPeriod, count, signal) => api.updates(startPeriod, count, signal),
    finalityUpdate: (signal) => api.finalityUpdate(signal),
    bootstrapAt: async (slot, signal) => api.bootstrap(await api.blockRoot(slot, signal), signal),
    executionHeader,
  };
}
