/** Tells when the store cannot take any more: then there is nothing a relayer may do, since it could not write it down. @module */
import { RelayerError } from '../ports/fault.ts';
import type { Store } from '../ports/store.ts';

/** The store; calls `onFull` with the first error that says it is full, whoever else may swallow that error. */
export function withStoreAlarm(store: Store, onFull: (error: RelayerError) => void): Store {
  let rung = false;
  const watch = async <Result>(write: Promise<Result>): Promise<Result> => {
    try {
      return await write;
    } catch (error) {
      if (!rung && error instanceof RelayerError && error.fault.code === 'STORE_FULL') {
        rung = true;
        onFull(error);
      }
      throw error;
    }
  };
  const { packets, lightBlocks, leases } = store;
  return {
    ...store,
    packets: { ...packets, commit: (label, changes) => watch(packets.commit(label, changes)) },
    lightBlocks: {
      ...lightBlocks,
      save: (...block) => watch(lightBlocks.save(...block)),
      prune: (...range) => watch(lightBlocks.prune(...range)),
    },
    leases: {
      acquire: (...wish) => watch(leases.acquire(...wish)),
      release: (...wish) => watch(leases.release(...wish)),
    },
  };
}
