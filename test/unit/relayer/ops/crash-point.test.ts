/** Crash points: when they kill, that they count what happened only, and that every label exists in the sources. @module */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { COMMIT_LABELS, CRASH_LABELS } from '../../../../relayer/ops/crash-labels.ts';
import { parseCrashPlan, withCrashingWriter, withCrashPoints } from '../../../../relayer/ops/crash-point.ts';
import type { ChainWriter, SignedTx } from '../../../../relayer/ports/chain-writer.ts';
import type { Change, Store } from '../../../../relayer/ports/store.ts';
import { SEEN_AT_MS, seedStore } from '../../../support/seed-store.ts';

const MOVE: readonly Change[] = [{ change: 'move-cursor', chain: 'alpha', height: 121n }];
const TX: SignedTx = { hash: 'AA', bytes: new Uint8Array(), sequence: 1n, gasLimit: 1n, timeoutHeight: 9n };

let store: Store;
let kills: number;
const kill = (): void => {
  kills += 1;
};
beforeEach(async () => {
  kills = 0;
  store = await seedStore();
});
afterEach(() => store.close());

function createWriter(broadcast: ChainWriter['broadcast']): ChainWriter {
  const unused = () => Promise.reject(new Error('unreachable: not part of this test'));
  return {
    chain: 'alpha',
    signer: 'cosmos1relayer',
    limits: { maxTxBytes: 1, maxGas: 1n, maxMessages: 1, gasAdjustment: 1.3 },
    nextSequence: unused,
    simulate: unused,
    sign: unused,
    broadcast,
    resend: unused,
    settled: () => undefined,
  };
}

const accepting = createWriter(async () => ({ status: 'accepted' }));

describe('plans', () => {
  test.each([
    ['watched', { kind: 'after', label: 'watched', nth: 1 }],
    ['intent:3', { kind: 'after', label: 'intent', nth: 3 }],
    ['before:confirmed', { kind: 'before', label: 'confirmed', nth: 1 }],
    ['before:confirmed:2', { kind: 'before', label: 'confirmed', nth: 2 }],
    ['random:7:0.01', { kind: 'random', seed: 7, probability: 0.01 }],
    ['random:7:1', { kind: 'random', seed: 7, probability: 1 }],
  ])('accepts %s', (text, plan) => {
    expect(parseCrashPlan(text)).toEqual(plan);
  });

  test.each([
    ...['wached', 'watched:0', 'watched:-1', 'watched:', 'WATCHED', 'after:watched'],
    ...['random', 'random:1', 'random:1:0', 'random:1:0.0', 'random:1:2', 'random:x:0.1', ' watched'],
  ])('rejects %j (CONFIG_INVALID)', (text) => {
    const want = expect.stringContaining('watched');
    expect(() => parseCrashPlan(text)).toThrow(
      expect.objectContaining({ fault: expect.objectContaining({ code: 'CONFIG_INVALID', want }) }),
    );
  });
});

describe('without a plan', () => {
  test.each([{}, { CAUSEWAY_CRASH_AT: '' }])('gives back what it got, under %j', (env) => {
    expect(withCrashPoints(store, env, kill)).toBe(store);
    expect(withCrashingWriter(accepting, env, kill)).toBe(accepting);
  });
});

describe('a named write', () => {
  test('kills after the n-th write of its label, when it is in the store', async () => {
    let heightAtKill: Promise<bigint | undefined> | undefined;
    const crashing = withCrashPoints(store, { CAUSEWAY_CRASH_AT: 'watched:2' }, () => {
      heightAtKill = store.chains.cursor('alpha');
    });
    await crashing.packets.commit('watched', MOVE);
    await crashing.packets.commit('intent', []);
    expect(heightAtKill).toBeUndefined();
    await crashing.packets.commit('watched', [{ change: 'move-cursor', chain: 'alpha', height: 122n }]);
    expect(await heightAtKill).toBe(122n);
  });

  test('kills before the write, when it is not in the store', async () => {
    let heightAtKill: Promise<bigint | undefined> | undefined;
    const crashing = withCrashPoints(store, { CAUSEWAY_CRASH_AT: 'before:watched' }, () => {
      heightAtKill = store.chains.cursor('alpha');
    });
    await crashing.packets.commit('watched', MOVE);
    expect(await heightAtKill).toBe(120n);
  });

  test('kills once only', async () => {
    const crashing = withCrashPoints(store, { CAUSEWAY_CRASH_AT: 'watched' }, kill);
    for (let i = 0; i < 3; i++) await crashing.packets.commit('watched', MOVE);
    expect(kills).toBe(1);
  });

  test('does not count a write that failed', async () => {
    const crashing = withCrashPoints(store, { CAUSEWAY_CRASH_AT: 'watched' }, kill);
    await store.close();
    await expect(crashing.packets.commit('watched', MOVE)).rejects.toThrow();
    expect(kills).toBe(0);
  });

  test('kills after a light block is kept', async () => {
    const crashing = withCrashPoints(store, { CAUSEWAY_CRASH_AT: 'light-block' }, kill);
    await crashing.lightBlocks.save('alpha', 5n, new Uint8Array([1]));
    expect(kills).toBe(1);
    expect((await store.lightBlocks.latest('alpha'))?.height).toBe(5n);
  });

  test('kills after a lease is taken', async () => {
    const crashing = withCrashPoints(store, { CAUSEWAY_CRASH_AT: 'lease' }, kill);
    expect(await crashing.leases.acquire('signer', 'us', 1_000, SEEN_AT_MS)).toBeDefined();
    expect(kills).toBe(1);
  });
});

describe('a send', () => {
  test('counts over the writers of all chains', async () => {
    const env = { CAUSEWAY_CRASH_AT: 'broadcast:2' };
    const one = withCrashingWriter(accepting, env, kill);
    const other = withCrashingWriter(accepting, env, kill);
    await one.broadcast(TX);
    expect(kills).toBe(0);
    expect(await other.broadcast(TX)).toEqual({ status: 'accepted' });
    expect(kills).toBe(1);
  });

  test('does not count when nothing came back', async () => {
    const failing = createWriter(() => Promise.reject(new Error('connection lost')));
    const crashing = withCrashingWriter(failing, { CAUSEWAY_CRASH_AT: 'broadcast' }, kill);
    await expect(crashing.broadcast(TX)).rejects.toThrow('connection lost');
    expect(kills).toBe(0);
  });
});

describe('random kills', () => {
  async function draw(text: string): Promise<readonly number[]> {
    const env = { CAUSEWAY_CRASH_AT: text };
    const killedAt: number[] = [];
    let now = 0;
    const note = (): void => {
      killedAt.push(now);
    };
    const crashing = withCrashPoints(store, env, note);
    const writer = withCrashingWriter(accepting, env, note);
    for (now = 0; now < 400; now++) {
      if (now % 2 === 0) await crashing.packets.commit('triage', []);
      else await writer.broadcast(TX);
    }
    return killedAt;
  }

  test('come at the same places for the same seed, and at others for another', async () => {
    const first = await draw('random:1:0.1');
    expect(await draw('random:1:0.1')).toEqual(first);
    expect(await draw('random:2:0.1')).not.toEqual(first);
  });

  test('come about as often as the probability says, after writes and sends alike', async () => {
    const killedAt = await draw('random:3:0.1');
    expect(killedAt.length).toBeGreaterThan(20);
    expect(killedAt.length).toBeLessThan(65);
    expect(new Set(killedAt.map((at) => at % 2)).size).toBe(2);
  });

  test('come always with probability 1', async () => {
    expect(await draw('random:3:1')).toHaveLength(400);
  });
});

describe('labels', () => {
  const root = fileURLToPath(new URL('../../../../relayer/', import.meta.url));
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const read = (file: string): string => readFileSync(`${root}${file}`, 'utf8');
  const sources = files.map(read);

  test('are those that the sources commit with', () => {
    const literal = sources.flatMap((text) =>
      [...text.matchAll(/\.commit\(\s*'([a-z-]+)'/g)].map(([, label]) => label),
    );
    // `run.ts` commits under the name of its job: each stage that the engine runs.
    const jobs = sources.flatMap((text) =>
      [...text.matchAll(/^ {2}'?([a-z-]+)'?: \{ states: \[/gm), ...text.matchAll(/ job: '([a-z-]+)',$/gm)].map(
        ([, label]) => label,
      ),
    );
    expect([...new Set([...literal, ...jobs])].sort()).toEqual([...COMMIT_LABELS]);
  });

  test('are given in no other way, but for wrappers of the store that pass them on', () => {
    const others = files
      .filter((file) => !file.startsWith('ops/'))
      .flatMap((file) => [...read(file).matchAll(/\.commit\(\s*([^'\s][^,)]*)/g)].map(([, what]) => what));
    expect(others).toEqual(['job']);
  });

  test('are each listed once', () => {
    expect(new Set(CRASH_LABELS).size).toBe(CRASH_LABELS.length);
  });
});
