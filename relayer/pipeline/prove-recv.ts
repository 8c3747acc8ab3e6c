/** `proving ->`: proves the packet's commitment on the source and builds the message that delivers it. @module */
import type { ProofTarget, ProvenRead } from '../ports/client-driver.ts';
import type { ChainHead } from '../ports/events.ts';
import type { Outcome, StageResult } from '../ports/outcome.ts';
import { type PacketRow, packetKey } from '../ports/packet.ts';
import type { ClientUpdateRow } from '../ports/store.ts';
import { confirmedHead } from './confirmed-head.ts';
import { correctBytes, formatHeight, hasRightBytes } from './correct-bytes.ts';
import type { DirectionDeps } from './deps.ts';
import { closeness } from './expiry.ts';
import { larger } from './extremes.ts';
import type { Stage, StageContext } from './stage.ts';

/** How soon to look for the block after the tip. */
export const NEXT_BLOCK_MS = 150;
export const NEXT_BLOCK = 'the next block will prove it';

export const proveRecv: Stage = async (batch, deps, context) => {
  const { signal, settings } = context;
  const isLate = ({ packet }: PacketRow, head: ChainHead): boolean =>
    closeness(packet, head, deps.destination.pace.blockNs(), settings.expiryMarginBlocks) === 'too-late';
  const [head, sourceHead] = await Promise.all([
    confirmedHead(deps.destination, (claimed) => batch.some((row) => isLate(row, claimed)), signal),
    deps.source.events.head(signal),
  ]);
  const late = new Set<PacketRow>(batch.filter((row) => isLate(row, head)));
  const outcomes: Outcome[] = [...late].map((row) => waitForTimeout(row, head.timeNs));
  // A block's state is proven by its successor's header: packets of the tip wait for the next block.
  const timely = batch.filter((row) => !late.has(row) && row.sentHeight < sourceHead.height);
  for (const row of batch) {
    if (late.has(row) || row.sentHeight < sourceHead.height) continue;
    outcomes.push({ kind: 'wait', key: packetKey(row.packet), delayMs: NEXT_BLOCK_MS, why: NEXT_BLOCK });
  }
  if (timely.length === 0) return { outcomes };

  const afterBlock = timely.reduce((highest, row) => larger(highest, row.sentHeight), 0n);
  const target = await deps.onDestination.target({ afterBlock }, signal);
  const paths = timely.map((row) => deps.protocol.commitment(row.packet).path);
  const reads = await deps.onDestination.read(target.height, paths, signal);
  for (const [index, row] of timely.entries()) {
    const read = reads[index];
    if (read === undefined) throw new Error('unreachable: one read for each path');
    outcomes.push(await judge(row, read, { target, deps, context, headTimeNs: head.timeNs }));
  }
  return withUpdates(outcomes, deps.onDestination.clientId, deps.destination.name, target);
};

/** Adds the client updates that lead to a target, so that the submitter can put them before the steps. */
export function withUpdates(
  outcomes: readonly Outcome[],
  clientId: string,
  chain: string,
  target: ProofTarget,
): StageResult {
  if (target.updates.length === 0) return { outcomes };
  const messages = target.updates.map((update) => update.message);
  const update: ClientUpdateRow = { chain, clientId, height: target.height, messages, refresh: false };
  return { outcomes, clientUpdates: [update] };
}

function waitForTimeout(row: PacketRow, destinationTimeNs: bigint): Outcome {
  const key = packetKey(row.packet);
  const left = (row.packet.timeout.atNs ?? destinationTimeNs) - destinationTimeNs;
  if (left <= 0n) return { kind: 'advance', key, to: 'timing-out', why: 'its timeout has passed' };
  return {
    kind: 'wait',
    key,
    delayMs: Number(left / 1_000_000n) + 1,
    why: 'too close to its timeout to be delivered in time; waits to be refunded',
  };
}

interface Judging {
  readonly target: ProofTarget;
  readonly deps: DirectionDeps;
  readonly context: StageContext;
  readonly headTimeNs: bigint;
}

async function judge(row: PacketRow, read: ProvenRead, judging: Judging): Promise<Outcome> {
  const { deps, target } = judging;
  const key = packetKey(row.packet);
  if (read.value === undefined) {
    return {
      kind: 'advance',
      key,
      to: 'settling',
      why: `its commitment is gone at source height ${formatHeight(target.height)}`,
    };
  }
  if (!hasRightBytes(row.packet, read.value, deps)) return correctBytes(row, read.value, judging);
  const { settings } = judging.context;
  const head = { height: 0n, timeNs: judging.headTimeNs };
  const { atNs } = row.packet.timeout;
  return {
    kind: 'advance',
    key,
    to: 'delivering',
    why: `commitment proven at source height ${formatHeight(target.height)}`,
    patch: { provenHeight: target.height.revisionHeight },
    step: {
      key,
      step: 'recv',
      chain: deps.destination.name,
      message: deps.destination.codec.build({
        step: 'recv',
        packet: row.packet,
        proof: read.proof,
        proofHeight: target.height,
        signer: deps.destination.writer.signer,
      }),
      clientId: deps.onDestination.clientId,
      proofHeight: target.height,
      alone:
        isSuspect(row) ||
        closeness(row.packet, head, deps.destination.pace.blockNs(), settings.expiryMarginBlocks) !== 'far',
      ...(atNs === undefined ? {} : { expiresAtNs: atNs }),
    },
  };
}

/** Refused when it was tried before: it must not spoil the transactions of others. */
export function isSuspect({ lastFault }: PacketRow): boolean {
  return lastFault?.code === 'CHAIN_TX_REJECTED';
}
