/** Supplies the bytes of a packet that no endpoint can give any more. What does not hash to the commitment is refused later. @module */
import { DecodeError } from '@causeway/lightclient/codec';
import type { ImportReport } from '../ports/control.ts';
import { RelayerError } from '../ports/fault.ts';
import { formatPacketKey, type Packet, type PacketKey, packetKey } from '../ports/packet.ts';
import type { Store } from '../ports/store.ts';
import { toPacket } from '../protocols/ibc-v2.ts';

/**
 * @param body Protobuf `ibc.core.channel.v2.Packet`.
 * @throws {RelayerError} INPUT_INVALID for bytes of another packet, and for a packet that does not wait for bytes.
 */
export async function importPacket(
  store: Store,
  key: PacketKey,
  body: Uint8Array,
  nowMs: number,
): Promise<ImportReport> {
  const name = formatPacketKey(key);
  const [row] = await store.packets.find([key]);
  if (row?.parked?.reason !== 'bytes-unavailable') {
    throw refused(
      `${name} does not wait for its bytes`,
      'a packet that is parked for bytes-unavailable',
      row?.state ?? 'no such packet',
    );
  }
  const { source, destination } = row.packet;
  const packet = readPacket(body, { source: source.chain, destination: destination.chain });
  const got = `${formatPacketKey(packetKey(packet))} to ${packet.destination.lane}`;
  const want = `${name} to ${destination.lane}`;
  if (got !== want) throw refused('These are the bytes of another packet', want, got);
  const why = 'an operator supplied its bytes';
  const sent = { sentHeight: row.sentHeight, sentTx: row.sentTx ?? '' };
  await store.packets.commit('import-packet', [
    { change: 'replace-packet', packet, fromVersion: row.version, to: 'final', ...sent, why, atMs: nowMs },
  ]);
  return { packet: name, bytes: body.length };
}

function readPacket(body: Uint8Array, chains: { readonly source: string; readonly destination: string }): Packet {
  try {
    return toPacket(body, chains);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw refused('The bytes are no packet', error.want, error.got);
  }
}

function refused(message: string, want: string, got: string): RelayerError {
  return new RelayerError({ code: 'INPUT_INVALID', message, want, got });
}
