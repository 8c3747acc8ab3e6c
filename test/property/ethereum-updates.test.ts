/** No change to an update is ever believed, whether in its bytes or in its JSON, in every fork and in fields of a later one. @module */
import { DecodeError } from '@causeway/lightclient/codec';
import {
  decodeLightClientUpdate,
  type LightClientFork,
  type LightClientStore,
  type LightClientUpdate,
  lightClientTypes,
  parseLightClientUpdate,
  upgradeLightClientStore,
} from '@causeway/lightclient/ethereum';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBeaconConfig, type ForkEpochs } from '../support/beacon-config.ts';
import { type BeaconChain, buildBeaconChain } from '../support/build-beacon-chain.ts';
import { judge, outcome, startStore } from '../support/light-client-case.ts';
import { dropEachPart, leavesOf, nameOf, replaceAt, spoilEachLeaf } from '../support/spoil-json.ts';

/** Fixed, so that a failure repeats. */
const SEED = 20_261_128;

interface Base {
  readonly chain: BeaconChain;
  readonly store: LightClientStore;
  /** The fork whose fields the update has. */
  readonly fork: LightClientFork;
  readonly update: LightClientUpdate;
}

/** An update with all parts, judged in the slot of its signature by a store that knows one committee. */
function createBase(epochs: ForkEpochs, fork: LightClientFork, storeFork: LightClientFork = fork): Base {
  const chain = buildBeaconChain({ config: createBeaconConfig(epochs) });
  const store = upgradeLightClientStore(startStore(chain, 8n), storeFork, chain.config);
  return { chain, store, fork, update: chain.updateAt({ attestedSlot: 40n, participants: 30, objectFork: fork }) };
}

const electra = createBase({ electra: 0n }, 'electra');

const BASES: readonly (readonly [what: string, base: Base])[] = [
  ['Altair', createBase({ altair: 0n }, 'altair')],
  ['Capella', createBase({ capella: 0n }, 'capella')],
  ['Electra', electra],
  ['Gloas', createBase({ gloas: 0n }, 'gloas')],
  ['Bellatrix in the fields of Deneb', createBase({ bellatrix: 0n, deneb: 50n }, 'deneb')],
  ['Capella in the fields of Deneb', createBase({ capella: 0n, deneb: 50n }, 'deneb')],
  ['Capella in the fields of Gloas', createBase({ capella: 0n, gloas: 50n }, 'gloas')],
  ['Electra in the fields of Gloas', createBase({ electra: 0n, gloas: 50n }, 'gloas')],
  ['Deneb after Capella', createBase({ capella: 0n, deneb: 4n }, 'deneb')],
  ['Gloas after Electra', createBase({ electra: 0n, gloas: 4n }, 'gloas')],
  ['Capella for a store of Electra', createBase({ capella: 0n, electra: 50n }, 'capella', 'electra')],
  ['Electra for a store of Gloas', createBase({ electra: 0n, gloas: 50n }, 'electra', 'gloas')],
  ['Bellatrix in the fields of Deneb for one of Gloas', createBase({ bellatrix: 0n, gloas: 50n }, 'deneb', 'gloas')],
  ['Capella in the fields of Deneb for one of Gloas', createBase({ capella: 0n, gloas: 50n }, 'deneb', 'gloas')],
];

const typeOf = ({ fork, chain }: Base) => lightClientTypes(fork, chain.config.syncCommitteeSize).update;

/** Judged in the slot of the true signature: none later may stand in for it. */
function statusOf({ chain, store, update }: Base, read: () => LightClientUpdate): string {
  try {
    return outcome(judge(chain, store, read(), update.signatureSlot));
  } catch (error) {
    if (error instanceof DecodeError) return 'malformed';
    throw error;
  }
}

describe.each(BASES)('%s', (_, base) => {
  const { chain, fork } = base;
  const bytes = typeOf(base).encode(base.update);
  const json = typeOf(base).format(base.update);
  const ofBytes = (spoiled: Uint8Array) =>
    statusOf(base, () => decodeLightClientUpdate(spoiled, { config: chain.config, fork }));
  const ofJson = (spoiled: unknown) =>
    statusOf(base, () => parseLightClientUpdate(spoiled, { config: chain.config, fork }));

  test('is believed as it is', () => {
    expect(ofBytes(bytes)).toBe('valid');
    expect(ofJson(json)).toBe('valid');
  });

  test('is not believed with a flipped bit', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const flipped = bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
        expect(ofBytes(flipped)).not.toBe('valid');
      }),
      { seed: SEED, numRuns: 400 },
    );
  });

  test('is not believed cut short, or with more behind it', () => {
    for (const length of [0, 1, 4, bytes.length - 1]) expect(ofBytes(bytes.subarray(0, length))).not.toBe('valid');
    expect(ofBytes(Uint8Array.of(...bytes, 0))).not.toBe('valid');
  });

  test('is not believed with another value in any field of its JSON', () => {
    fc.assert(
      fc.property(fc.nat(), (random) => {
        for (const { what, json: spoiled } of spoilEachLeaf(json, (path) => random + path.length))
          expect(ofJson(spoiled), what).not.toBe('valid');
      }),
      { seed: SEED, numRuns: 2 },
    );
  });
});

describe('the bytes and the JSON of Electra', () => {
  const bytes = typeOf(electra).encode(electra.update);
  const json = typeOf(electra).format(electra.update);
  const context = { config: electra.chain.config, fork: electra.fork };
  const parse = (spoiled: unknown) => statusOf(electra, () => parseLightClientUpdate(spoiled, context));

  test('are not believed with a flipped bit in any byte', () => {
    for (let at = 0; at < bytes.length; at++) {
      const flipped = Uint8Array.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << ((at * 5) % 8));
      expect(
        statusOf(electra, () => decodeLightClientUpdate(flipped, context)),
        `byte ${at}`,
      ).not.toBe('valid');
    }
  });

  test('are malformed without any of their parts', () => {
    for (const { what, json: spoiled } of dropEachPart(json)) expect(parse(spoiled), what).toBe('malformed');
  });

  test.each<[string, unknown]>([
    ['beyond 2^53 as a number', 2 ** 53],
    ['beyond 2^53 as a number that has lost its last digit', JSON.parse('9007199254740993')],
    ['of 2^64', `${2n ** 64n}`],
    ['below zero', '-1'],
    ['below zero as a number', -1],
    ['with a fraction', 1.5],
    ['with an exponent', '1e3'],
    ['in hex', '0x10'],
    ['with a leading zero', '040'],
    ['with a space', ' 40'],
    ['that is empty', ''],
    ['that is null', null],
    ['that is a truth', true],
    ['that is a list', ['40']],
    ['of a million digits', '9'.repeat(1_000_000)],
  ])('are malformed with an integer %s', (_, value) => {
    const integers = leavesOf(json).filter((leaf) => /^\d+$/.test(leaf.value));
    expect(integers.length).toBeGreaterThan(10);
    for (const { path } of integers) {
      // Wei have 256 bits.
      if (value === `${2n ** 64n}` && path.at(-1) === 'base_fee_per_gas') continue;
      expect(parse(replaceAt(json, path, value)), nameOf(path)).toBe('malformed');
    }
  });

  test('are read exactly where a number is beyond 2^53', () => {
    const slot = 2n ** 64n - 1n;
    const far = parseLightClientUpdate(replaceAt(json, ['signature_slot'], `${slot}`), context);
    expect(far.signatureSlot).toBe(slot);
    expect(statusOf(electra, () => far)).toBe('signature-slot-in-future');
  });

  test('are malformed with a field more', () => {
    expect(parse({ ...(json as object), extra: '1' })).toBe('malformed');
  });
});
