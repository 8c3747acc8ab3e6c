/** `settling ->`: somebody closed the packet. Proves that the commitment is gone, and how it ended. @module */
import { equalBytes } from '@causeway/lightclient/codec';
import type { Outcome } from '../ports/outcome.ts';
import { type PacketOutcome, type PacketRow, packetKey } from '../ports/packet.ts';
import type { DirectionDeps } from './deps.ts';
import { larger } from './extremes.ts';
import { NEXT_BLOCK, NEXT_BLOCK_MS } from './prove-recv.ts';
import type { Stage } from './stage.ts';

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
  const outcomes = there.map((row) => startOver(row, target.height.revisionHeight, deps));
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

/** Still there: somebody lied, or spoke of a later block than the one that proves it. */
function startOver({ packet }: PacketRow, provenAt: bigint, { source }: DirectionDeps): Outcome {
  const key = packetKey(packet);
  const { sequence, source: end } = packet;
  const why = `proven still open at source height ${provenAt}, though it was said to be closed`;
  const refuted = source.reader.claims.refute({ about: 'committed', lane: end.lane, sequence, provenAt, why });
  if (refuted === 'early') return { kind: 'wait', key, delayMs: NEXT_BLOCK_MS, why: NEXT_BLOCK };
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
