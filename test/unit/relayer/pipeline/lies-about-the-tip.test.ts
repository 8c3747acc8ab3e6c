/** Endpoints that make up blocks of the future: they may delay a packet as long as they lie, and nothing else. @module */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLogger } from '../../../../relayer/ops/create-logger.ts';
import { createMetrics } from '../../../../relayer/ops/create-metrics.ts';
import { type ChainPorts, DEFAULT_SETTINGS } from '../../../../relayer/pipeline/deps.ts';
import { watch } from '../../../../relayer/pipeline/watch.ts';
import type { ChainHead } from '../../../../relayer/ports/events.ts';
import { createLocalQueue } from '../../../../relayer/queue/local.ts';
import { createSqliteStore } from '../../../../relayer/stores/sqlite.ts';
import { START_NS } from '../../../support/fake-chain.ts';
import { createFakeWorld, type FakeWorld } from '../../../support/fake-world.ts';

const LATER = START_NS / 1_000_000_000n + 3_600n;
const YEARS_NS = 10n ** 18n;

let world: FakeWorld;
beforeEach(async () => {
  world = await createFakeWorld();
});
afterEach(() => world.close());

/** Nobody has the events of a block that does not exist. */
function lieAboutHead({ events }: ChainPorts, change: (head: ChainHead) => ChainHead): void {
  const { head, blocks } = events;
  Object.assign(events, {
    head: async () => change(await head()),
    blocks: async (from: bigint, to: bigint) => {
      const { height } = await head();
      return blocks(from, to < height ? to : height);
    },
  });
}

test('delivers a packet that is said to have timed out, while the lie goes on', async () => {
  lieAboutHead(world.ab.destination, ({ height, timeNs }) => ({ height, timeNs: timeNs + YEARS_NS }));
  const packet = world.a.send(LATER);
  await world.step(8);
  expect(await world.row(packet)).toMatchObject({ state: 'done', outcome: 'success' });
});

test('signs nothing that waits for a block which nobody will see', async () => {
  lieAboutHead(world.ab.destination, ({ height, timeNs }) => ({ height: height + 1_000_000n, timeNs }));
  const packet = world.a.send(LATER);
  await world.step(3);
  const { height } = world.b.head();
  const [tx] = await world.store.txs.txsOf({ chain: 'a', protocol: 'v2', lane: world.a.lane, sequence: 1n });
  expect(tx?.preparedHeight).toBeLessThanOrEqual(height);
  expect(tx?.timeoutHeight).toBeLessThan(height + 100n);
  await world.step(8);
  expect(await world.row(packet)).toMatchObject({ state: expect.not.stringMatching('delivering') });
});

test('watches a chain from where it is, not from where it is said to be', async () => {
  const chain = world.ab.destination;
  lieAboutHead(chain, ({ height, timeNs }) => ({ height: height + 1_000_000n, timeNs }));
  await world.step(3);
  const store = await createSqliteStore({ file: ':memory:' });
  const context = {
    ...{ store, clock: Date, settings: DEFAULT_SETTINGS, random: () => 0.5 },
    logger: createLogger({ level: 'silent', format: 'json' }),
    signal: new AbortController().signal,
  };
  const queue = createLocalQueue({ clock: Date });
  await watch({ chain, directions: [world.ab], context, queue, metrics: createMetrics().metrics });
  expect(await store.chains.cursor(chain.name)).toBe(world.b.head().height);
  await store.close();
});
