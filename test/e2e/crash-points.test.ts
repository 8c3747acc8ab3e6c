/**
 * The relayer is killed right after each kind of durable write and each send, and started again. What it left behind must
 * be enough: every packet ends once, and nothing is paid for twice.
 * @module
 */
import { attributeOf, lies, scanBlocks } from 'causeway/devnet';
import { MsgCreateClient } from 'cosmjs-types/ibc/core/client/v1/tx';
import { describe, expect, test } from 'vitest';
import { CRASH_LABELS } from '../../relayer/ops/crash-labels.ts';
import { packetWithoutBytes } from '../../relayer/pipeline/import-packet.ts';
import { formatPacketKey, type PacketState, packetKey } from '../../relayer/ports/packet.ts';
import type { Change } from '../../relayer/ports/store.ts';
import { type Bridge, type BridgeEnd, openBridge, QUEUES } from './support/bridge.ts';

interface Crash {
  /** As CAUSEWAY_CRASH_AT has it. */
  readonly at: string;
  /** Brings about what leads there; the relayer is down. */
  readonly before?: (bridge: Bridge) => Promise<unknown>;
  /** A packet must be found in one of these states afterwards. */
  readonly leaves?: readonly PacketState[];
  /** The command that dies there; default: the service. */
  readonly command?: (bridge: Bridge) => Promise<readonly string[]>;
}

/** The process dies by its own hand at the crash point: nobody else sends it a SIGKILL. */
async function crash(bridge: Bridge, { at, before, leaves, command }: Crash): Promise<void> {
  await before?.(bridge);
  const env = { CAUSEWAY_CRASH_AT: at };
  if (command === undefined) {
    const relayer = await bridge.start({ env });
    const exit = await relayer.waitForExit();
    expect(exit, `killed at ${at}\n${relayer.tail()}`).toEqual({ code: null, signal: 'SIGKILL' });
  } else {
    const { code, stderr } = await bridge.cli(await command(bridge), env);
    expect(code, `killed at ${at}\n${stderr}`).toBeNull();
  }
  if (leaves === undefined) return;
  const counts = await (await bridge.store()).chains.counts();
  const states = counts.map(({ state }) => state);
  expect(
    leaves.some((state) => states.includes(state)),
    `${at} leaves ${states.join(', ')}`,
  ).toBe(true);
}

const someTransfers = (bridge: Bridge): Promise<unknown> =>
  Promise.all([bridge.transfer('a', 3), bridge.transfer('b', 2)]);

/** Blocks that an earlier relayer has read, without what was sent in them: chain and store must be compared. */
async function moveCursors({ a, b, changeStore }: Bridge): Promise<void> {
  const moves = [a, b].map(async ({ name, chain }): Promise<Change> => {
    return { change: 'move-cursor', chain: name, height: await chain.client.height() };
  });
  await changeStore(await Promise.all(moves));
}

/** The comparison of chain and store begins together with the watching, and may be first. */
const STORED: readonly PacketState[] = ['seen', 'final'];

const MAIN_LINE: readonly Crash[] = [
  { at: 'reconciled', before: (bridge) => someTransfers(bridge).then(() => moveCursors(bridge)), leaves: STORED },
  { at: 'watched', before: someTransfers, leaves: STORED },
  { at: 'await-finality', before: someTransfers, leaves: ['final'] },
  { at: 'triage', before: someTransfers, leaves: ['proving'] },
  { at: 'light-block' },
  { at: 'lease' },
  { at: 'prove-recv' },
  { at: 'intent' },
  { at: 'broadcast' },
  { at: 'before:confirmed', before: someTransfers },
  { at: 'broadcast-recorded', before: someTransfers },
  { at: 'confirmed' },
  { at: 'await-ack', before: someTransfers },
  { at: 'prove-ack' },
  { at: 'intent' },
  { at: 'broadcast' },
  { at: 'before:confirmed' },
];

/** A timeout does not wait for a backoff to end: only the sweep of expired packets finds these. */
async function expireInBackoff(bridge: Bridge): Promise<void> {
  await bridge.waitUntilTimedOut('a');
  await scheduleAll(bridge, ['final'], Date.now() + 600_000);
}

async function scheduleAll(bridge: Bridge, states: readonly PacketState[], notBeforeMs: number): Promise<void> {
  const store = await bridge.store();
  const rows = await store.packets.list({ states, limit: 100 });
  await bridge.changeStore(
    rows.map(({ packet, version }): Change => {
      return { change: 'defer', key: packetKey(packet), fromVersion: version, patch: { notBeforeMs } };
    }),
  );
}

const TIMEOUTS: readonly Crash[] = [
  { at: 'await-finality', before: (bridge) => bridge.transfer('a', 3, { timeoutSeconds: 4 }), leaves: ['final'] },
  { at: 'expire', before: expireInBackoff, leaves: ['timing-out'] },
  { at: 'prove-timeout' },
  { at: 'intent', leaves: ['withdrawing'] },
  { at: 'before:confirmed', leaves: ['withdrawing'] },
];

async function letRivalFinish(bridge: Bridge): Promise<void> {
  const rival = await bridge.rival();
  const other = await rival.start();
  await bridge.waitUntilClosed();
  await other.stop();
}

/** A proven message that is in no transaction yet, when somebody else is faster. */
const RIVALRY: readonly Crash[] = [
  { at: 'before:intent', before: (bridge) => bridge.transfer('a', 3), leaves: ['delivering'] },
  { at: 'redundant', before: letRivalFinish, leaves: ['delivered'] },
  { at: 'settle' },
];

const failStep = (index: number) =>
  lies.failSimulation(`failed to execute message; message index: ${index}: unauthorized`);

/** From now on the endpoint of beta lies in this way alone. */
function lieOnB(bridge: Bridge, lie: Parameters<Bridge['b']['proxies'][number]['use']>[0]): void {
  const [proxy] = bridge.b.proxies;
  proxy?.clear();
  proxy?.use(lie);
}

/** With one update before them, the steps of a transaction begin at index 1. */
const REFUSALS: readonly Crash[] = [
  {
    at: 'refused',
    before: async (bridge) => {
      await bridge.transfer('a', 3);
      lieOnB(bridge, lies.refuseTransactions());
    },
  },
  { at: 'deferred' },
  { at: 'isolated', before: async (bridge) => lieOnB(bridge, failStep(2)) },
  { at: 'parked', before: async (bridge) => lieOnB(bridge, failStep(1)), leaves: ['parked'] },
  { at: 'revive', before: (bridge) => scheduleAll(bridge, ['parked'], 0), leaves: ['final'] },
  {
    at: 'clear',
    before: (bridge) => scheduleAll(bridge, ['final'], Date.now() + 600_000),
    command: async ({ home }) => ['clear', home.path],
    leaves: ['final'],
  },
  { at: 'proofs-dropped', before: async (bridge) => lieOnB(bridge, lies.failSimulation()), leaves: ['final'] },
  { at: 'updates-dropped' },
  { at: 'expired', before: async (bridge) => lieOnB(bridge, lies.swallowTransactions()) },
];

/** Alpha's endpoint spoils every proof. */
async function spoilProofs(bridge: Bridge): Promise<void> {
  bridge.b.proxies[0]?.clear();
  bridge.a.proxies[0]?.use(lies.changeProof());
  await bridge.transfer('a', 2);
}

/** A packet of which nobody could give the bytes, as the comparison of chain and store notes it. */
async function loseBytes(bridge: Bridge): Promise<void> {
  bridge.a.proxies[0]?.clear();
  const [sequence = 0n] = await bridge.transfer('a', 1);
  await moveCursors(bridge);
  const lanes = await (await bridge.store()).chains.lanes();
  const [source, destination] = [bridge.a, bridge.b].map(({ name }) => lanes.find(({ chain }) => chain === name));
  if (source === undefined || destination === undefined) throw new Error('unreachable: the path is linked');
  const packet = packetWithoutBytes({ path: bridge.home.path, protocol: 'v2', source, destination }, sequence);
  const detail = 'no endpoint has its bytes';
  const parked = { reason: 'bytes-unavailable', resumeTo: 'final', detail } as const;
  const key = packetKey(packet);
  const base = { key, atMs: Date.now(), why: detail };
  await bridge.changeStore([
    { change: 'insert-packet', packet, state: 'final', sentHeight: 0n, atMs: base.atMs },
    { change: 'advance', ...base, fromVersion: 1, to: 'parked', patch: { parked, notBeforeMs: base.atMs + 600_000 } },
  ]);
}

async function importCommand(bridge: Bridge): Promise<readonly string[]> {
  const [row] = await (await bridge.store()).packets.list({ states: ['parked'], limit: 1 });
  if (row === undefined) throw new Error('want a parked packet, got none');
  const key = packetKey(row.packet);
  return ['packets', 'import', formatPacketKey(key), '--bytes', await readPacketBytes(bridge.a, key.sequence)];
}

/** The packet as its sending transaction announced it, in hex. */
async function readPacketBytes({ chain, clientId, openedAt }: BridgeEnd, sequence: bigint): Promise<string> {
  const txs = await scanBlocks(chain.client.rpc, openedAt, await chain.client.height());
  const events = txs.flatMap((tx) => tx.events).filter(({ type }) => type === 'send_packet');
  const event = events.find(
    (candidate) =>
      attributeOf([candidate], 'send_packet', 'packet_sequence') === `${sequence}` &&
      attributeOf([candidate], 'send_packet', 'packet_source_client') === clientId,
  );
  const bytes = event && attributeOf([event], 'send_packet', 'encoded_packet_hex');
  if (bytes === undefined) throw new Error(`want the event of packet ${sequence}, got none`);
  return bytes;
}

const ENDPOINTS: readonly Crash[] = [
  { at: 'evidence', before: spoilProofs },
  { at: 'import-packet', before: loseBytes, command: importCommand, leaves: ['final'] },
];

const LINK_CRASHES = [
  ...['identified', 'intent', 'broadcast', 'before:confirmed', 'confirmed', 'linked', 'linked:2'],
  ...['intent:2', 'linked:4'],
];

async function runTo(bridge: Bridge, crashes: readonly Crash[]): Promise<void> {
  for (const point of crashes) {
    await crash(bridge, point);
  }
  await bridge.start();
  await bridge.waitUntilSettled();
}

describe.each(QUEUES)('with the %s queue', { concurrent: true }, (queue) => {
  test('accepts a kill at each step of the main line', async () => {
    await using bridge = await openBridge({ queue });
    await runTo(bridge, MAIN_LINE);
    expect(await bridge.expectInvariants()).toMatchObject({ success: 35, error: 0, timeout: 0 });
  });

  test('accepts a kill while packets time out or somebody else carries them', async () => {
    await using bridge = await openBridge({ queue });
    await runTo(bridge, [...TIMEOUTS, ...RIVALRY]);
    expect(await bridge.expectInvariants()).toMatchObject({ success: 3, error: 0, timeout: 3 });
  });

  test('accepts a kill while a node refuses, lies and forgets', async () => {
    await using bridge = await openBridge({ queue, endpoints: { a: ['proxy'], b: ['proxy'] } });
    await runTo(bridge, [...REFUSALS, ...ENDPOINTS]);
    expect(await bridge.expectInvariants()).toMatchObject({ success: 6, error: 0, timeout: 0 });
  });

  test('accepts a kill at each step of linking, and one while clients are refreshed', async () => {
    const pathSettings = { trustingPeriod: '10m', refreshRate: '1/600' };
    await using bridge = await openBridge({ queue, pathSettings, linkCrashes: LINK_CRASHES });
    await runTo(bridge, [{ at: 'refresh', before: someTransfers }]);
    expect(await bridge.expectInvariants()).toMatchObject({ success: 5, error: 0, timeout: 0 });
    expect(await countCreations(bridge)).toEqual([1, 1]);
  });
});

/** Clients that our signer has created on each chain. */
async function countCreations({ a, b }: Bridge): Promise<readonly number[]> {
  const count = async ({ chain, openedAt, signer }: BridgeEnd): Promise<number> => {
    const txs = await scanBlocks(chain.client.rpc, openedAt, await chain.client.height());
    return txs
      .filter(({ code }) => code === 0)
      .flatMap(({ messages }) => messages)
      .filter(
        ({ typeUrl, value }) => typeUrl === MsgCreateClient.typeUrl && MsgCreateClient.decode(value).signer === signer,
      ).length;
  };
  return Promise.all([count(a), count(b)]);
}

test('names every crash point that there is', () => {
  const points = [...MAIN_LINE, ...TIMEOUTS, ...RIVALRY, ...REFUSALS, ...ENDPOINTS].map(({ at }) => at);
  const named = new Set([...points, ...LINK_CRASHES, 'refresh'].map((at) => at.replace(/^before:|:\d+$/g, '')));
  // The one of deployments has a test of its own.
  expect([...named, 'manifest'].sort()).toEqual([...CRASH_LABELS].sort());
});
