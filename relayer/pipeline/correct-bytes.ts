/** A packet whose bytes do not hash to its proven commitment: somebody lied, or the chain committed to two packets. @module */
import { equalBytes, toHex } from '@causeway/lightclient/codec';
import type { ProofTarget } from '../ports/client-driver.ts';
import type { Outcome } from '../ports/outcome.ts';
import { type ChainHeight, type Packet, type PacketRow, packetKey } from '../ports/packet.ts';
import type { DirectionDeps } from './deps.ts';
import { isEmptyBody, takeFound } from './import-packet.ts';
import type { StageContext } from './stage.ts';

export interface Correcting {
  /** Where the commitment was proven. */
  readonly target: Pick<ProofTarget, 'height'>;
  readonly deps: DirectionDeps;
  readonly context: StageContext;
}

export function formatHeight({ revisionNumber, revisionHeight }: ChainHeight): string {
  return `${revisionNumber}-${revisionHeight}`;
}

export function hasRightBytes(
  packet: Packet,
  committed: Uint8Array,
  { protocol }: Pick<DirectionDeps, 'protocol'>,
): boolean {
  const { value } = protocol.commitment(packet);
  return value !== undefined && !isEmptyBody(packet) && equalBytes(committed, value);
}

/**
 * The bytes we hold do not hash to the proven commitment. Bytes never proven came from an endpoint that lied: others are
 * asked. Bytes that were proven before mean that the chain committed to two packets under one sequence.
 */
export async function correctBytes(row: PacketRow, committed: Uint8Array, correcting: Correcting): Promise<Outcome> {
  const { deps, context, target } = correcting;
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
          secondProvenHeight: formatHeight(target.height),
        },
      },
    };
  }
  const why = `the bytes of ${key.sequence} on ${key.lane} do not hash to the proven commitment`;
  if (row.sentHeight > 0n) deps.source.events.refute(row.sentHeight, why);
  const found = await deps.source.reader.claims.findPacket(key.lane, key.sequence, context.signal);
  if (found !== undefined && hasRightBytes(found.packet, committed, deps)) {
    return takeFound(found, 'the bytes held so far did not hash to the proven commitment');
  }
  return {
    kind: 'park',
    key,
    reason: 'bytes-unavailable',
    resumeTo: 'final',
    detail: `no endpoint of ${deps.source.name} gives bytes that hash to the commitment ${toHex(committed)}`,
  };
}
