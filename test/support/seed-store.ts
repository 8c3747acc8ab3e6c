/** An in-memory store with one path and packets in the states that a test wants. @module */
import type { RelayerFault } from '../../relayer/ports/fault.ts';
import type { Lane } from '../../relayer/ports/lane.ts';
import { type Packet, type PacketKey, type PacketState, packetKey } from '../../relayer/ports/packet.ts';
import type { PacketPatch, Store, TxRow } from '../../relayer/ports/store.ts';
import { createSqliteStore } from '../../relayer/stores/sqlite.ts';

/** Wall-clock time of the first sighting. */
export const SEEN_AT_MS = 1_767_225_600_000;

export interface SeededPacket {
  readonly sequence: bigint;
  /** Default: alpha. */
  readonly from?: 'alpha' | 'beta';
  /** Default: seen. */
  readonly state?: PacketState;
  readonly patch?: PacketPatch;
  readonly lastFault?: RelayerFault;
}

const LANES = { alpha: '07-tendermint-0', beta: '07-tendermint-1' } as const;

function laneEnd(chain: 'alpha' | 'beta'): { readonly chain: string; readonly lane: string } {
  return { chain, lane: LANES[chain] };
}

function testPacket(sequence: bigint, from: 'alpha' | 'beta' = 'alpha'): Packet {
  const source = laneEnd(from);
  const destination = laneEnd(from === 'alpha' ? 'beta' : 'alpha');
  const timeout = { atNs: BigInt(SEEN_AT_MS + 600_000) * 1_000_000n };
  return { protocol: 'v2', source, destination, sequence, timeout, body: Uint8Array.from([1, 2, 3]) };
}

export function testKey(sequence: bigint): PacketKey {
  return packetKey(testPacket(sequence));
}

export async function seedStore(packets: readonly SeededPacket[] = [], file = ':memory:'): Promise<Store> {
  const store = await createSqliteStore({ file, clock: { now: () => SEEN_AT_MS } });
  await store.packets.commit('test', [
    { change: 'upsert-lane', lane: toLane('alpha', 'beta') },
    { change: 'upsert-lane', lane: toLane('beta', 'alpha') },
    { change: 'upsert-chain', chain: 'alpha', chainId: 'alpha-1', genesisHash: 'aa' },
    { change: 'move-cursor', chain: 'alpha', height: 120n },
  ]);
  for (const packet of packets) await seedPacket(store, packet);
  return store;
}

/** First seen as `seen`, a second later in its state. */
async function seedPacket(store: Store, { sequence, from, state, patch, lastFault }: SeededPacket): Promise<void> {
  const packet = testPacket(sequence, from);
  const key = packetKey(packet);
  const sentTx = 'AA'.repeat(32);
  const insert = {
    change: 'insert-packet',
    packet,
    state: 'seen',
    sentHeight: 100n,
    sentTx,
    atMs: SEEN_AT_MS,
  } as const;
  const full = { ...patch, ...(lastFault === undefined ? {} : { lastFault }) };
  await store.packets.commit('test', [insert]);
  const [row] = await store.packets.find([key]);
  const fromVersion = row?.version ?? 0;
  const base = { key, fromVersion, patch: full };
  const second = SEEN_AT_MS + 1_000;
  await store.packets.commit('test', [
    state === undefined
      ? { change: 'defer', ...base }
      : { change: 'advance', ...base, to: state, why: `moved to ${state}`, atMs: second },
  ]);
}

function toLane(chain: 'alpha' | 'beta', other: 'alpha' | 'beta'): Lane {
  const prefix = [new Uint8Array([105, 98, 99]), new Uint8Array(0)];
  const { lane } = laneEnd(chain);
  return {
    path: 'main',
    protocol: 'v2',
    chain,
    lane,
    clientId: lane,
    counterparty: laneEnd(other),
    counterpartyPrefix: prefix,
  };
}

export function testTx(sequence: bigint, change: Partial<TxRow> = {}): TxRow {
  return {
    hash: 'BB'.repeat(32),
    chain: 'beta',
    signer: 'cosmos1relayer',
    sequence: 7n,
    state: 'prepared',
    bytes: new Uint8Array([9]),
    gasLimit: 200_000n,
    timeoutHeight: 140n,
    preparedHeight: 120n,
    steps: [{ key: testKey(sequence), step: 'recv', index: 1 }],
    clientUpdates: [{ clientId: '07-tendermint-1', height: { revisionNumber: 1n, revisionHeight: 101n } }],
    createdAtMs: SEEN_AT_MS + 2_000,
    ...change,
  };
}
