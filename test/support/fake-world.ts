/** Two fake chains joined by the real pipeline on an in-memory store; time moves only when the test says so. @module */
import { decodeUtf8, toHex } from '@causeway/lightclient/codec';
import { createBlockPace } from '../../relayer/pipeline/block-pace.ts';
import { type ChainPorts, DEFAULT_SETTINGS, type DirectionDeps } from '../../relayer/pipeline/deps.ts';
import { createEngine } from '../../relayer/pipeline/engine.ts';
import type { PacketClaims } from '../../relayer/ports/chain-reader.ts';
import type { ChainWriter, RejectReason } from '../../relayer/ports/chain-writer.ts';
import type { ClientDriver } from '../../relayer/ports/client-driver.ts';
import type { Clock } from '../../relayer/ports/clock.ts';
import { RelayerError } from '../../relayer/ports/fault.ts';
import type { JobHandler, JobQueue } from '../../relayer/ports/job-queue.ts';
import { directionKey, type Lane } from '../../relayer/ports/lane.ts';
import type { Logger } from '../../relayer/ports/logger.ts';
import type { Metrics } from '../../relayer/ports/metrics.ts';
import { type Packet, type PacketRow, packetKey } from '../../relayer/ports/packet.ts';
import type { MessageCodec, StepResponse } from '../../relayer/ports/packet-protocol.ts';
import type { Store } from '../../relayer/ports/store.ts';
import { ibcV2 } from '../../relayer/protocols/ibc-v2.ts';
import { createSqliteStore } from '../../relayer/stores/sqlite.ts';
import { createFakeChain, encodeMessage, encodeTx, type FakeChain, hashOf, START_NS } from './fake-chain.ts';

/** What a test may make the chains' answers say. All default to the truth. */
export interface Lies {
  unreceived?: (lane: string, truth: ReadonlySet<bigint>) => ReadonlySet<bigint>;
  committed?: (lane: string, truth: ReadonlySet<bigint>) => ReadonlySet<bigint>;
  /** Alters a packet in the event that announces it, or leaves the event out. */
  event?: (packet: Packet) => Packet | undefined;
  /** What the index answers for a packet. */
  index?: (packet: Packet | undefined) => Packet | undefined;
  /** What other endpoints tell of the next sequence, highest first. */
  nextSequences?: readonly bigint[];
  /** Swallows a broadcast after answering `accepted`. */
  vanish?: (hash: string) => boolean;
  /** Refuses a broadcast. */
  refuse?: (chain: string) => RejectReason | undefined;
}

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

const codec: MessageCodec = {
  build: ({ step, packet, acknowledgement, proofHeight }) =>
    encodeMessage({
      type: step,
      body: toHex(packet.body),
      proofHeight: `${proofHeight.revisionHeight}`,
      ...(acknowledgement === undefined ? {} : { acknowledgement: toHex(acknowledgement) }),
    }),
  readResponses: (data) => JSON.parse(decodeUtf8(data)) as StepResponse[],
};

interface Shared {
  readonly lies: Lies;
  readonly sent: Map<string, Packet>;
  readonly refuted: string[];
}

function createPorts(chain: FakeChain, { lies, sent, refuted }: Shared): ChainPorts {
  const truth = (
    path: (sequence: bigint) => Uint8Array,
    sequences: readonly bigint[],
    wanted: boolean,
  ): ReadonlySet<bigint> =>
    new Set(
      sequences.filter(
        (sequence) => (chain.valueAt(chain.head().height + 1n, path(sequence)) !== undefined) === wanted,
      ),
    );
  /** By claim, the block of whose state a packet was said to be closed. */
  const saidAt = new Map<string, bigint>();
  const say = (about: string, asked: readonly bigint[], open: ReadonlySet<bigint>): ReadonlySet<bigint> => {
    for (const sequence of asked) {
      if (open.has(sequence)) saidAt.delete(`${about}/${sequence}`);
      else saidAt.set(`${about}/${sequence}`, chain.head().height);
    }
    return open;
  };
  const unreceived: PacketClaims['unreceived'] = async (lane, sequences) => {
    const answer = truth((sequence) => ibcV2.receipt(packetOn(lane, sequence)).path, sequences, false);
    return say('unreceived', sequences, lies.unreceived?.(lane, answer) ?? answer);
  };
  const committed: PacketClaims['committed'] = async (lane, sequences) => {
    const answer = truth((sequence) => ibcV2.commitment(packetOn(lane, sequence)).path, sequences, true);
    return say('committed', sequences, lies.committed?.(lane, answer) ?? answer);
  };
  const packetOn = (lane: string, sequence: bigint): Packet => ({
    protocol: 'v2',
    source: { chain: chain.name, lane },
    destination: { chain: chain.name, lane },
    sequence,
    timeout: {},
    body: new Uint8Array(0),
  });
  const broadcast: ChainWriter['broadcast'] = async (tx) => {
    if (chain.mempool.some(({ hash }) => hash === tx.hash)) return { status: 'unknown', log: 'in cache' };
    if (lies.vanish?.(tx.hash) === true) return { status: 'accepted' };
    const reason = lies.refuse?.(chain.name);
    if (reason !== undefined) return { status: 'rejected', reason, log: reason };
    const expected = chain.accountSequence + BigInt(chain.mempool.length);
    if (tx.sequence !== expected)
      return { status: 'rejected', reason: 'sequence-mismatch', log: `expected ${expected}` };
    const failed = chain.check(tx);
    if (failed !== undefined && !failed.log.includes('consensus state'))
      return { status: 'rejected', reason: 'failed', log: failed.log };
    chain.mempool.push(tx);
    return { status: 'accepted' };
  };
  return {
    name: chain.name,
    codec,
    pace: createBlockPace(),
    events: {
      head: async () => chain.head(),
      async blocks(from, to) {
        const out = [];
        for (let height = from; height <= to; height++) {
          const { events } = chain.events(height);
          for (const event of events)
            if (event.type === 'packet-sent') sent.set(`${chain.name}/${event.packet.sequence}`, event.packet);
          const told = events.flatMap((event) => {
            if (event.type !== 'packet-sent' || lies.event === undefined) return [event];
            const packet = lies.event(event.packet);
            return packet === undefined ? [] : [{ ...event, packet }];
          });
          out.push({ height, events: told });
        }
        return out;
      },
      refute: () => undefined,
      onWake: () => () => undefined,
    },
    reader: {
      chain: chain.name,
      verifiedHead: async () => chain.head(),
      async provenBlock(height) {
        const block = chain.provenBlock(height);
        if (block === undefined)
          throw new RelayerError({ code: 'CHAIN_NOT_FINAL', message: `no block after ${height}` });
        return block;
      },
      balance: async () => 0n,
      claims: {
        unreceived,
        unreceivedByAll: unreceived,
        committed,
        committedByAll: committed,
        committedByAny: async (lane, sequences) =>
          truth((sequence) => ibcV2.commitment(packetOn(lane, sequence)).path, sequences, true),
        nextSequences: async () => [...(lies.nextSequences ?? []), BigInt(sent.size) + 1n],
        async findPacket(_lane, sequence) {
          const known = sent.get(`${chain.name}/${sequence}`);
          const packet = lies.index === undefined ? known : lies.index(known);
          return packet === undefined ? undefined : { packet, height: 1n, tx: 'INDEX' };
        },
        findAcknowledgements: async () => [],
        refute({ about, sequence, provenAt }) {
          if ((saidAt.get(`${about}/${sequence}`) ?? 0n) >= provenAt) return 'early';
          refuted.push(`${chain.name}/${about}/${sequence}`);
          return 'refuted';
        },
      },
    },
    writer: {
      chain: chain.name,
      signer: `signer-of-${chain.name}`,
      limits: { maxTxBytes: 500_000, maxGas: 1_000_000_000n, maxMessages: 100, gasAdjustment: 1.3 },
      nextSequence: async () => chain.accountSequence,
      async simulate(messages, sequence) {
        const bytes = encodeTx(messages, 'simulation');
        const failed = chain.check({ hash: '', bytes, sequence, gasLimit: 0n, timeoutHeight: 0n });
        return failed === undefined
          ? { status: 'ok', gasUsed: 100_000n }
          : { status: 'failed', reason: 'failed', log: failed.log };
      },
      async sign({ messages, sequence, gasLimit, timeoutHeight }) {
        const bytes = encodeTx(messages, `${sequence}/${timeoutHeight}`);
        return { hash: hashOf(bytes), bytes, sequence, gasLimit, timeoutHeight };
      },
      broadcast,
      resend: broadcast,
      settled: () => undefined,
    },
  };
}

interface ManualQueue extends JobQueue {
  /** Runs everything due, until nothing is. */
  drain(): Promise<void>;
}

function createManualQueue(clock: Clock): ManualQueue {
  const handlers = new Map<string, JobHandler>();
  const waiting = new Map<string, { name: string; key: string; notBeforeMs: number }>();
  const never = new AbortController().signal;
  return {
    async add({ name, key }, { notBeforeMs = 0 } = {}) {
      const id = `${name} ${key}`;
      const before = waiting.get(id);
      if (before === undefined || notBeforeMs < before.notBeforeMs) waiting.set(id, { name, key, notBeforeMs });
    },
    async process(name, _concurrency, handler) {
      handlers.set(name, handler);
    },
    async drain() {
      for (let rounds = 0; rounds < 1_000; rounds++) {
        const due = [...waiting].find(([, job]) => job.notBeforeMs <= clock.now());
        if (due === undefined) return;
        waiting.delete(due[0]);
        await handlers.get(due[1].name)?.(due[1], never);
      }
      throw new Error('the queue does not come to rest');
    },
    counts: async () => ({}),
    pause: async () => undefined,
    resume: async () => undefined,
    close: async () => undefined,
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
