/** No changed bootstrap, finality update or optimistic update is believed, and no changed update is evidence. @module */
import { DecodeError } from '@causeway/lightclient/codec';
import {
  detectMisbehaviour,
  initializeLightClientStore,
  LIGHT_CLIENT_FORKS,
  type LightClientFork,
  lightClientTypes,
  processLightClientFinalityUpdate,
  processLightClientOptimisticUpdate,
} from '@causeway/lightclient/ethereum';
import { decodeSsz, type SszType } from '@causeway/lightclient/proofs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBeaconConfig } from '../support/beacon-config.ts';
import { buildBeaconChain } from '../support/build-beacon-chain.ts';
import { contextOf, startStore } from '../support/light-client-case.ts';

/** Fixed, so that a failure repeats. */
const SEED = 20_261_128;

const SIZE = 32;

/** Judges what is read from the bytes, with any one bit of them turned; unreadable bytes are as good as refused. */
function neverBelieved<T>(type: SszType<T>, object: T, isBelieved: (object: T) => boolean): void {
  const bytes = type.encode(object);
  const judge = (encoded: Uint8Array): boolean => {
    const read = readIfPossible(type, encoded);
    return read !== undefined && isBelieved(read);
  };
  expect(judge(bytes)).toBe(true);
  fc.assert(
    fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
      expect(judge(flip(bytes, bit))).toBe(false);
    }),
    { seed: SEED, numRuns: 200 },
  );
}

function readIfPossible<T>(type: SszType<T>, bytes: Uint8Array): T | undefined {
  try {
    return decodeSsz(type, bytes, 'object');
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function flip(bytes: Uint8Array, bit: number): Uint8Array {
  return bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
}

const createChain = (fork: LightClientFork) => buildBeaconChain({ config: createBeaconConfig({ [fork]: 0n }) });

describe.each(LIGHT_CLIENT_FORKS)('%s', (fork) => {
  const chain = createChain(fork);
  const types = lightClientTypes(fork, SIZE);
  const slots = { attestedSlot: 40n, participants: 30 };

  test('a bootstrap', () => {
    const { root } = chain.blockAt(40n);
    neverBelieved(types.bootstrap, chain.bootstrapAt(40n), (bootstrap) => {
      const { verdict } = initializeLightClientStore(root, bootstrap, contextOf(chain, 40n));
      return verdict.status === 'valid';
    });
  });

  test('a finality update', () => {
    const store = startStore(chain, 8n);
    neverBelieved(types.finalityUpdate, chain.finalityUpdateAt(slots), (update) => {
      const { verdict } = processLightClientFinalityUpdate(store, update, contextOf(chain, 41n));
      return verdict.status === 'valid';
    });
  });

  test('an optimistic update', () => {
    const store = startStore(chain, 8n);
    neverBelieved(types.optimisticUpdate, chain.optimisticUpdateAt(slots), (update) => {
      const { verdict } = processLightClientOptimisticUpdate(store, update, contextOf(chain, 41n));
      return verdict.status === 'valid';
    });
  });
});

describe('evidence', () => {
  const chain = createChain('electra');
  const rival = chain.fork({ name: 'rival', since: 17n, committees: true });
  const committees = new Map([[0n, chain.committeeOf(0n).committee]]);
  const types = lightClientTypes('electra', SIZE);
  const slots = { attestedSlot: 50n, participants: 22 };

  test.each([
    ['of two finalized headers', { nextCommittee: false }],
    ['of two next committees', { finalizedSlot: 16n }],
  ])('%s', (_, how) => {
    const first = chain.updateAt({ ...slots, ...how });
    neverBelieved(types.update, rival.updateAt({ ...slots, ...how }), (second) => {
      const { misbehaviour } = detectMisbehaviour(first, second, committees, contextOf(chain, 51n));
      const { misbehaviour: turned } = detectMisbehaviour(second, first, committees, contextOf(chain, 51n));
      expect(turned).toEqual(misbehaviour);
      return misbehaviour !== undefined;
    });
  });

  test('is not made of an honest chain by changing an update', () => {
    const first = chain.updateAt(slots);
    const bytes = types.update.encode(first);
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const second = readIfPossible(types.update, flip(bytes, bit)) ?? first;
        expect(detectMisbehaviour(first, second, committees, contextOf(chain, 51n)).misbehaviour).toBeUndefined();
      }),
      { seed: SEED, numRuns: 200 },
    );
  });
});
