/** Two chains that validators both signed: the light client stops, says who did it, and tells both sides. @module */
import { createNativeVerifier } from '@causeway/lightclient/native';
import { createLightClient, createMemoryLightStore, LightClientError } from '@causeway/lightclient/sync';
import type { Validator } from '@causeway/lightclient/tendermint';
import { describe, expect, test } from 'vitest';
import {
  buildChain,
  createTestValidators,
  GENESIS_TIME,
  SECOND,
  TEST_CHAIN_ID,
  type TestChain,
  type TestValidator,
} from '../../../support/build-chain.ts';
import { createChainProvider } from '../../../support/chain-provider.ts';

const verifier = createNativeVerifier();
const four = createTestValidators(4);
const honest = buildChain({ length: 40n, validators: () => four });

/** Two of four validators leave every eighth block, so that a far block needs bisection. */
const pool = createTestValidators(40);
const window = (height: bigint) => pool.slice(2 * Number(height / 8n), 2 * Number(height / 8n) + 4);
const shifting = buildChain({ length: 64n, validators: window });

interface Sides {
  readonly primary: TestChain;
  readonly witness: TestChain;
  readonly witnessTip?: bigint;
  /** How often the witness refuses evidence. */
  readonly refusals?: number;
}

async function attackWith({ primary: ours, witness: theirs, witnessTip = theirs.tip, refusals = 0 }: Sides) {
  const primary = createChainProvider('primary', ours);
  const witness = createChainProvider('witness', theirs, { tip: witnessTip, refusals });
  const store = createMemoryLightStore();
  const client = await createLightClient({
    chainId: TEST_CHAIN_ID,
    trust: { height: 1n, hash: ours.hash(1n) },
    trustingPeriod: 3600n * SECOND,
    primary,
    witnesses: [witness],
    store,
    verifier,
    now: () => GENESIS_TIME + 300n * SECOND,
    wait: async () => undefined,
  });
  const error = await client.verifyToHeight(ours.tip).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { error, primary, witness, store, client };
}

function attackOf(error: unknown): LightClientError {
  if (error instanceof LightClientError && error.code === 'attack') return error;
  throw new Error('want an attack', { cause: error });
}

function addresses(validators: readonly (Validator | TestValidator)[]): readonly string[] {
  return validators.map(({ address }) => Buffer.from(address).toString('hex')).toSorted();
}

describe('an attack', () => {
  test('with a state that cannot be is lunatic: names all who signed it, tells both sides', async () => {
    const forged = buildChain({
      length: 40n,
      validators: () => four,
      header: (height) => (height > 10n ? { appHash: new Uint8Array(32) } : {}),
      fork: { of: honest, after: 10n },
    });
    const { error, primary, witness, store } = await attackWith({ primary: forged, witness: honest });
    const { evidence, verdicts } = attackOf(error);
    expect(evidence[0]).toMatchObject({ attack: 'lunatic', commonHeight: 1n, totalVotingPower: 40n });
    expect(evidence[0]?.conflictingBlock).toBe(forged.block(40n));
    expect(addresses(evidence[0]?.byzantineValidators ?? [])).toEqual(addresses(four));
    expect(evidence[1]?.conflictingBlock).toBe(honest.block(40n));
    expect(witness.evidence).toEqual([evidence[0]]);
    expect(primary.evidence).toEqual([evidence[1]]);
    expect(verdicts).toMatchObject([
      { provider: 'primary', outcome: 'conflict' },
      { provider: 'witness', outcome: 'conflict' },
    ]);
    expect(await store.load(40n)).toBeUndefined();
  });

  test('in one round is an equivocation: names those who signed twice', async () => {
    const twice = four.slice(1);
    const forged = buildChain({
      length: 40n,
      validators: () => four,
      vote: (height, validator) => (height > 39n && !twice.includes(validator) ? 'absent' : 'commit'),
      header: (height) => (height > 39n ? { dataHash: new Uint8Array(32) } : {}),
      fork: { of: honest, after: 39n },
    });
    const { error } = await attackWith({ primary: forged, witness: honest });
    const [evidence] = attackOf(error).evidence;
    expect(evidence).toMatchObject({ attack: 'equivocation', commonHeight: 40n });
    expect(addresses(evidence?.byzantineValidators ?? [])).toEqual(addresses(twice));
  });

  test('in two rounds is amnesia: nobody can be named', async () => {
    const forged = buildChain({
      length: 40n,
      validators: () => four,
      header: (height) => (height > 39n ? { dataHash: new Uint8Array(32) } : {}),
      round: (height) => (height > 39n ? 1 : 0),
      fork: { of: honest, after: 39n },
    });
    const { error } = await attackWith({ primary: forged, witness: honest });
    expect(attackOf(error).evidence[0]).toMatchObject({ attack: 'amnesia', byzantineValidators: [] });
  });

  test('is traced to the block where the chains part, through changing validators', async () => {
    const forged = buildChain({
      length: 64n,
      validators: window,
      header: (height) => (height > 30n ? { appHash: new Uint8Array(32) } : {}),
      fork: { of: shifting, after: 30n },
    });
    const { error, primary, witness } = await attackWith({ primary: forged, witness: shifting });
    const { evidence } = attackOf(error);
    expect(evidence).toHaveLength(2);
    for (const { commonHeight, conflictingBlock, byzantineValidators } of evidence) {
      expect(commonHeight).not.toBe(conflictingBlock.signedHeader.header.height);
      expect(commonHeight).toBeLessThanOrEqual(30n);
      expect(conflictingBlock.signedHeader.header.height).toBeGreaterThan(30n);
      expect(byzantineValidators.length).toBeGreaterThan(0);
    }
    expect(witness.evidence).toEqual([evidence[0]]);
    expect(primary.evidence).toEqual([evidence[1]]);
  });

  test('by a chain that runs ahead in height but not in time is found with a witness that is lower', async () => {
    // The primary packs blocks up to height 60 into the time in which the honest chain made 40.
    const forged = buildChain({
      length: 60n,
      validators: () => four,
      time: (height) =>
        GENESIS_TIME + (height <= 20n ? height * SECOND : 20n * SECOND + (height - 20n) * (SECOND / 4n)),
      fork: { of: honest, after: 20n },
    });
    const { error } = await attackWith({ primary: forged, witness: honest });
    const [evidence] = attackOf(error).evidence;
    expect(evidence?.conflictingBlock).toBe(forged.block(60n));
  });

  test.each([
    { refusals: 2, told: 1 },
    { refusals: 99, told: 0 },
  ])(
    'is told again to a side that refuses evidence $refusals times, and thrown whatever it says',
    async ({ refusals, told }) => {
      const forged = buildChain({
        length: 40n,
        validators: () => four,
        header: (height) => (height > 10n ? { appHash: new Uint8Array(32) } : {}),
        fork: { of: honest, after: 10n },
      });
      const { error, primary, witness } = await attackWith({ primary: forged, witness: honest, refusals });
      expect(attackOf(error).evidence).toHaveLength(2);
      expect(witness.evidence).toHaveLength(told);
      expect(primary.evidence).toHaveLength(1);
    },
  );

  test('is found when a provider has another block at our newest height', async () => {
    const { client, primary, error } = await attackWith({ primary: honest, witness: honest });
    expect(error).toBeUndefined();
    primary.set({
      chain: buildChain({
        length: 40n,
        validators: () => four,
        header: (height) => (height > 30n ? { appHash: new Uint8Array(32) } : {}),
        fork: { of: honest, after: 30n },
      }),
    });
    const thrown = await client.update().catch((reason: unknown) => reason);
    expect(attackOf(thrown).verdicts).toMatchObject([{ provider: 'our own store' }, { provider: 'primary' }]);
  });
});

describe('no attack', () => {
  test('is seen in a witness whose chain starts elsewhere: it is dropped', async () => {
    const other = buildChain({ length: 40n, validators: () => createTestValidators(4, 'w') });
    const { error, client } = await attackWith({ primary: honest, witness: other });
    expect(error).toMatchObject({ code: 'not-cross-checked' });
    expect(client.providers().dropped.get('witness')).toContain('invalid-header');
  });

  test('is seen in a fork that less than a third signed: the witness is dropped', async () => {
    const forged = buildChain({
      length: 40n,
      validators: () => four,
      header: (height) => (height > 30n ? { appHash: new Uint8Array(32) } : {}),
      vote: (height, validator) => (height > 30n && validator !== four[0] ? 'absent' : 'commit'),
      fork: { of: honest, after: 30n },
    });
    const { error, client } = await attackWith({ primary: honest, witness: forged });
    expect(error).toMatchObject({ code: 'not-cross-checked' });
    expect(client.providers().dropped.has('witness')).toBe(true);
  });

  test('is seen in a witness that falls silent while it should explain itself: it is kept', async () => {
    const forged = buildChain({
      length: 40n,
      validators: () => four,
      header: () => ({ appHash: new Uint8Array(32) }),
    });
    const primary = createChainProvider('primary', honest);
    const witness = createChainProvider('witness', forged, { lowest: 40n });
    const client = await createLightClient({
      chainId: TEST_CHAIN_ID,
      trust: { height: 1n, hash: honest.hash(1n) },
      trustingPeriod: 3600n * SECOND,
      primary,
      witnesses: [witness],
      store: createMemoryLightStore(),
      verifier,
      now: () => GENESIS_TIME + 300n * SECOND,
      wait: async () => undefined,
    });
    const thrown = await client.update().catch((reason: unknown) => reason);
    expect(thrown).toMatchObject({ code: 'not-cross-checked', verdicts: [{ provider: 'witness', outcome: 'pruned' }] });
    expect(client.providers().witnesses).toEqual(['witness']);
  });
});
