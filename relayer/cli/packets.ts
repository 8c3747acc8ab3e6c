/** `causeway packets`: what is on its way, and what has arrived. @module */
import { Command, Option } from 'commander';
import { PACKET_STATES, type PacketState } from '../ports/packet.ts';
import { readGlobals } from './globals.ts';

interface PacketFlags {
  readonly chain?: string;
  readonly client?: string;
  readonly state?: readonly PacketState[];
  readonly open?: boolean;
  readonly limit: string;
  readonly before?: string;
}

export function createPacketsCommand(): Command {
  return new Command('packets')
    .description('list packets, newest first')
    .option('--chain <name>', 'sent from this chain')
    .option('--client <id>', 'sent over this client')
    .addOption(new Option('--state <state...>', 'only in these states').choices(PACKET_STATES))
    .option('--open', 'only those that are not finished')
    .option('--limit <n>', 'at most so many', '50')
    .option('--before <packet>', 'the page after this packet')
    .action(async (flags: PacketFlags, command: Command) => {
      const { json } = readGlobals(command);
      const { withStore } = await import('./open-store.ts');
      const { parsePacketName } = await import('../ops/packet-name.ts');
      const { readPackets } = await import('../ops/report-packets.ts');
      const { print } = await import('./show/print.ts');
      const { showPackets } = await import('./show/show-packets.ts');
      const { createPaint } = await import('./show/paint.ts');
      const { isOpen } = await import('../ops/report-status.ts');
      const limit = await readLimit(flags.limit);
      const states = flags.state ?? (flags.open === true ? PACKET_STATES.filter(isOpen) : undefined);
      const before = flags.before === undefined ? undefined : parsePacketName(flags.before);
      await withStore(readGlobals(command), true, async (store) => {
        const page = await readPackets(store, { chain: flags.chain, lane: flags.client, states, limit, before });
        print(json, page, () => showPackets(page, Date.now(), createPaint()));
      });
    });
}

async function readLimit(text: string): Promise<number> {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  const { usage } = await import('./usage-error.ts');
  throw usage('--limit cannot be read', 'a number from 1 to 9999', `'${text}'`);
}
