/** The promises of the bridge, held against the blocks of both chains and against the relayer's store. @module */
import { createHash } from 'node:crypto';
import {
  listPacketSteps,
  type PacketStep,
  type ScannedTx,
  scanBlocks,
  TOKEN_DENOM,
  unpackMessage,
} from 'causeway/devnet';
import { MsgTransfer } from 'cosmjs-types/ibc/applications/transfer/v1/tx';
import { MsgAcknowledgement } from 'cosmjs-types/ibc/core/channel/v2/tx';
import { expect } from 'vitest';
import type { PacketOutcome } from '../../../relayer/ports/packet.ts';
import type { Store } from '../../../relayer/ports/store.ts';
import { checkSupply } from '../../demo/check-supply.ts';
import type { BridgeEnd } from './bridge.ts';
import { committedSequences, sentSequences } from './read-lane.ts';
import type { Sides } from './wait-until-settled.ts';

export interface InvariantLimits {
  /** Included transactions of our signer that failed: paid for in vain. Default 0. */
  readonly failedTxs?: number;
}

/** What the blocks say. */
export interface Tally {
  readonly success: number;
  readonly error: number;
  readonly timeout: number;
  /** Our signer's included transactions that succeeded. */
  readonly transactions: number;
  readonly failedTxs: number;
  /** Our signer's included messages that changed nothing. */
  readonly noops: number;
}

/** @throws an assertion error that names the packet and what is wrong with it. */
export async function checkInvariants(sides: Sides, store: Store, limits: InvariantLimits): Promise<Tally> {
  const { a, b } = sides;
  const [txsA, txsB] = await Promise.all([scan(a), scan(b)]);
  const scans: Scans = { a: txsA, b: txsB };
  const outcomes = [
    ...(await checkDirection({ from: a, to: b, sent: txsA, received: txsB }, store)),
    ...(await checkDirection({ from: b, to: a, sent: txsB, received: txsA }, store)),
  ];
  await checkBooks(sides, scans, outcomes);
  const ours = [...txsA.filter(isBy(a.signer)), ...txsB.filter(isBy(b.signer))];
  const failed = ours.filter(({ code }) => code !== 0);
  expect(failed.length, failed.map(({ hash, log }) => `${hash}: ${log}`).join('\n')).toBeLessThanOrEqual(
    limits.failedTxs ?? 0,
  );
  const count = (wanted: PacketOutcome): number => outcomes.filter(({ outcome }) => outcome === wanted).length;
  return {
    success: count('success'),
    error: count('error'),
    timeout: count('timeout'),
    transactions: ours.length - failed.length,
    failedTxs: failed.length,
    noops: listPacketSteps(ours).filter(({ effect }) => effect === 'noop').length,
  };
}

interface Scans {
  readonly a: readonly ScannedTx[];
  readonly b: readonly ScannedTx[];
}

/** All blocks since the bridge was opened: the chains may be shared, clients and signers are not. */
async function scan({ chain, openedAt }: BridgeEnd): Promise<readonly ScannedTx[]> {
  return scanBlocks(chain.client.rpc, openedAt + 1n, await chain.client.height());
}

function isBy(signer: string): (tx: ScannedTx) => boolean {
  // Every message of a relayer names its signer, in one field or another; addresses are unmistakable.
  const text = Buffer.from(signer);
  return ({ messages }) => messages.some(({ value }) => Buffer.from(value).includes(text));
}

interface Travel {
  readonly from: BridgeEnd;
  readonly to: BridgeEnd;
  readonly sent: readonly ScannedTx[];
  readonly received: readonly ScannedTx[];
}

interface Ended {
  readonly from: BridgeEnd;
  readonly sequence: bigint;
  readonly outcome: PacketOutcome;
}

async function checkDirection({ from, to, sent, received }: Travel, store: Store): Promise<readonly Ended[]> {
  const { client } = from.chain;
  const sequences = await sentSequences(client, from.clientId);
  expect(await committedSequences(client, from.clientId, sequences), `commitments on ${from.name}`).toEqual([]);
  const recvs = groupBySequence(
    listPacketSteps(received).filter(
      ({ step, sourceClient, destinationClient }) =>
        step === 'recv' && sourceClient === from.clientId && destinationClient === to.clientId,
    ),
  );
  const closes = groupBySequence(
    listPacketSteps(sent).filter(
      ({ step, sourceClient }) => (step === 'ack' || step === 'timeout') && sourceClient === from.clientId,
    ),
  );
  const refused = refusedSequences(sent, from.clientId);
  const keys = sequences.map((sequence) => ({
    chain: from.name,
    protocol: 'v2' as const,
    lane: from.clientId,
    sequence,
  }));
  const rows = new Map((await store.packets.find(keys)).map((row) => [row.packet.sequence, row]));
  return sequences.map((sequence) => {
    const name = `packet ${sequence} of ${from.name}`;
    const ends = {
      recvs: recvs.get(sequence) ?? [],
      closes: closes.get(sequence) ?? [],
      refused: refused.has(sequence),
    };
    const outcome = judge(name, ends);
    expectOnce(name, [...ends.recvs, ...ends.closes], to.signer);
    expect(rows.get(sequence), `${name} in the store`).toMatchObject({
      state: outcome === 'timeout' ? 'timed-out' : 'done',
      outcome,
    });
    return { from, sequence, outcome };
  });
}

function groupBySequence(steps: readonly PacketStep[]): ReadonlyMap<bigint, readonly PacketStep[]> {
  const groups = new Map<bigint, PacketStep[]>();
  for (const step of steps) {
    const group = groups.get(step.sequence) ?? [];
    group.push(step);
    groups.set(step.sequence, group);
  }
  return groups;
}

interface Ends {
  readonly recvs: readonly PacketStep[];
  readonly closes: readonly PacketStep[];
  /** Acknowledged with an error. */
  readonly refused: boolean;
}

/** Exactly one of: received and acknowledged (with success or an error), never received and timed out. */
function judge(name: string, { recvs, closes, refused }: Ends): PacketOutcome {
  const took = (steps: readonly PacketStep[], step: PacketStep['step']): number =>
    steps.filter(({ step: taken, effect }) => taken === step && (effect === 'effective' || effect === 'error-ack'))
      .length;
  const counts = {
    received: took(recvs, 'recv'),
    acknowledged: took(closes, 'ack'),
    timedOut: took(closes, 'timeout'),
  };
  if (counts.timedOut > 0) {
    expect(counts, name).toEqual({ received: 0, acknowledged: 0, timedOut: 1 });
    return 'timeout';
  }
  expect(counts, name).toEqual({ received: 1, acknowledged: 1, timedOut: 0 });
  return refused ? 'error' : 'success';
}

/** The one error acknowledgement of IBC v2. */
const ERROR_ACKNOWLEDGEMENT = createHash('sha256').update('UNIVERSAL_ERROR_ACKNOWLEDGEMENT').digest();

/** Sequences whose acknowledgement, as the chain took it, is the error. */
function refusedSequences(txs: readonly ScannedTx[], clientId: string): ReadonlySet<bigint> {
  const refused = new Set<bigint>();
  for (const { messages } of txs) {
    for (const message of messages) {
      if (message.packetStep?.effect !== 'effective') continue;
      const ack = unpackMessage(MsgAcknowledgement, message);
      const [first] = ack?.acknowledgement.appAcknowledgements ?? [];
      if (ack?.packet.sourceClient === clientId && first !== undefined && ERROR_ACKNOWLEDGEMENT.equals(first)) {
        refused.add(ack.packet.sequence);
      }
    }
  }
  return refused;
}

/** Never twice: whether the second one would change anything or not. */
function expectOnce(name: string, steps: readonly PacketStep[], signer: string): void {
  const ours = steps.filter((step) => step.signer === signer && step.effect !== 'failed');
  const kinds = ours.map(({ step }) => step);
  expect(kinds, `${name}: included messages of our signer`).toEqual([...new Set(kinds)]);
}

interface Moved {
  readonly from: BridgeEnd;
  readonly sender: string;
  readonly receiver: string;
  readonly denom: string;
  readonly amount: bigint;
  readonly outcome: PacketOutcome;
}

/** What is locked is what exists as vouchers, and the users have what the outcomes say. */
async function checkBooks({ a, b }: Sides, scans: Scans, outcomes: readonly Ended[]): Promise<void> {
  const supplies = await Promise.all([checkSupply(a, b), checkSupply(b, a)]);
  for (const { isBalanced, line } of supplies) expect(isBalanced, line).toBe(true);
  const moved = [...readTransfers(a, scans.a, outcomes), ...readTransfers(b, scans.b, outcomes)].filter(
    ({ outcome }) => outcome === 'success',
  );
  for (const [end, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const gone = moved.filter(({ from, sender, denom }) => from === end && sender === end.user.address && isOwn(denom));
    const back = moved.filter(
      ({ from, receiver, denom }) => from === other && receiver === end.user.address && !isOwn(denom),
    );
    const balance = await end.chain.client.balance(end.user.address, TOKEN_DENOM);
    expect(balance, `${TOKEN_DENOM} of the user on ${end.name}`).toBe(end.funded - sum(gone) + sum(back));
  }
}

function isOwn(denom: string): boolean {
  return denom === TOKEN_DENOM;
}

function sum(transfers: readonly Moved[]): bigint {
  return transfers.reduce((total, { amount }) => total + amount, 0n);
}

function readTransfers(from: BridgeEnd, txs: readonly ScannedTx[], outcomes: readonly Ended[]): readonly Moved[] {
  const ended = new Map(outcomes.filter((end) => end.from === from).map((end) => [end.sequence, end.outcome]));
  return txs.flatMap(({ messages }) =>
    messages.flatMap((message): readonly Moved[] => {
      const { packetStep } = message;
      const transfer = unpackMessage(MsgTransfer, message);
      if (transfer === undefined || packetStep?.sourceClient !== from.clientId) return [];
      const outcome = ended.get(packetStep.sequence);
      if (outcome === undefined) return [];
      const { sender, receiver, token } = transfer;
      return [{ from, sender, receiver, denom: token.denom, amount: BigInt(token.amount), outcome }];
    }),
  );
}
