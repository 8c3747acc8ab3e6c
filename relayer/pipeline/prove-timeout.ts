/** `timing-out ->`: proves that the destination never received the packet, at a block past its timeout. @module */
import type { Outcome } from '../ports/outcome.ts';
import { type PacketRow, packetKey } from '../ports/packet.ts';
import { larger } from './extremes.ts';
import { CLOSED_CLAIM } from './prove-ack.ts';
import { isSuspect, withUpdates } from './prove-recv.ts';
import type { Stage } from './stage.ts';

export const proveTimeout: Stage = async (batch, deps, { signal }) => {
  const { direction, source, protocol, onSource } = deps;
  const sequences = batch.map(({ packet }) => packet.sequence);
  const committed = await source.reader.claims.committed(direction.source.lane, sequences, signal);
  const outcomes: Outcome[] = [];
  const open: PacketRow[] = [];
  for (const row of batch) {
    if (committed.has(row.packet.sequence)) open.push(row);
    else outcomes.push({ kind: 'advance', key: packetKey(row.packet), to: 'settling', why: CLOSED_CLAIM });
  }
  if (open.length === 0) return { outcomes };

  const timeNs = open.reduce((latest, { packet }) => larger(latest, packet.timeout.atNs ?? 0n), 0n);
  const target = await onSource.target({ timeNs }, signal);
  const paths = open.map(({ packet }) => protocol.receipt(packet).path);
  const reads = await onSource.read(target.height, paths, signal);
  for (const [index, row] of open.entries()) {
    const key = packetKey(row.packet);
    const read = reads[index];
    if (read === undefined) throw new Error('unreachable: one read for each path');
    const height = `${target.height.revisionNumber}-${target.height.revisionHeight}`;
    if (read.value !== undefined) {
      outcomes.push({ kind: 'advance', key, to: 'delivered', why: `proven received at destination height ${height}` });
      continue;
    }
    outcomes.push({
      kind: 'advance',
      key,
      to: 'withdrawing',
      why: `proven not received at destination height ${height}, past its timeout`,
      step: {
        key,
        step: 'timeout',
        chain: source.name,
        message: source.codec.build({
          step: 'timeout',
          packet: row.packet,
          proof: read.proof,
          proofHeight: target.height,
          signer: source.writer.signer,
        }),
        clientId: onSource.clientId,
        proofHeight: target.height,
        alone: isSuspect(row),
      },
    });
  }
  return withUpdates(outcomes, onSource.clientId, source.name, target);
};
