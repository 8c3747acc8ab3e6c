/** Validator sets by their hash: a set that did not change is not fetched again. @module */
import { toHex } from '../codec/index.ts';
import type { ValidatorSet } from '../tendermint/index.ts';

/** Safe to share between providers of different chains and of different honesty: the hash binds the content. */
export interface ValidatorSetCache {
  find(hash: Uint8Array): ValidatorSet | undefined;
  /** The caller has checked that the set has this hash. */
  keep(hash: Uint8Array, set: ValidatorSet): void;
}

/** Keeps the sets used last. */
export function createValidatorSetCache(size = 8): ValidatorSetCache {
  const sets = new Map<string, ValidatorSet>();
  const touch = (key: string, set: ValidatorSet) => {
    sets.delete(key);
    sets.set(key, set);
  };
  return {
    find(hash) {
      const key = toHex(hash);
      const set = sets.get(key);
      if (set !== undefined) touch(key, set);
      return set;
    },
    keep(hash, set) {
      touch(toHex(hash), set);
      const [oldest] = sets.keys();
      if (sets.size > size && oldest !== undefined) sets.delete(oldest);
    },
  };
}
