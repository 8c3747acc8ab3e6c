/** `proving ->`: proves the packet's commitment on the source and builds the message that delivers it. @module */
import { equalBytes, toHex } from '@causeway/lightclient/codec';
import type { ProofTarget, ProvenRead } from '../ports/client-driver.ts';
import type { ChainHead } from '../ports/events.ts';
import type { Outcome, StageResult } from '../ports/outcome.ts';
import { type Packet, type PacketRow, packetKey } from '../ports/packet.ts';
import type { ClientUpdateRow } from '../ports/store.ts';
import { confirmedHead } from './confirmed-head.ts';
import type { DirectionDeps } from './deps.ts';
import { closeness } from './expiry.ts';
import { larger } from './extremes.ts';
import { isEmptyBody } from './import-packet.ts';
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
      why: `its commitment is gone at source height ${formatHeight(target)}`,
    };
  }
  const { value } = deps.protocol.commitment(row.packet);
  if (value === undefined || isEmptyBody(row.packet) || !equalBytes(read.value, value))
    return correct(row, read.value, judging);
  const { settings } = judging.context;
  const head = { height: 0n, timeNs: judging.headTimeNs };
  const { atNs } = row.packet.timeout;
  return {
    kind: 'advance',
    key,
    to: 'delivering',
    why: `commitment proven at source height ${formatHeight(target)}`,
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

function formatHeight(target: ProofTarget): string {
  return `${target.height.revisionNumber}-${target.height.revisionHeight}`;
}

/**
 * The bytes we hold do not hash to the proven commitment. Bytes never proven came from an endpoint that lied: others are
 * asked. Bytes that were proven before mean that the chain committed to two packets under one sequence.
 */
async function correct(row: PacketRow, committed: Uint8Array, judging: Judging): Promise<Outcome> {
  const { deps, context, target } = judging;
  const key = packetKey(row.packet);
  if (row.provenHeight !== undefined) {
    return {
      kind: 'conflict',
      key,
      evidence: {
        kind: 'packet-conflict',
        path: deps.direction.path,
        chain: deps.source.name,
        summary: `two packets under sequence ${key.sequence} of ${key.lane}`,
        details: {
          firstBody: toHex(row.packet.body),
          firstProvenHeight: `${row.provenHeight}`,
          secondCommitment: toHex(committed),
          secondProvenHeight: formatHeight(target),
        },
      },
    };
  }
  const why = `the bytes of ${key.sequence} on ${key.lane} do not hash to the proven commitment`;
  if (row.sentHeight > 0n) deps.source.events.refute(row.sentHeight, why);
  const found = await deps.source.reader.claims.findPacket(key.lane, key.sequence, context.signal);
  const matches = found !== undefined && matchesCommitment(found.packet, committed, deps);
  if (matches) {
    const { packet, height, tx } = found;
    return {
      kind: 'replace',
      packet,
      to: 'final',
      sentHeight: height,
      sentTx: tx,
      why: 'the bytes held so far did not hash to the proven commitment',
    };
  }
  return {
    kind: 'park',
    key,
    reason: 'bytes-unavailable',
    resumeTo: 'final',
    detail: `no endpoint of ${deps.source.name} gives bytes that hash to the commitment ${toHex(committed)}`,
  };
}

function matchesCommitment(packet: Packet, committed: Uint8Array, { protocol }: DirectionDeps): boolean {
  const { value } = protocol.commitment(packet);
  return value !== undefined && equalBytes(value, committed);
}
