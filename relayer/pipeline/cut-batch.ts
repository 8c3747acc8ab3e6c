/** Picks the messages of the next transaction: cut by count, bytes and gas, with the client updates they need first. Pure. @module */
import type { ChainMessage, WriterLimits } from '../ports/chain-writer.ts';
import type { Step } from '../ports/packet.ts';
import type { ClientUpdateRow, ReadyStep } from '../ports/store.ts';
import type { GasCounts } from './gas-model.ts';

export interface Batch {
  readonly updates: readonly ClientUpdateRow[];
  readonly steps: readonly ReadyStep[];
  readonly messages: readonly ChainMessage[];
  /** Index of the first step among the messages. */
  readonly firstStep: number;
  readonly counts: GasCounts;
  readonly bytes: number;
}

/** Protobuf framing, signature and fee of a transaction, and the framing of one message. */
const TX_OVERHEAD = 400;
const MESSAGE_OVERHEAD = 64;

export interface Candidates {
  readonly steps: readonly ReadyStep[];
  /** Updates that a step with this client and proof height needs; empty when the chain knows the height. */
  readonly updatesFor: (step: ReadyStep) => readonly ClientUpdateRow[];
  readonly refreshes: readonly ClientUpdateRow[];
  readonly limits: WriterLimits;
  /** Gas of a transaction with these messages, as far as it is known. */
  readonly gasOf: (counts: GasCounts, bytes: number) => bigint;
}

/** A step that must travel alone goes first, by itself: it is either urgent or suspected. */
export function cutBatch({ steps, updatesFor, refreshes, limits, gasOf }: Candidates): Batch | undefined {
  const single = steps.find((step) => step.alone);
  const updates: ClientUpdateRow[] = single === undefined ? [...refreshes] : [];
  const taken: ReadyStep[] = [];
  let counts = countUpdates(updates);
  let bytes = TX_OVERHEAD + sizeOfAll(updates.flatMap(({ messages }) => messages));
  for (const step of single === undefined ? steps : [single]) {
    const missing = updatesFor(step).filter((update) => !updates.some((known) => isSame(known, update)));
    const added = missing.flatMap(({ messages }) => messages);
    const grownCounts = add(counts, step.step, added.length);
    const grownBytes = bytes + sizeOfAll(added) + sizeOf(step.message);
    const gas = gasOf(grownCounts, grownBytes);
    const messageCount = taken.length + 1 + (grownCounts.update ?? 0);
    const isFull = messageCount > limits.maxMessages || grownBytes > limits.maxTxBytes || gas > limits.maxGas;
    // One step is always taken: the chain says better than we do that a single message is too large.
    if (isFull && taken.length > 0) break;
    updates.push(...missing);
    taken.push(step);
    counts = grownCounts;
    bytes = grownBytes;
  }
  const first = updates.flatMap(({ messages }) => messages);
  if (first.length + taken.length === 0) return undefined;
  const messages = [...first, ...taken.map(({ message }) => message)];
  return { updates, steps: taken, messages, firstStep: first.length, counts, bytes };
}

function countUpdates(updates: readonly ClientUpdateRow[]): GasCounts {
  return { update: updates.reduce((sum, { messages }) => sum + messages.length, 0) };
}

function add(counts: GasCounts, kind: Step, updates: number): GasCounts {
  return { ...counts, [kind]: (counts[kind] ?? 0) + 1, update: (counts.update ?? 0) + updates };
}

function sizeOfAll(messages: readonly ChainMessage[]): number {
  return messages.reduce((sum, message) => sum + sizeOf(message), 0);
}

function sizeOf(message: ChainMessage): number {
  return message.bytes.length + MESSAGE_OVERHEAD;
}

function isSame(a: ClientUpdateRow, b: ClientUpdateRow): boolean {
  return (
    a.clientId === b.clientId &&
    a.height.revisionNumber === b.height.revisionNumber &&
    a.height.revisionHeight === b.height.revisionHeight
  );
}
