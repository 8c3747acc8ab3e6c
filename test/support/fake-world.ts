/** Two fake chains joined by the real pipeline on an in-memory store; time moves only when the test says so. @module */
import { toHex } from '@causeway/lightclient/codec';
import { DEFAULT_SETTINGS, type DirectionDeps } from '../../relayer/pipeline/deps.ts';
import { createEngine } from '../../relayer/pipeline/engine.ts';
import type { ClientDriver } from '../../relayer/ports/client-driver.ts';
import type { Clock } from '../../relayer/ports/clock.ts';
import { RelayerError } from '../../relayer/ports/fault.ts';
import { directionKey, type Lane } from '../../relayer/ports/lane.ts';
import type { Logger } from '../../relayer/ports/logger.ts';
import type { Metrics } from '../../relayer/ports/metrics.ts';
import { type Packet, type PacketRow, packetKey } from '../../relayer/ports/packet.ts';
import type { Store } from '../../relayer/ports/store.ts';
import { ibcV2 } from '../../relayer/protocols/ibc-v2.ts';
import { createSqliteStore } from '../../relayer/stores/sqlite.ts';
import { createFakeChain, encodeMessage, encodeTx, type FakeChain, hashOf, START_NS } from './fake-chain.ts';
import { createPorts, type Lies } from './fake-ports.ts';
import { createManualQueue } from './manual-queue.ts';

export interface FakeWorld {
  readonly a: FakeChain;
  readonly b: FakeChain;
  readonly store: Store;
  readonly lies: Lies;
  /** Claims that a proof has contradicted, as `chain/claim/sequence`. */
  readonly refuted: readonly string[];
  readonly ab: DirectionDeps;
  /** One block on both chains, then all due work. */
  step(blocks?: number): Promise<void>;
  /** Looks for packets that the events did not show. */
  reconcile(): Promise<void>;
  row(packet: Packet): Promise<PacketRow>;
  close(): Promise<void>;
}

export async function createFakeWorld(metrics: Metrics = noMetrics, logger: Logger = silent): Promise<FakeWorld> {
  const a = createFakeChain({
    name: 'a',
    lane: '07-tendermint-0',
    counterparty: 'b',
    counterpartyLane: '07-tendermint-1',
  });
  const b = createFakeChain({
    name: 'b',
    lane: '07-tendermint-1',
    counterparty: 'a',
    counterpartyLane: '07-tendermint-0',
  });
  const lies: Lies = {};
  const sent = new Map<string, Packet>();
  const refuted: string[] = [];
  const clock = { now: () => Number((a.head().timeNs - START_NS) / 1_000_000n) } satisfies Clock;
  const store = await createSqliteStore({ file: ':memory:', clock });
  const portsA = createPorts(a, { lies, sent, refuted });
  const portsB = createPorts(b, { lies, sent, refuted });
  const laneA = laneOf(a);
  const laneB = laneOf(b);
  await store.packets.commit('test', [
    { change: 'upsert-lane', lane: laneA },
    { change: 'upsert-lane', lane: laneB },
  ]);
  const ab: DirectionDeps = {
    direction: { path: 'a-b', protocol: 'v2', source: laneA, destination: laneB },
    protocol: ibcV2,
    source: portsA,
    destination: portsB,
    onDestination: createDriver(b, a),
    onSource: createDriver(a, b),
  };
  const ba: DirectionDeps = {
    direction: { path: 'a-b', protocol: 'v2', source: laneB, destination: laneA },
    protocol: ibcV2,
    source: portsB,
    destination: portsA,
    onDestination: ab.onSource,
    onSource: ab.onDestination,
  };
  const queue = createManualQueue(clock);
  const services = {
    store,
    clock,
    logger,
    settings: { ...DEFAULT_SETTINGS, reconcileEveryMs: 1e9 },
    random: () => 0.5,
  };
  const engine = createEngine({
    services,
    queue,
    metrics,
    chains: [portsA, portsB],
    directions: [ab, ba],
    owner: 'test',
  });
  await engine.start();
  await queue.drain();
  return {
    a,
    b,
    store,
    lies,
    refuted,
    ab,
    async step(blocks = 1) {
      for (let i = 0; i < blocks; i++) {
        a.tick();
        b.tick();
        await queue.add({ name: 'watch', key: 'a' });
        await queue.add({ name: 'watch', key: 'b' });
        for (const chain of ['a', 'b']) await queue.add({ name: 'confirm', key: chain });
        await queue.drain();
      }
    },
    async reconcile() {
      await queue.add({ name: 'reconcile', key: directionKey(ab.direction) });
      await queue.drain();
    },
    async row(packet) {
      const [row] = await store.packets.find([packetKey(packet)]);
      if (row === undefined) throw new Error(`no row for sequence ${packet.sequence}`);
      return row;
    },
    async close() {
      await engine.stop(0);
      await store.close();
    },
  };
}

/** Somebody else delivers a packet of `a` in the next block. */
export function deliverAsRival({ a, b }: FakeWorld, packet: Packet): void {
  const height = `${a.head().height}`;
  const messages = [
    encodeMessage({ type: 'update', height }),
    encodeMessage({ type: 'recv', body: toHex(packet.body), proofHeight: height }),
  ];
  const bytes = encodeTx(messages, 'rival');
  b.mempool.push({ hash: hashOf(bytes), bytes, sequence: b.accountSequence, gasLimit: 1n, timeoutHeight: 1_000n });
}

function laneOf(chain: FakeChain): Lane {
  return {
    path: 'a-b',
    protocol: 'v2',
    chain: chain.name,
    lane: chain.lane,
    clientId: chain.lane,
    counterparty: { chain: chain.counterparty, lane: chain.counterpartyLane },
    counterpartyPrefix: [],
  };
}

function createDriver(host: FakeChain, counterparty: FakeChain): ClientDriver {
  const at = (height: bigint) => ({ revisionNumber: 0n, revisionHeight: height });
  return {
    type: 'fake',
    host: host.name,
    counterparty: counterparty.name,
    clientId: host.lane,
    async view() {
      const { height, timeNs } = counterparty.head();
      const trustingPeriodNs = 1_000_000_000_000_000n;
      const base = { latestHeight: at(height), latestTimeNs: timeNs, trustingPeriodNs };
      return { status: host.clientStatus, ...base, expiresAtNs: timeNs + trustingPeriodNs };
    },
    async target(bound) {
      if (host.clientStatus === 'frozen') throw new RelayerError({ code: 'CLIENT_FROZEN', message: 'it is frozen' });
      const head = counterparty.head();
      const isEarly = head.height <= (bound.afterBlock ?? 0n) || head.timeNs < (bound.timeNs ?? 0n);
      if (isEarly)
        throw new RelayerError({ code: 'CHAIN_NOT_FINAL', message: `${counterparty.name} is only at ${head.height}` });
      const height = at(head.height);
      const update = {
        clientId: host.lane,
        height,
        message: encodeMessage({ type: 'update', height: `${head.height}` }),
      };
      return { height, timeNs: head.timeNs, updates: host.knownHeights.has(head.height) ? [] : [update] };
    },
    read: async (height, paths) =>
      paths.map((path) => ({
        path,
        value: counterparty.valueAt(height.revisionHeight, path),
        proof: Uint8Array.of(1),
      })),
    refresh: () => Promise.resolve(undefined),
  };
}

export const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };
export const noMetrics: Metrics = {
  stageDone() {},
  packetSent() {},
  ackWritten() {},
  packetTimedOut() {},
  stepConfirmed() {},
  txSubmitted() {},
  broadcastError() {},
  simulateError() {},
  clientUpdated() {},
  clientUpdateSkipped() {},
  clientState() {},
  chainHeight() {},
  walletBalance() {},
  backlog() {},
  misbehaviour() {},
};
