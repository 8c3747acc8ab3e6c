/** A packet's situation in sentences: where it is, what was tried, what it waits for, what a person can do. @module */
import type { PacketSummary, TxSummary, WhyReport } from '../ports/control.ts';
import type { PacketState, ParkReason } from '../ports/packet.ts';
import { toSentence } from '../ports/sentence.ts';
import type { Transition } from '../ports/store.ts';
import { formatAge, formatClock } from './format-time.ts';

export interface Situation {
  readonly packet: PacketSummary;
  readonly history: readonly Transition[];
  readonly transactions: readonly TxSummary[];
  readonly paused: { readonly reason: string; readonly atMs: number } | undefined;
  readonly nowMs: number;
}

type Names = { readonly source: string; readonly destination: string };
interface StateText {
  readonly is: (names: Names) => string;
  readonly waitsFor: (names: Names) => string;
}

const NOTHING = 'nothing: it is finished';

const STATES: Readonly<Record<PacketState, StateText>> = {
  seen: {
    is: ({ source }) => `It was seen in a block of ${source} that our own light client has not verified yet.`,
    waitsFor: ({ source }) => `a verified header of ${source} above the block that sent it`,
  },
  final: {
    is: ({ source }) => `Its block on ${source} is final; what it needs next is being decided.`,
    waitsFor: ({ destination }) => `a look at ${destination}: whether it has received the packet already`,
  },
  proving: {
    is: ({ source }) => `The proof that ${source} sent it is being fetched and verified.`,
    waitsFor: ({ source }) => `a proof from an endpoint of ${source} that our light client accepts`,
  },
  delivering: {
    is: ({ destination }) => `Its proof is verified; it is on its way to ${destination}.`,
    waitsFor: ({ destination }) => `a transaction with it in a block of ${destination}`,
  },
  delivered: {
    is: ({ destination }) => `${destination} has received it; its acknowledgement is awaited.`,
    waitsFor: ({ destination }) => `the acknowledgement that the application on ${destination} writes`,
  },
  'ack-final': {
    is: ({ destination }) => `${destination} has acknowledged it; the proof of that is being fetched and verified.`,
    waitsFor: ({ destination }) => `a proof from an endpoint of ${destination} that our light client accepts`,
  },
  acknowledging: {
    is: ({ source }) => `The acknowledgement is proven; it is on its way back to ${source}.`,
    waitsFor: ({ source }) => `a transaction with it in a block of ${source}`,
  },
  'timing-out': {
    is: ({ destination }) => `Its timeout has passed; the proof that ${destination} never received it is being made.`,
    waitsFor: ({ destination }) => `a verified header of ${destination} after the timeout, and the proof at it`,
  },
  withdrawing: {
    is: ({ source }) => `The proof of its timeout is on its way to ${source}, which will refund the sender.`,
    waitsFor: ({ source }) => `a transaction with it in a block of ${source}`,
  },
  settling: {
    is: ({ source }) => `${source} has closed it without us; how it ended is being proven.`,
    waitsFor: ({ source, destination }) => `a proof of its end from ${source} or ${destination}`,
  },
  done: { is: ({ source }) => `It is finished: ${source} has its acknowledgement.`, waitsFor: () => NOTHING },
  'timed-out': {
    is: ({ source }) => `It is finished: it timed out, and ${source} has refunded the sender.`,
    waitsFor: () => NOTHING,
  },
  parked: { is: () => 'It is parked.', waitsFor: () => 'its cause to go away' },
  conflict: {
    is: () => 'Two packets or headers contradict each other: the evidence is kept and the path is stopped.',
    waitsFor: () => 'a person: this is never resolved by itself',
  },
};

interface ParkText {
  readonly because: string;
  readonly waitsFor: string;
  readonly advice: string;
}

export const PARK_TEXTS: Readonly<Record<ParkReason, ParkText>> = {
  'bytes-unavailable': {
    because: 'The source chain holds its commitment, but no endpoint gives bytes that hash to it.',
    waitsFor: 'an endpoint that still has the block it was sent in, or bytes from you',
    advice: "Add an archive endpoint of the source chain, or give the bytes with 'causeway packets import'.",
  },
  'ack-unavailable': {
    because: 'The destination has received it, but no endpoint gives the acknowledgement bytes.',
    waitsFor: 'an endpoint that still has the block it was received in',
    advice: 'Add an archive endpoint of the destination chain.',
  },
  'client-expired': {
    because: 'The light client that must judge its proof has expired: nobody updated it within its trusting period.',
    waitsFor: 'governance of the chain that holds the client to recover it',
    advice: 'Ask for a client recovery on that chain; work resumes by itself afterwards.',
  },
  'client-frozen': {
    because: 'The light client that must judge its proof is frozen: somebody submitted misbehaviour.',
    waitsFor: 'governance of the chain that holds the client to recover it',
    advice: 'Find out what the validators of the followed chain did before you trust it again.',
  },
  'recv-rejected': {
    because: 'The destination refuses it.',
    waitsFor: 'the destination to change its mind, or its timeout; then the sender is refunded',
    advice: 'Nothing to do: it is tried again from time to time. To try at once, run causeway clear.',
  },
  'close-rejected': {
    because: 'The application on the source refuses its acknowledgement or timeout.',
    waitsFor: 'a change of that application',
    advice: 'Tell the maintainers of the source application: only they can make it accept.',
  },
  'path-paused': {
    because: 'Its path is stopped.',
    waitsFor: 'the path to be resumed',
    advice: "Look at the evidence in 'causeway status'; then 'causeway clear PATH' lets it run again.",
  },
};

export function explainPacket(situation: Situation): WhyReport['explanation'] {
  const { packet, paused } = situation;
  const names = { source: packet.source.chain, destination: packet.destination.chain };
  const text = STATES[packet.state];
  const parked = packet.parked && PARK_TEXTS[packet.parked.reason];
  const because = parked === undefined ? '' : ` ${parked.because} ${toSentence(packet.parked?.detail ?? '')}`.trimEnd();
  return {
    state: `${text.is(names)}${because}${outcomeOf(packet)} ${since(situation)}`,
    tried: triedOf(situation),
    waitsFor:
      paused === undefined
        ? waitsForOf(situation, parked?.waitsFor ?? text.waitsFor(names))
        : `the path: ${paused.reason}`,
    advice: paused === undefined ? adviceOf(packet, parked?.advice) : PARK_TEXTS['path-paused'].advice,
  };
}

function outcomeOf({ outcome, outcomeBy, state }: PacketSummary): string {
  if (outcome === undefined || state === 'timed-out') return '';
  const by = outcomeBy === 'other' ? ' by another relayer' : '';
  const how = {
    success: 'The transfer succeeded',
    error: 'The application refused it, and the sender is refunded',
    timeout: 'It timed out',
  };
  return ` ${how[outcome]}${by === '' ? '' : `; closed${by}`}.`;
}

function since({ history, packet, nowMs }: Situation): string {
  const atMs = history.at(-1)?.atMs ?? packet.seenAtMs;
  return `Since ${formatClock(atMs)} (${formatAge(nowMs - atMs)}).`;
}

function triedOf({ transactions, packet }: Situation): readonly string[] {
  const txs = transactions.map((tx) => {
    const where = tx.height === undefined ? '' : ` at height ${tx.height}`;
    const log = tx.log ?? 'no log';
    // Without a height it never came into a block, and cost nothing.
    if (tx.state === 'failed' && tx.height === undefined)
      return `Transaction ${tx.hash} on ${tx.chain}: refused: ${log}.`;
    const failure = tx.state === 'failed' ? ` with code ${tx.code ?? 'unknown'}: ${log}` : '';
    return `Transaction ${tx.hash} on ${tx.chain}: ${tx.state}${where}${failure}.`;
  });
  if (packet.lastFault === undefined || packet.attempts === 0) return txs;
  const times = packet.attempts === 1 ? 'One attempt has' : `${packet.attempts} attempts have`;
  return [...txs, `${times} failed since the last progress; the last one: ${toSentence(packet.lastFault.message)}`];
}

function waitsForOf({ packet, nowMs }: Situation, what: string): string {
  if (packet.notBeforeMs <= nowMs || what === NOTHING) return what;
  return `${what}; tried again at ${formatClock(packet.notBeforeMs)} (in ${formatAge(packet.notBeforeMs - nowMs)})`;
}

function adviceOf(packet: PacketSummary, parkedAdvice: string | undefined): string {
  if (parkedAdvice !== undefined) return parkedAdvice;
  if (packet.state === 'conflict') return "Look at the evidence in 'causeway status' and tell the chains concerned.";
  return packet.lastFault?.hint === undefined ? 'Nothing to do.' : toSentence(packet.lastFault.hint);
}
