/** Valid rows and changes for tests of the store; each test spoils or varies what it is about. @module */
import type { Lane } from '../../relayer/ports/lane.ts';
import type { ChainHeight, Packet, PacketKey, PacketState } from '../../relayer/ports/packet.ts';
import type { Change, ClientUpdateRow, StepRow, Store, TxRow } from '../../relayer/ports/store.ts';

const ALPHA = { chain: 'alpha', lane: '07-tendermint-0' } as const;
export const BETA = { chain: 'beta', lane: '07-tendermint-1' } as const;
export const DIRECTION = { ...ALPHA, protocol: 'v2' } as const;
export const MAX_U64 = 2n ** 64n - 1n;

type ChangeOf<Kind extends Change['change']> = Extract<Change, { change: Kind }>;

export function buildKey(sequence: bigint, change: Partial<PacketKey> = {}): PacketKey {
  return { ...DIRECTION, sequence, ...change };
}

export function buildPacket(sequence: bigint, change: Partial<Packet> = {}): Packet {
  return {
    protocol: 'v2',
    source: ALPHA,
    destination: BETA,
    sequence,
    timeout: { atNs: 1_700_000_000_000_000_000n },
    body: Uint8Array.of(0x08, Number(sequence % 251n), 0x00, 0xff),
    ...change,
  };
}

export function buildInsert(sequence: bigint, change: Partial<ChangeOf<'insert-packet'>> = {}): Change {
  const packet = buildPacket(sequence);
  return { change: 'insert-packet', packet, state: 'seen', sentHeight: 12n, sentTx: 'AB12', atMs: 1_000, ...change };
}

export function buildAdvance(
  sequence: bigint,
  fromVersion: number,
  to: PacketState,
  change: Partial<ChangeOf<'advance'>> = {},
): Change {
  return { change: 'advance', key: buildKey(sequence), fromVersion, to, why: `to ${to}`, atMs: 2_000, ...change };
}

export function buildHeight(height: bigint): ChainHeight {
  return { revisionNumber: 1n, revisionHeight: height };
}

export function buildStep(sequence: bigint, change: Partial<StepRow> = {}): StepRow {
  return {
    key: buildKey(sequence),
    step: 'recv',
    chain: 'beta',
    message: { type: '/ibc.core.channel.v2.MsgRecvPacket', bytes: Uint8Array.of(1, 2, Number(sequence % 251n)) },
    clientId: '07-tendermint-1',
    proofHeight: buildHeight(100n),
    alone: false,
    ...change,
  };
}

export function buildTx(hash: string, sequences: readonly bigint[], change: Partial<TxRow> = {}): TxRow {
  return {
    hash,
    chain: 'beta',
    signer: 'cosmos1relayer',
    sequence: 7n,
    state: 'prepared',
    bytes: Uint8Array.of(9, 9, 9),
    gasLimit: 250_000n,
    timeoutHeight: 140n,
    preparedHeight: 120n,
    steps: sequences.map((sequence, position) => ({ key: buildKey(sequence), step: 'recv', index: position + 1 })),
    clientUpdates: [{ clientId: '07-tendermint-1', height: buildHeight(100n) }],
    createdAtMs: 3_000,
    ...change,
  };
}

export function buildUpdate(height: bigint, change: Partial<ClientUpdateRow> = {}): ClientUpdateRow {
  const messages = [{ type: '/ibc.core.client.v1.MsgUpdateClient', bytes: Uint8Array.of(5, 6) }];
  return {
    chain: 'beta',
    clientId: '07-tendermint-1',
    height: buildHeight(height),
    messages,
    refresh: false,
    ...change,
  };
}

export function buildLane(change: Partial<Lane> = {}): Lane {
  return {
    path: 'alpha-beta',
    protocol: 'v2',
    ...ALPHA,
    clientId: '07-tendermint-0',
    counterparty: BETA,
    counterpartyPrefix: [Uint8Array.of(0x69, 0x62, 0x63), new Uint8Array()],
    ...change,
  };
}

/** Stores packets whose message waits for a transaction: `delivering`, version 2. */
export async function insertReady(store: Store, sequences: readonly bigint[]): Promise<void> {
  const inserts = sequences.map((sequence) => buildInsert(sequence));
  const moves = sequences.map((sequence) => buildAdvance(sequence, 1, 'delivering', { step: buildStep(sequence) }));
  await store.packets.commit('test', [...inserts, ...moves]);
}
