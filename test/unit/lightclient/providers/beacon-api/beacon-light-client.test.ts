/** A follower over HTTP in one call: where it takes its configuration from, and how it goes on. @module */
import { createBeaconLightClient, followFinality } from '@causeway/lightclient/providers/beacon-api';
import type { BeaconFollowError } from '@causeway/lightclient/sync/ethereum';
import { expect, test } from 'vitest';
import { createBeaconConfig } from '../../../../support/beacon-config.ts';
import { createBeaconNode, refusal, routeNodes } from '../../../../support/beacon-node.ts';
import { buildBeaconChain } from '../../../../support/build-beacon-chain.ts';

const head = 41n;
/** A chain whose head is now. */
const genesisTime = BigInt(Math.floor(Date.now() / 1000)) - head * 6n;
const config = createBeaconConfig({ electra: 0n }, { genesisTime });
const chain = buildBeaconChain({ config });
const checkpointRoot = chain.blockAt(16n).root;
const urls = ['http://one', 'http://two'];

/** Another network, as a node tells it that serves the objects of ours. */
const otherNetwork = buildBeaconChain({
  config: createBeaconConfig({ electra: 0n }, { genesisTime, genesisValidatorsRoot: new Uint8Array(32).fill(7) }),
});

function node(change: Partial<Parameters<typeof createBeaconNode>[1]> = {}, served = chain) {
  return createBeaconNode(served, { head, ...change });
}

test('takes its configuration from the nodes', async () => {
  const client = await createBeaconLightClient({
    urls,
    checkpointRoot,
    fetch: routeNodes({ one: node(), two: node() }),
  });
  expect(client.config).toEqual(config);
  const [step] = await client.advance();
  expect(step?.header.beacon.slot).toBe(24n);
});

test.each(['one', 'two'])('takes that which its nodes can prove when %s tells another network', async (liar) => {
  const nodes = { one: node(), two: node(), [liar]: node({}, { ...chain, config: otherNetwork.config }) };
  const client = await createBeaconLightClient({ urls, checkpointRoot, fetch: routeNodes(nodes) });
  expect(client.config).toEqual(config);
  expect(await client.advance()).toHaveLength(1);
});

test('does without a node that is down, and not without any (unavailable)', async () => {
  const down = { answer: () => refusal(503, 'down') };
  const client = await createBeaconLightClient({
    urls,
    checkpointRoot,
    fetch: routeNodes({ one: node(down), two: node() }),
  });
  expect(client.config).toEqual(config);
  const none = createBeaconLightClient({
    urls,
    checkpointRoot,
    fetch: routeNodes({ one: node(down), two: node(down) }),
  });
  await expect(none).rejects.toMatchObject({ code: 'unavailable' });
  await expect(createBeaconLightClient({ urls: [], checkpointRoot })).rejects.toBeInstanceOf(RangeError);
});

test('does not ask for a configuration that it is given', async () => {
  const one = node();
  const client = await createBeaconLightClient({
    urls: ['http://one'],
    checkpointRoot,
    config,
    fetch: routeNodes({ one }),
  });
  expect(client.endpoints()).toMatchObject([{ id: 'one', state: 'ready' }]);
  // Once, to see that it is the same network.
  expect(one.calls.filter((call) => call.endsWith('/spec'))).toHaveLength(1);
});

test('numbers endpoints of one host, and keeps their paths to itself', async () => {
  const fetch = routeNodes({ one: node() });
  const client = await createBeaconLightClient({ urls: ['http://one', 'http://one'], checkpointRoot, config, fetch });
  expect(client.endpoints().map(({ id }) => id)).toEqual(['one', 'one (2)']);
});

test('follows through outages until it is stopped', async () => {
  const one = node({ answer: () => undefined });
  const fetch = routeNodes({ one });
  const client = await createBeaconLightClient({ urls: ['http://one'], checkpointRoot, config, fetch });
  one.set({ answer: () => refusal(503, 'down') });
  const stop = new AbortController();
  const rounds: (string | undefined)[] = [];
  const onRound = (trouble: BeaconFollowError | undefined) => {
    rounds.push(trouble?.code);
    if (rounds.length === 3) stop.abort(new Error('enough'));
  };
  const steps = followFinality(client, { signal: stop.signal, pauseMs: 1, onRound });
  await expect(steps.next()).rejects.toThrow('enough');
  expect(rounds).toEqual(['unavailable', 'unavailable', 'unavailable']);
});

test('gives what it verifies, one after the other', async () => {
  const fetch = routeNodes({ one: node() });
  const client = await createBeaconLightClient({ urls: ['http://one'], checkpointRoot, config, fetch });
  const steps = followFinality(client, { pauseMs: 1 });
  expect((await steps.next()).value).toMatchObject({ source: 'one', participants: 32 });
});
