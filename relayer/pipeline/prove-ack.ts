/** `ack-final ->`: proves the acknowledgement on the destination and builds the message that carries it back. @module */
import { equalBytes } from '@causeway/lightclient/codec';
import type { ProofTarget, ProvenRead } from '../ports/client-driver.ts';
import type { Outcome } from '../ports/outcome.ts';
import { type PacketRow, packetKey } from '../ports/packet.ts';
import type { DirectionDeps } from './deps.ts';
import { larger } from './extremes.ts';
import { isSuspect, NEXT_BLOCK, NEXT_BLOCK_MS, withUpdates } from './prove-recv.ts';
import type { Stage } from './stage.ts';

/** An acknowledgement that is written later (asynchronously) is looked for this often. */
const ASYNC_POLL_MS = 5_000;

/** A claim; the settle stage proves it. */
export const CLOSED_CLAIM = 'the source says that it is closed already';

export const proveAck: Stage = async (batch, deps, { signal }) => {
  const { direction, source, protocol, onSource } = deps;
  const head = await deps.destination.events.head(signal);
  const provable = batch.filter((row) => (row.ackHeight ?? 0n) < head.height);
  const outcomes: Outcome[] = batch
    .filter((row) => (row.ackHeight ?? 0n) >= head.height)
    .map(({ packet }) => ({ kind: 'wait', key: packetKey(packet), delayMs: NEXT_BLOCK_MS, why: NEXT_BLOCK }));
  if (provable.length === 0) return { outcomes };

  const sequences = provable.map(({ packet }) => packet.sequence);
  const options = { signal, sentAt: sentAtOf(provable) };
  const committed = await source.reader.claims.committed(direction.source.lane, sequences, options);
  const open = provable.filter(({ packet }) => committed.has(packet.sequence));
  for (const { packet } of provable) {
    if (committed.has(packet.sequence)) continue;
    outcomes.push({ kind: 'advance', key: packetKey(packet), to: 'settling', why: CLOSED_CLAIM });
  }
  if (open.length === 0) return { outcomes };

  // Where nobody knows when it was received, an old block would not show it.
  const afterBlock = open.reduce((highest, row) => larger(highest, row.ackHeight ?? head.height - 1n), 0n);
  const target = await onSource.target({ afterBlock }, signal);
  const paths = open.map(({ packet }) => protocol.acknowledgement(packet).path);
  const reads = await onSource.read(target.height, paths, signal);
  for (const [index, row] of open.entries()) {
    const read = reads[index];
    if (read === undefined) throw new Error('unreachable: one read for each path');
    const acknowledgement = read.value === undefined ? undefined : await findMatching(row, read.value, deps, signal);
    outcomes.push(
      read.value === undefined
        ? await judgeMissing(row, target, deps, signal)
        : judgePresent(row, { read, acknowledgement, target }, deps),
    );
  }
  return withUpdates(outcomes, onSource.clientId, source.name, target);
};

/** When each of these packets was sent. */
export function sentAtOf(rows: readonly PacketRow[]): (sequence: bigint) => bigint {
  const heights = new Map(rows.map(({ packet, sentHeight }) => [packet.sequence, sentHeight]));
  return (sequence) => heights.get(sequence) ?? 0n;
}

/** The acknowledgement bytes that hash to the proven commitment: the ones we saw, a common one, or one an index gives. */
async function findMatching(
  row: PacketRow,
  commitment: Uint8Array,
  { protocol, destination }: DirectionDeps,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const fits = (candidate: Uint8Array): boolean => {
    const { value } = protocol.acknowledgement(row.packet, candidate);
    return value !== undefined && equalBytes(value, commitment);
  };
  const known = [
    ...(row.acknowledgement === undefined ? [] : [row.acknowledgement]),
    ...protocol.commonAcknowledgements,
  ];
  const { acknowledgement: seen, ackHeight } = row;
  if (seen !== undefined && ackHeight !== undefined && !fits(seen)) {
    const { sequence } = row.packet;
    destination.events.refute(ackHeight, `the acknowledgement of ${sequence} does not hash to the proven commitment`);
  }
  const match = known.find(fits);
  if (match !== undefined) return match;
  const found = await destination.reader.claims.findAcknowledgements(row.packet, signal);
  return found.map(({ acknowledgement }) => acknowledgement).find(fits);
}

interface ProvenAck {
  readonly read: ProvenRead;
  readonly acknowledgement: Uint8Array | undefined;
  readonly target: ProofTarget;
}

function judgePresent(row: PacketRow, { read, acknowledgement, target }: ProvenAck, deps: DirectionDeps): Outcome {
  const key = packetKey(row.packet);
  if (acknowledgement === undefined) {
    const detail = `no endpoint of ${deps.destination.name} gives bytes that hash to the proven acknowledgement`;
    return { kind: 'park', key, reason: 'ack-unavailable', resumeTo: 'ack-final', detail };
  }
  const { source, onSource, protocol } = deps;
  return {
    kind: 'advance',
    key,
    to: 'acknowledging',
    why: `acknowledgement proven at destination height ${target.height.revisionNumber}-${target.height.revisionHeight}`,
    patch: { acknowledgement, outcome: protocol.readAcknowledgement(acknowledgement) },
    step: {
      key,
      step: 'ack',
      chain: source.name,
      message: source.codec.build({
        step: 'ack',
        packet: row.packet,
        acknowledgement,
        proof: read.proof,
        proofHeight: target.height,
        signer: source.writer.signer,
      }),
      clientId: onSource.clientId,
      proofHeight: target.height,
      alone: isSuspect(row),
    },
  };
}

/** No acknowledgement: the application answers later, or the packet was received later, or it never was and somebody lied. */
async function judgeMissing(
  row: PacketRow,
  target: ProofTarget,
  { destination, onSource, protocol }: DirectionDeps,
  signal: AbortSignal,
): Promise<Outcome> {
  const key = packetKey(row.packet);
  const [receipt] = await onSource.read(target.height, [protocol.receipt(row.packet).path], signal);
  if (receipt?.value !== undefined) {
    return { kind: 'wait', key, delayMs: ASYNC_POLL_MS, why: 'received; the application has not acknowledged it yet' };
  }
  const provenAt = target.height.revisionHeight;
  const why = `proven not received at destination height ${provenAt}, though it was said to be`;
  const { lane } = row.packet.destination;
  const refuted = destination.reader.claims.refute({
    about: 'unreceived',
    lane,
    sequence: key.sequence,
    provenAt,
    why,
  });
  if (refuted === 'early') return { kind: 'wait', key, delayMs: NEXT_BLOCK_MS, why: NEXT_BLOCK };
  const { ackHeight, acknowledgement } = row;
  if (ackHeight !== undefined && acknowledgement !== undefined) destination.events.refute(ackHeight, why);
  return { kind: 'refute', key, to: 'final', why, patch: { acknowledgement: null, ackHeight: null } };
}
