/** `settling ->`: somebody closed the packet. Proves that the commitment is gone, and how it ended. @module */
import { equalBytes } from '@causeway/lightclient/codec';
import type { Outcome } from '../ports/outcome.ts';
import { type PacketOutcome, type PacketRow, packetKey } from '../ports/packet.ts';
import type { DirectionDeps } from './deps.ts';
import { larger } from './extremes.ts';
import { NEXT_BLOCK, NEXT_BLOCK_MS } from './prove-recv.ts';
import type { Stage } from './stage.ts';

/**
 * The newest source block when a packet's claimed end was first doubted: the claim may speak of that very block, whose state
 * only its successor proves. By sequence, and in memory only: after a restart the doubt begins anew.
 */
const DOUBTED_AT = new WeakMap<DirectionDeps, Map<bigint, bigint>>();

/** A packet ends here only on a verified absence of its commitment; a commitment that is still there starts it over. */
export const settle: Stage = async (batch, deps, context) => {
  const { source, onDestination, onSource, protocol } = deps;
  const { signal } = context;
  const { height: newest } = await source.events.head(signal);
  // Not just any height past the send: an older one may lie before the end that was claimed.
  const afterBlock = batch.reduce((highest, row) => larger(highest, row.sentHeight), newest - 1n);
  const target = await onDestination.target({ afterBlock }, signal);
  const paths = batch.map(({ packet }) => protocol.commitment(packet).path);
  const commitments = await onDestination.read(target.height, paths, signal);
  const gone = batch.filter((_, index) => commitments[index]?.value === undefined);
  const there = batch.filter((_, index) => commitments[index]?.value !== undefined);
  const doubts = DOUBTED_AT.get(deps) ?? new Map<bigint, bigint>();
  DOUBTED_AT.set(deps, doubts);
  for (const { packet } of gone) doubts.delete(packet.sequence);
  const outcomes = there.map((row) => doubt(row, { newest, provenAt: target.height.revisionHeight, doubts }, deps));
  if (gone.length === 0) return { outcomes };

  // The newest block: an older one might lie before the acknowledgement and would look like a timeout.
  const head = await deps.destination.events.head(signal);
  const answered = await onSource.target({ afterBlock: head.height - 1n }, signal);
  const ackPaths = gone.map(({ packet }) => protocol.acknowledgement(packet).path);
  const acks = await onSource.read(answered.height, ackPaths, signal);
  for (const [index, row] of gone.entries()) {
    const ack = acks[index]?.value;
    const isExplained = ack !== undefined || protocol.isTimedOut(row.packet, { height: 0n, timeNs: answered.timeNs });
    outcomes.push(
      isExplained
        ? close(row, ack, deps, context.clock.now())
        : {
            kind: 'wait',
            key: packetKey(row.packet),
            delayMs: 1_000,
            why: 'closed, but the destination does not show how yet',
          },
    );
  }
  return { outcomes };
};

interface Doubt {
  /** The newest source block. */
  readonly newest: bigint;
  /** The commitment is proven to be there in the state before this block. */
  readonly provenAt: bigint;
  readonly doubts: Map<bigint, bigint>;
}

/** Still there. Whoever said otherwise lied only if the proof is of a later state than the one they may have spoken of. */
function doubt({ packet }: PacketRow, { newest, provenAt, doubts }: Doubt, { source }: DirectionDeps): Outcome {
  const key = packetKey(packet);
  const since = doubts.get(key.sequence);
  if (since === undefined || provenAt <= since) {
    doubts.set(key.sequence, since ?? newest);
    return { kind: 'wait', key, delayMs: NEXT_BLOCK_MS, why: NEXT_BLOCK };
  }
  doubts.delete(key.sequence);
  const why = `proven still open at source height ${provenAt}, though it was said to be closed`;
  source.reader.claims.refute('committed', packet.source.lane, packet.sequence, why);
  return { kind: 'refute', key, to: 'final', why };
}

function close(row: PacketRow, ackCommitment: Uint8Array | undefined, deps: DirectionDeps, nowMs: number): Outcome {
  const key = packetKey(row.packet);
  const outcome: PacketOutcome | undefined =
    ackCommitment === undefined ? 'timeout' : readOutcome(row, ackCommitment, deps);
  return {
    kind: 'advance',
    key,
    to: ackCommitment === undefined ? 'timed-out' : 'done',
    why: 'its commitment is proven gone from the source',
    patch: {
      outcomeBy: row.closedTx === undefined ? 'other' : 'us',
      closedAtMs: nowMs,
      ...(outcome === undefined ? {} : { outcome }),
    },
  };
}

/** `undefined` when the acknowledgement's bytes are unknown: closed for certain, how is not. */
function readOutcome(row: PacketRow, commitment: Uint8Array, { protocol }: DirectionDeps): PacketOutcome | undefined {
  const known = [
    ...(row.acknowledgement === undefined ? [] : [row.acknowledgement]),
    ...protocol.commonAcknowledgements,
  ];
  const match = known.find((candidate) => {
    const { value } = protocol.acknowledgement(row.packet, candidate);
    return value !== undefined && equalBytes(value, commitment);
  });
  return match === undefined ? undefined : protocol.readAcknowledgement(match);
}
