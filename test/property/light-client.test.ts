/** Skipping and sequential verification agree on every validator history; a spoiled block is never believed. @module */
import { createNativeVerifier } from '@causeway/lightclient/native';
import { createLightClient, createMemoryLightStore, LightClientError } from '@causeway/lightclient/sync';
import type { LightBlock } from '@causeway/lightclient/tendermint';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  blockHash,
  buildChain,
  createTestValidator,
  GENESIS_TIME,
  SECOND,
  TEST_CHAIN_ID,
  type TestChain,
} from '../support/build-chain.ts';
import { createChainProvider } from '../support/chain-provider.ts';

const LENGTH = 24n;
const verifier = createNativeVerifier();
const seeds = Array.from({ length: 12 }, (_, index) => `p${index}`);

/** For each stretch of a few blocks a set of two to six of twelve validators with powers of 1 to 20. */
const history = fc.array(
  fc.record({
    members: fc.uniqueArray(fc.record({ name: fc.constantFrom(...seeds), power: fc.bigInt(1n, 20n) }), {
      selector: ({ name }) => name,
      minLength: 2,
      maxLength: 6,
    }),
    blocks: fc.integer({ min: 1, max: 6 }),
  }),
  { minLength: 1, maxLength: 10 },
);

type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

function toChain(stretches: History): TestChain {
  const byHeight = stretches.flatMap(({ members, blocks }) => Array.from({ length: blocks }, () => members));
  const last = byHeight.at(-1) ?? [];
  return buildChain({
    length: LENGTH,
    validators: (height) =>
      (byHeight[Number(height) - 1] ?? last).map(({ name, power }) => createTestValidator(name, power)),
  });
}

async function follow(chain: TestChain, mode: 'skipping' | 'sequential', spoil?: (block: LightBlock) => LightBlock) {
  const primary = createChainProvider('primary', chain, spoil === undefined ? {} : { spoil });
  const client = await createLightClient({
    chainId: TEST_CHAIN_ID,
    trust: { height: 1n, hash: chain.hash(1n) },
    trustingPeriod: 3600n * SECOND,
    primary,
    witnesses: [],
    witnessPolicy: 'none',
    mode,
    store: createMemoryLightStore(),
    verifier,
    now: () => GENESIS_TIME + 60n * SECOND,
    wait: async () => undefined,
  });
  return { client, primary };
}

test('bisection reaches the block that sequential verification reaches, and never asks for more', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.bigInt(2n, LENGTH), async (stretches, height) => {
      const chain = toChain(stretches);
      const [skipping, sequential] = await Promise.all([follow(chain, 'skipping'), follow(chain, 'sequential')]);
      const [a, b] = await Promise.all([
        skipping.client.verifyToHeight(height),
        sequential.client.verifyToHeight(height),
      ]);
      expect(blockHash(a)).toEqual(blockHash(b));
      expect(blockHash(a)).toEqual(chain.hash(height));
      expect(skipping.primary.asked.length).toBeLessThanOrEqual(sequential.primary.asked.length);
    }),
    { numRuns: 40 },
  );
});

test('a target with one changed header field is believed in neither mode', async () => {
  const fields = ['appHash', 'validatorsHash', 'nextValidatorsHash', 'dataHash', 'lastResultsHash'] as const;
  await fc.assert(
    fc.asyncProperty(history, fc.constantFrom(...fields), fc.nat(31), async (stretches, field, at) => {
      const chain = toChain(stretches);
      const spoil = (block: LightBlock): LightBlock => {
        const { header, commit } = block.signedHeader;
        if (header.height !== LENGTH) return block;
        const changed = header[field].with(at, (header[field][at] ?? 0) ^ 1);
        return { ...block, signedHeader: { commit, header: { ...header, [field]: changed } } };
      };
      for (const mode of ['skipping', 'sequential'] as const) {
        const { client } = await follow(chain, mode, spoil);
        const thrown = await client.verifyToHeight(LENGTH).catch((error: unknown) => error);
        expect(thrown).toBeInstanceOf(LightClientError);
        expect(await client.trustedBlock(LENGTH)).toBeUndefined();
      }
    }),
    { numRuns: 25 },
  );
});
