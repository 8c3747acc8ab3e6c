/** Where a follower's trust starts and where it is kept: checkpoints and stores. @module */
import { computeTimeAtSlot } from '@causeway/lightclient/ethereum';
import {
  BeaconFollowError,
  type BeaconFollowerOptions,
  createMemoryEthereumStore,
  decodeFollowerState,
  encodeFollowerState,
} from '@causeway/lightclient/sync/ethereum';
import { describe, expect, test } from 'vitest';
import { createBeaconConfig } from '../../../../support/beacon-config.ts';
import { type BeaconNode, createBeaconNode, refusal } from '../../../../support/beacon-node.ts';
import { buildBeaconChain } from '../../../../support/build-beacon-chain.ts';
import { followNodes, outcomesOf, slotsOf } from '../../../../support/follow-beacon.ts';

const chain = buildBeaconChain();
const { config } = chain;
const checkpointRoot = chain.blockAt(16n).root;
const head = chain.startOf(2n) + 30n;

const STEP = { root: new Uint8Array(32), participants: 32, committeeSize: 32, signatureSlot: 0n, source: 'one' };

async function failureOf(work: Promise<unknown>): Promise<BeaconFollowError> {
  const error = await work.catch((thrown: unknown) => thrown);
  if (error instanceof BeaconFollowError) return error;
  throw new Error('want a BeaconFollowError', { cause: error });
}

function start(options: Partial<BeaconFollowerOptions>, nodes?: Readonly<Record<string, BeaconNode>>, slot = head) {
  return followNodes({ config, nodes: nodes ?? { one: createBeaconNode(chain, { head }) }, clock: { slot }, options });
}

/** A store with what a follower learned up to the head. */
async function filledStore() {
  const store = createMemoryEthereumStore();
  const follower = await start({ checkpointRoot, store });
  await follower.advance();
  return { store, follower };
}

describe('a checkpoint', () => {
  test('starts with the first endpoint whose bootstrap verifies', async () => {
    const pruned = createBeaconNode(chain, {
      head,
      answer: (path) => (path.includes('/bootstrap/') ? refusal(404, 'gone') : undefined),
    });
    const other = chain.bootstrapAt(24n);
    const wrong = createBeaconNode({ ...chain, bootstrapAt: () => other }, { head });
    const follower = await start({ checkpointRoot }, { pruned, wrong, good: createBeaconNode(chain, { head }) });
    expect(follower.state().store.finalizedHeader.beacon.slot).toBe(16n);
    expect(outcomesOf(follower)).toEqual({
      pruned: 'resting not-found',
      wrong: 'aside invalid-update',
      good: 'ready confirmed',
    });
  });

  test('that nobody has is no start (unavailable)', async () => {
    const error = await failureOf(start({ checkpointRoot: new Uint8Array(32) }));
    expect(error).toMatchObject({ code: 'unavailable', verdicts: [{ provider: 'one', outcome: 'not-found' }] });
  });

  test('for which nobody has the right bootstrap is no start (invalid-update)', async () => {
    const bootstrap = { ...chain.bootstrapAt(16n), currentSyncCommittee: chain.committeeOf(1n).committee };
    const wrong = createBeaconNode({ ...chain, bootstrapAt: () => bootstrap }, { head });
    const error = await failureOf(start({ checkpointRoot }, { wrong }));
    expect(error.code).toBe('invalid-update');
    expect(error.message).toContain('current-sync-committee-branch-root-mismatch');
  });

  test('that is too old is refused (checkpoint-expired)', async () => {
    const age = computeTimeAtSlot(config, head) - computeTimeAtSlot(config, 16n);
    const error = await failureOf(start({ checkpointRoot, maxCheckpointAge: age - 1n }));
    expect(error.code).toBe('checkpoint-expired');
    await expect(start({ checkpointRoot, maxCheckpointAge: age })).resolves.toBeDefined();
  });

  test('of a slot that has not begun is refused (trust-conflict)', async () => {
    const error = await failureOf(start({ checkpointRoot }, undefined, 15n));
    expect(error).toMatchObject({ code: 'trust-conflict', message: expect.stringContaining('slot 15 by our clock') });
  });

  test('is needed where nothing is stored (trust-conflict)', async () => {
    expect((await failureOf(start({}))).code).toBe('trust-conflict');
  });

  test.each([
    ['no provider', { providers: [] }],
    ['a root of another length', { checkpointRoot: new Uint8Array(31) }],
    ['a single committee', { keepCommittees: 1 }],
    ['no header', { keepHeaders: 0 }],
    ['no age', { maxCheckpointAge: 0n }],
    ['a negative drift', { maxClockDrift: -1n }],
  ])('is refused with %s (RangeError)', async (_, options) => {
    await expect(start({ checkpointRoot, ...options })).rejects.toBeInstanceOf(RangeError);
  });
});

describe('a store', () => {
  test('lets a follower go on where the last one stopped, without its checkpoint', async () => {
    const { store, follower } = await filledStore();
    const node = createBeaconNode(chain, { head });
    const clock = { slot: head };
    await follower.acknowledge({ ...STEP, header: chain.headerAt(136n) });
    const next = await followNodes({ config, nodes: { one: node }, clock, options: { store } });
    const { store: resumed, ...rest } = next.state();
    const { store: left, ...known } = follower.state();
    expect(rest).toEqual(known);
    expect(resumed.finalizedHeader).toEqual(left.finalizedHeader);
    expect(await slotsOf(next)).toEqual([]);
    clock.slot = head + 20n;
    node.set({ head: head + 20n });
    expect(await slotsOf(next)).toEqual([160n]);
    expect(node.calls.some((call) => call.includes('/bootstrap/'))).toBe(false);
  });

  test('gives again what was not told, and never what was', async () => {
    const { store, follower } = await filledStore();
    expect(await slotsOf(await start({ store }))).toEqual([24n, 88n, 136n]);
    await follower.acknowledge({ ...STEP, header: chain.headerAt(88n) });
    expect(await slotsOf(await start({ store }))).toEqual([136n]);
    await follower.advance();
    await follower.acknowledge({ ...STEP, header: chain.headerAt(136n) });
    expect(await slotsOf(await start({ store }))).toEqual([]);
  });

  test('holds each step before it is told', async () => {
    const saved: string[] = [];
    const store = { load: async () => undefined, save: async (text: string) => void saved.push(text) };
    const follower = await start({ checkpointRoot, store });
    const steps = await follower.advance();
    const slots = saved.map((text) => decodeFollowerState(text, config).store.finalizedHeader.beacon.slot);
    expect(slots).toEqual(expect.arrayContaining([16n, ...steps.map(({ header }) => header.beacon.slot)]));
  });

  test('takes nothing that could not be saved', async () => {
    const { store } = await filledStore();
    const node = createBeaconNode(chain, { head: head + 20n });
    const full = { load: () => store.load(), save: async () => Promise.reject(new Error('disk full')) };
    const follower = await followNodes({
      config,
      nodes: { one: node },
      clock: { slot: head + 20n },
      options: { store: full },
    });
    await expect(follower.advance()).rejects.toThrow('disk full');
    expect(follower.state().store.finalizedHeader.beacon.slot).toBe(136n);
  });

  test('comes back as it was written', async () => {
    const { follower } = await filledStore();
    const text = encodeFollowerState(follower.state(), config);
    expect(encodeFollowerState(decodeFollowerState(text, config), config)).toBe(text);
  });

  test('accepts its own checkpoint and its finalized blocks as the checkpoint, and refuses others (trust-conflict)', async () => {
    const { store } = await filledStore();
    for (const root of [checkpointRoot, chain.blockAt(136n).root, chain.blockAt(24n).root]) {
      await expect(start({ checkpointRoot: root, store })).resolves.toBeDefined();
    }
    expect((await failureOf(start({ checkpointRoot: chain.blockAt(48n).root, store }))).code).toBe('trust-conflict');
  });

  test('that is too old needs a new checkpoint (checkpoint-expired), and begins again with it', async () => {
    const { store } = await filledStore();
    const late = chain.startOf(4n);
    const nodes = { one: createBeaconNode(chain, { head: late }) };
    const maxCheckpointAge = 60n * config.slotDurationMs * 1_000_000n;
    expect((await failureOf(start({ store, maxCheckpointAge }, nodes, late))).code).toBe('checkpoint-expired');
    const root = chain.blockAt(208n).root;
    const follower = await start({ store, maxCheckpointAge, checkpointRoot: root }, nodes, late);
    expect(follower.state().checkpointRoot).toEqual(root);
  });

  const spoilers: Readonly<Record<string, (text: string) => string>> = {
    'half a text': (text) => text.slice(0, text.length / 2),
    'no JSON': () => 'causeway',
    'another format': (text) => text.replace('follower/1', 'follower/9'),
    'a field that is missing': (text) => text.replace('"checkpoint_root"', '"check_root"'),
    'a root of another length': (text) => text.replace(/"checkpoint_root":"0x../, '"checkpoint_root":"0x'),
    'a number that lost digits': (text) => text.replace(/"slot":"136"/, '"slot":12345678901234567890'),
    'committees of other periods': (text) => text.replace(/"period":"1"/, '"period":"5"'),
    'another current committee': (text) =>
      swap(text, chain.committeeOf(2n).committee.aggregatePubkey, chain.committeeOf(1n).committee.aggregatePubkey),
    'a finalized header above its own': (text) => text.replace(/"slot":"88"/g, '"slot":"137"'),
  };
  test.each(Object.entries(spoilers))('with %s is refused (store-corrupt)', async (_, spoil) => {
    const { store } = await filledStore();
    const text = (await store.load()) ?? '';
    const spoiled = spoil(text);
    expect(spoiled).not.toBe(text);
    const error = await failureOf(start({ store: createMemoryEthereumStore(spoiled) }));
    expect(error.code).toBe('store-corrupt');
  });

  test('of another chain is refused (store-corrupt)', async () => {
    const { store } = await filledStore();
    const other = createBeaconConfig({ electra: 0n }, { genesisValidatorsRoot: new Uint8Array(32).fill(7) });
    const work = followNodes({
      config: other,
      nodes: { one: createBeaconNode(chain, { head }) },
      clock: { slot: head },
      options: { store },
    });
    expect(await failureOf(work)).toMatchObject({
      code: 'store-corrupt',
      message: expect.stringContaining('genesis_validators_root'),
    });
  });
});

/** Only the first place: what the store itself says. */
function swap(text: string, from: Uint8Array, to: Uint8Array): string {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  return text.replace(hex(from), hex(to));
}
