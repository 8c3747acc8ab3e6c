/** `timing-out ->`: proves that the destination never received the packet, at a block past its timeout. @module */
import type { ProofTarget, ProvenRead } from '../ports/client-driver.ts';
import type { Outcome } from '../ports/outcome.ts';
import { type PacketRow, packetKey } from '../ports/packet.ts';
import { correctBytes, formatHeight, hasRightBytes } from './correct-bytes.ts';
import type { DirectionDeps } from './deps.ts';
import { larger } from './extremes.ts';
import { CLOSED_CLAIM, sentAtOf } from './prove-ack.ts';
import { isSuspect, NEXT_BLOCK, NEXT_BLOCK_MS, withUpdates } from './prove-recv.ts';
import type { Stage, StageContext } from './stage.ts';

export const proveTimeout: Stage = async (batch, deps, context) => {
  const { direction, source, protocol, onSource } = deps;
  const { signal } = context;
  const sequences = batch.map(({ packet }) => packet.sequence);
  const options = { signal, sentAt: sentAtOf(batch) };
  const committed = await source.reader.claims.committed(direction.source.lane, sequences, options);
  const outcomes: Outcome[] = [];
  const claimed: PacketRow[] = [];
  for (const row of batch) {
    if (committed.has(row.packet.sequence)) claimed.push(row);
    else outcomes.push({ kind: 'advance', key: packetKey(row.packet), to: 'settling', why: CLOSED_CLAIM });
  }
  const checked = await checkBytes(claimed, deps, context);
  outcomes.push(...checked.outcomes);
  const open = checked.right;
  if (open.length === 0) return { outcomes };

  const timeNs = open.reduce((latest, { row: { packet } }) => larger(latest, packet.timeout.atNs ?? 0n), 0n);
  const target = await onSource.target({ timeNs }, signal);
  const paths = open.map(({ row }) => protocol.receipt(row.packet).path);
  const reads = await onSource.read(target.height, paths, signal);
  for (const [index, each] of open.entries()) {
    const read = reads[index];
    if (read === undefined) throw new Error('unreachable: one read for each path');
    outcomes.push(judge(each, read, target, deps));
  }
  return withUpdates(outcomes, onSource.clientId, source.name, target);
};

interface RightRow {
  readonly row: PacketRow;
  /** The source height at which its bytes were proven. */
  readonly provenHeight: bigint;
}

interface Checked {
  readonly right: readonly RightRow[];
  readonly outcomes: readonly Outcome[];
}

/** A packet that nobody tried to deliver is what a node said, its timeout included. */
async function checkBytes(rows: readonly PacketRow[], deps: DirectionDeps, context: StageContext): Promise<Checked> {
  const right: RightRow[] = [];
  const unproven: PacketRow[] = [];
  for (const row of rows) {
    if (row.provenHeight === undefined) unproven.push(row);
    else right.push({ row, provenHeight: row.provenHeight });
  }
  if (unproven.length === 0) return { right, outcomes: [] };
  const { source, onDestination, protocol } = deps;
  const head = await source.events.head(context.signal);
  const provable = unproven.filter(({ sentHeight }) => sentHeight < head.height);
  const outcomes = unproven
    .filter(({ sentHeight }) => sentHeight >= head.height)
    .map(({ packet }): Outcome => ({ kind: 'wait', key: packetKey(packet), delayMs: NEXT_BLOCK_MS, why: NEXT_BLOCK }));
  if (provable.length === 0) return { right, outcomes };

  const afterBlock = provable.reduce((highest, row) => larger(highest, row.sentHeight), 0n);
  const target = await onDestination.target({ afterBlock }, context.signal);
  const paths = provable.map(({ packet }) => protocol.commitment(packet).path);
  const reads = await onDestination.read(target.height, paths, context.signal);
  for (const [index, row] of provable.entries()) {
    const value = reads[index]?.value;
    const why = `its commitment is gone at source height ${formatHeight(target.height)}`;
    if (value === undefined) outcomes.push({ kind: 'advance', key: packetKey(row.packet), to: 'settling', why });
    else if (hasRightBytes(row.packet, value, deps)) right.push({ row, provenHeight: target.height.revisionHeight });
    else outcomes.push(await correctBytes(row, value, { target, deps, context }));
  }
  return { right, outcomes };
}

function judge(
  { row, provenHeight }: RightRow,
  read: ProvenRead,
  target: ProofTarget,
  { source, onSource }: DirectionDeps,
): Outcome {
  const key = packetKey(row.packet);
  const height = formatHeight(target.height);
  if (read.value !== undefined) {
    return { kind: 'advance', key, to: 'delivered', why: `proven received at destination height ${height}` };
  }
  return {
    kind: 'advance',
    key,
    to: 'withdrawing',
    why: `proven not received at destination height ${height}, past its timeout`,
    patch: { provenHeight },
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
  };
}
