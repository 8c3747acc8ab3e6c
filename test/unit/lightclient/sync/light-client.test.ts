/** The light client against providers that are honest, slow, pruned, behind or lying. @module */
import { createNativeVerifier } from '@causeway/lightclient/native';
import {
  createLightClient,
  createMemoryLightStore,
  LightClientError,
  type LightClientOptions,
} from '@causeway/lightclient/sync';
import type { LightBlock } from '@causeway/lightclient/tendermint';
import { describe, expect, test } from 'vitest';
import {
  buildChain,
  createTestValidators,
  GENESIS_TIME,
  SECOND,
  TEST_CHAIN_ID,
  type TestChain,
} from '../../../support/build-chain.ts';
import { createChainProvider } from '../../../support/chain-provider.ts';

const HOUR = 3600n * SECOND;
const verifier = createNativeVerifier();
const four = createTestValidators(4);
const steady = buildChain({ length: 40n, validators: () => four });

/** Two of four validators leave every eighth block. */
const shifting = buildChain({ length: 64n, validators: (height) => window(Number(height / 8n)) });

function window(shift: number) {
  return createTestValidators(40).slice(2 * shift, 2 * shift + 4);
}

interface Setup extends Partial<LightClientOptions> {
  readonly chain?: TestChain;
}

function setup({ chain = steady, ...options }: Setup = {}) {
  const waits: number[] = [];
  const primary = createChainProvider('primary', chain);
  const witness = createChainProvider('witness', chain);
  const all: LightClientOptions = {
    chainId: TEST_CHAIN_ID,
    trust: { height: 1n, hash: chain.hash(1n) },
    trustingPeriod: HOUR,
    primary,
    witnesses: [witness],
    store: createMemoryLightStore(),
    verifier,
    now: () => GENESIS_TIME + 100n * SECOND,
    wait: async (ms) => {
      waits.push(ms);
    },
    ...options,
  };
  return { primary, witness, waits, options: all, store: all.store, start: () => createLightClient(all) };
}

function heightOf(block: LightBlock | undefined): bigint | undefined {
  return block?.signedHeader.header.height;
}

async function failureOf(work: Promise<unknown>): Promise<LightClientError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof LightClientError)) throw new Error('want a LightClientError', { cause: error });
  return error;
}

describe('following a chain', () => {
  test('accepts the newest block in one step while the validators stay', async () => {
    const { start, primary, witness } = setup();
    const client = await start();
    expect(heightOf(await client.update())).toBe(40n);
    expect(primary.asked).toEqual([1n, 'latest']);
    expect(witness.asked).toEqual([40n]);
    expect(heightOf(await client.trustedBlock())).toBe(40n);
  });

  test('accepts a far block by bisection when validators change, with few requests', async () => {
    const { start, primary } = setup({ chain: shifting });
    const client = await start();
    expect(heightOf(await client.verifyToHeight(64n))).toBe(64n);
    expect(primary.asked.length).toBeLessThan(30);
    expect(new Set(primary.asked).size).toBe(primary.asked.length);
  });

  test('accepts the same block sequentially, asking for every height once', async () => {
    const { start, primary } = setup({ chain: shifting, mode: 'sequential' });
    const client = await start();
    expect(heightOf(await client.verifyToHeight(64n))).toBe(64n);
    expect(primary.asked.length).toBe(64);
  });

  test('answers a height that is trusted already without asking anybody', async () => {
    const { start, primary } = setup();
    const client = await start();
    await client.verifyToHeight(20n);
    const before = primary.asked.length;
    expect(heightOf(await client.verifyToHeight(20n))).toBe(20n);
    expect(primary.asked.length).toBe(before);
  });

  test('says that nothing is newer when the primary stands still', async () => {
    const { start } = setup();
    const client = await start();
    await client.update();
    expect(await client.update()).toBeUndefined();
  });

  test('says that nothing is newer when all providers have fallen behind', async () => {
    const { start, primary, witness } = setup();
    const client = await start();
    await client.update();
    primary.set({ tip: 30n });
    witness.set({ fault: 'no-response' });
    expect(await client.update()).toBeUndefined();
    expect(client.providers().dropped.size).toBe(0);
  });

  test('accepts concurrent requests one after the other', async () => {
    const { start, primary } = setup();
    const client = await start();
    const blocks = await Promise.all([client.verifyToHeight(30n), client.update(), client.verifyToHeight(30n)]);
    expect(blocks.map(heightOf)).toEqual([30n, 40n, 30n]);
    expect(primary.asked.filter((height) => height === 30n)).toHaveLength(1);
  });

  test('rejects a trusted block older than the trusting period (trust-expired)', async () => {
    const { options } = setup();
    let now = GENESIS_TIME + 100n * SECOND;
    const client = await createLightClient({ ...options, now: () => now });
    now = GENESIS_TIME + SECOND + HOUR;
    expect((await failureOf(client.update())).code).toBe('trust-expired');
  });

  test('stops at an aborted signal with its reason', async () => {
    const { start } = setup({ chain: shifting });
    const client = await start();
    const reason = new Error('stop');
    await expect(client.verifyToHeight(64n, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe('going backwards', () => {
  test('accepts an older block along the hash chain, without a witness', async () => {
    const { start, witness } = setup({ trust: { height: 20n, hash: steady.hash(20n) } });
    const client = await start();
    const before = witness.asked.length;
    expect(await client.verifyToHeight(12n)).toEqual(steady.block(12n));
    expect(witness.asked.length).toBe(before);
  });

  test('rejects an older block that the chain does not name (invalid-header)', async () => {
    const other = buildChain({ length: 40n, validators: () => four, header: () => ({ appHash: new Uint8Array(32) }) });
    const { start, primary, witness } = setup({ trust: { height: 20n, hash: steady.hash(20n) } });
    const client = await start();
    primary.set({ chain: other });
    witness.set({ fault: 'no-response' });
    const failure = await failureOf(client.verifyToHeight(12n));
    expect(failure).toMatchObject({
      code: 'invalid-header',
      verdicts: [{ provider: 'primary' }, { provider: 'witness' }],
    });
    expect(failure.message).toContain('last-block-id-mismatch');
  });

  test('rejects an older block whose commit was exchanged (invalid-header)', async () => {
    const { start, primary, witness } = setup({ trust: { height: 20n, hash: steady.hash(20n) } });
    const client = await start();
    const spoil = (block: LightBlock): LightBlock => {
      const { commit } = block.signedHeader;
      const signatures = commit.signatures.map((vote) => ({ ...vote, timestamp: vote.timestamp + 1n }));
      return { ...block, signedHeader: { ...block.signedHeader, commit: { ...commit, signatures } } };
    };
    for (const provider of [primary, witness]) provider.set({ spoil });
    expect((await failureOf(client.verifyToHeight(19n))).message).toContain('wrong-signature');
  });

  test('goes up from an unexpired block between two trusted ones, down from the next one otherwise', async () => {
    const { options, primary } = setup();
    let now = GENESIS_TIME + 100n * SECOND;
    const client = await createLightClient({ ...options, now: () => now });
    await client.update();
    await client.verifyToHeight(10n);
    expect(primary.asked.slice(-1)).toEqual([10n]);
    now = GENESIS_TIME + HOUR + 30n * SECOND;
    await client.verifyToHeight(25n);
    expect(primary.asked.slice(-2)).toEqual([26n, 25n]);
  });
});

describe('primary', () => {
  test.each(['no-response', 'pruned', 'height-too-high', 'lagging'] as const)(
    'is replaced but kept as a witness after a benign fault (%s)',
    async (fault) => {
      const { start, primary } = setup();
      const client = await start();
      primary.set({ fault });
      expect((await failureOf(client.verifyToHeight(20n))).verdicts).toMatchObject([{ provider: 'primary' }]);
      primary.set({ fault: undefined });
      expect(heightOf(await client.verifyToHeight(20n))).toBe(20n);
      expect(client.providers()).toEqual({ primary: 'witness', witnesses: ['primary'], dropped: new Map() });
    },
  );

  test('recovers when the primary comes back after a restart', async () => {
    const { start, primary, witness } = setup();
    const client = await start();
    primary.set({ fault: 'no-response' });
    witness.set({ fault: 'no-response' });
    expect((await failureOf(client.update())).code).toBe('unavailable');
    primary.set({ fault: undefined });
    witness.set({ fault: undefined });
    expect(heightOf(await client.update())).toBe(40n);
  });

  test('is dropped for a header that does not verify, once another provider gives one that does', async () => {
    const { options, primary } = setup();
    const third = createChainProvider('third', steady);
    const client = await createLightClient({ ...options, witnesses: [...options.witnesses, third] });
    primary.set({ spoil: forgeSignatures });
    expect(heightOf(await client.update())).toBe(40n);
    expect(client.providers()).toMatchObject({ primary: 'witness', witnesses: ['third'] });
    expect(client.providers().dropped.get('primary')).toContain('wrong-signature');
  });

  test('is dropped when a block of another chain comes from it (wrong-chain)', async () => {
    const { options, primary } = setup();
    const third = createChainProvider('third', steady);
    const client = await createLightClient({ ...options, witnesses: [...options.witnesses, third] });
    primary.set({ chain: buildChain({ chainId: 'other-1', length: 40n, validators: () => four }) });
    await client.update();
    expect(client.providers().dropped.get('primary')).toContain('wrong-chain');
  });

  test('keeps every provider when all give the same block that does not verify: the fault may be ours', async () => {
    const { options, primary, witness } = setup();
    const third = createChainProvider('third', steady);
    const client = await createLightClient({ ...options, witnesses: [...options.witnesses, third] });
    for (const provider of [primary, witness, third]) provider.set({ spoil: forgeSignatures });
    const failure = await failureOf(client.update());
    expect(failure).toMatchObject({
      code: 'invalid-header',
      verdicts: [{ provider: 'primary' }, { provider: 'witness' }],
    });
    expect(third.asked).toEqual([]);
    expect(client.providers().dropped.size).toBe(0);
    for (const provider of [primary, witness, third]) provider.set({ spoil: (block) => block });
    expect(heightOf(await client.update())).toBe(40n);
  });

  test('names the verdict on each provider when none has the block (unavailable)', async () => {
    const { start } = setup();
    const failure = await failureOf((await start()).verifyToHeight(41n));
    expect(failure.code).toBe('unavailable');
    expect(failure.message).toContain('primary: height-too-high (want 41, got 40)');
    expect(failure.message).toContain('witness: height-too-high (want 41, got 40)');
  });
});

describe('witnesses', () => {
  test('are waited for while they lag', async () => {
    const { start, witness, options } = setup();
    witness.set({ tip: 38n });
    const waits: number[] = [];
    const wait = async (ms: number) => {
      waits.push(ms);
      if (waits.length === 3) witness.set({ tip: 40n });
    };
    const client = await createLightClient({ ...options, wait });
    expect(heightOf(await client.update())).toBe(40n);
    expect(waits).toEqual([100, 200, 400]);
    expect(start).toBeDefined();
  });

  test('are given twice the drift plus the lag, and not waited for again (not-cross-checked)', async () => {
    const { start, witness, waits } = setup();
    const client = await start();
    witness.set({ tip: 30n });
    const failure = await failureOf(client.update());
    expect(failure).toMatchObject({
      code: 'not-cross-checked',
      verdicts: [{ provider: 'witness', outcome: 'lagging' }],
    });
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBe(30_000);
    const before = waits.length;
    await failureOf(client.update());
    expect(waits.length).toBe(before);
    expect(heightOf(await client.trustedBlock())).toBe(1n);
    witness.set({ tip: 40n });
    expect(heightOf(await client.update())).toBe(40n);
  });

  test.each(['no-response', 'pruned'] as const)('that cannot help are kept, and one is enough (%s)', async (fault) => {
    const { options, witness } = setup();
    witness.set({ fault });
    const third = createChainProvider('third', steady);
    const client = await createLightClient({ ...options, witnesses: [witness, third] });
    expect(heightOf(await client.update())).toBe(40n);
    expect(client.providers().witnesses).toEqual(['witness', 'third']);
  });

  test('that none confirms stop a client that requires one (not-cross-checked)', async () => {
    const { start, witness } = setup();
    const client = await start();
    witness.set({ fault: 'no-response' });
    expect((await failureOf(client.update())).code).toBe('not-cross-checked');
    expect(heightOf(await client.trustedBlock())).toBe(1n);
  });

  test('that none confirms do not stop a client that prefers one', async () => {
    const { start, witness } = setup({ witnessPolicy: 'prefer' });
    const client = await start();
    witness.set({ fault: 'no-response' });
    expect(heightOf(await client.update())).toBe(40n);
  });

  test('are not needed where the operator says that there is one node', async () => {
    const { start } = setup({ witnesses: [], witnessPolicy: 'none' });
    expect(heightOf(await (await start()).update())).toBe(40n);
  });

  test('must be there unless the operator says otherwise', async () => {
    await expect(setup({ witnesses: [] }).start()).rejects.toThrow(/witnesses: want at least one/);
  });

  test('must not be the primary itself', async () => {
    const { options, primary } = setup();
    await expect(createLightClient({ ...options, witnesses: [primary] })).rejects.toThrow(/distinct ids/);
  });

  test('with another block that they cannot prove are dropped', async () => {
    const { options, witness } = setup();
    const third = createChainProvider('third', steady);
    const client = await createLightClient({ ...options, witnesses: [witness, third] });
    witness.set({ spoil: changeAppHash });
    expect(heightOf(await client.update())).toBe(40n);
    expect(client.providers().dropped.get('witness')).toContain('invalid-header');
  });
});

describe('trust root and store', () => {
  test('rejects a root that the chain does not have (trust-conflict)', async () => {
    const failure = await failureOf(setup({ trust: { height: 1n, hash: new Uint8Array(32) } }).start());
    expect(failure.code).toBe('trust-conflict');
    expect(failure.verdicts).toHaveLength(2);
  });

  test('rejects a root older than the trusting period (trust-expired)', async () => {
    const failure = await failureOf(setup({ now: () => GENESIS_TIME + 2n * HOUR }).start());
    expect(failure.code).toBe('trust-expired');
  });

  test('goes on from the store after a restart, without asking for the root again', async () => {
    const first = setup();
    await (await first.start()).update();
    const { start, primary } = setup({ store: first.store });
    const client = await start();
    expect(heightOf(await client.trustedBlock())).toBe(40n);
    expect(primary.asked).toEqual([]);
  });

  test('needs no root when the store has blocks, and needs one when it has none (trust-conflict)', async () => {
    const first = setup();
    await (await first.start()).update();
    const { primary: _, ...rest } = first.options;
    const primary = createChainProvider('other', steady);
    expect(heightOf(await (await createLightClient({ ...rest, primary, trust: undefined })).trustedBlock())).toBe(40n);
    expect((await failureOf(setup({ trust: undefined }).start())).code).toBe('trust-conflict');
  });

  test('rejects a configured root that contradicts the store (trust-conflict)', async () => {
    const first = setup();
    await (await first.start()).update();
    const failure = await failureOf(
      setup({ store: first.store, trust: { height: 1n, hash: new Uint8Array(32) } }).start(),
    );
    expect(failure.message).toContain('the store has');
  });

  test('accepts a newer root that follows from the store, and one after the store has expired', async () => {
    const first = setup();
    await first.start();
    const newer = setup({ store: first.store, trust: { height: 30n, hash: steady.hash(30n) } });
    expect(heightOf(await (await newer.start()).trustedBlock())).toBe(30n);
    const late = buildChain({
      length: 50n,
      validators: (height) => (height > 41n ? createTestValidators(4, 'w') : four),
      time: (height) => (height > 40n ? GENESIS_TIME + 2n * HOUR : GENESIS_TIME + height * SECOND),
      fork: { of: steady, after: 40n },
    });
    const reset = setup({
      chain: late,
      store: first.store,
      trust: { height: 50n, hash: late.hash(50n) },
      now: () => GENESIS_TIME + 2n * HOUR + SECOND,
    });
    expect(heightOf(await (await reset.start()).trustedBlock())).toBe(50n);
  });

  test('rejects a newer root of another chain with the same name (trust-conflict)', async () => {
    const first = setup();
    await first.start();
    const other = buildChain({ length: 40n, validators: () => createTestValidators(4, 'w') });
    const failure = await failureOf(
      setup({ chain: other, store: first.store, trust: { height: 30n, hash: other.hash(30n) } }).start(),
    );
    expect(failure.message).toContain('does not follow from the stored block 1');
  });

  test('keeps the newest blocks, the root and those it is asked to keep', async () => {
    const { start, store } = setup({ mode: 'sequential', storeSize: 5, keep: () => [17n] });
    await (await start()).update();
    const kept = await Promise.all([1n, 2n, 17n, 35n, 36n, 40n].map((height) => store.load(height)));
    expect(kept.map(heightOf)).toEqual([1n, undefined, 17n, undefined, 36n, 40n]);
  });
});

function forgeSignatures(block: LightBlock): LightBlock {
  if (block.signedHeader.header.height === 1n) return block;
  const { commit } = block.signedHeader;
  const signatures = commit.signatures.map((vote) => ({ ...vote, signature: new Uint8Array(64) }));
  return { ...block, signedHeader: { ...block.signedHeader, commit: { ...commit, signatures } } };
}

function changeAppHash(block: LightBlock): LightBlock {
  if (block.signedHeader.header.height === 1n) return block;
  const { header } = block.signedHeader;
  return { ...block, signedHeader: { ...block.signedHeader, header: { ...header, appHash: new Uint8Array(32) } } };
}
