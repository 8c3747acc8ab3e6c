/** `causeway packets`. @module */
import { parsePacketName } from '../../ops/packet-name.ts';
import { readPackets } from '../../ops/report-packets.ts';
import { isOpen } from '../../ops/report-status.ts';
import { PACKET_STATES, type PacketState } from '../../ports/packet.ts';
import type { Globals } from '../globals.ts';
import { withStore } from '../open-store.ts';
import { createPaint } from '../show/paint.ts';
import { print } from '../show/print.ts';
import { showPackets } from '../show/show-packets.ts';
import { usage } from '../usage-error.ts';

export interface PacketFlags {
  readonly chain?: string;
  readonly client?: string;
  readonly state?: readonly PacketState[];
  readonly open?: boolean;
  readonly limit: string;
  readonly before?: string;
}

export async function listPackets(flags: PacketFlags, globals: Globals): Promise<void> {
  const { chain, client: lane } = flags;
  const limit = readLimit(flags.limit);
  const states = flags.state ?? (flags.open === true ? PACKET_STATES.filter(isOpen) : undefined);
  const before = flags.before === undefined ? undefined : parsePacketName(flags.before);
  await withStore(globals, true, async (store) => {
    const page = await readPackets(store, { chain, lane, states, limit, before });
    print(globals.json, page, () => showPackets(page, Date.now(), createPaint()));
  });
}

function readLimit(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw usage('--limit cannot be read', 'a number from 1 to 9999', `'${text}'`);
}
