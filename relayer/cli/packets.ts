/** `causeway packets [import]`: what is on its way, and what has arrived. @module */
import { Command, Option } from 'commander';
import { PACKET_STATES } from '../ports/packet.ts';
import { readGlobals } from './globals.ts';
import type { PacketFlags } from './packets/list.ts';

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
      const { listPackets } = await import('./packets/list.ts');
      await listPackets(flags, readGlobals(command));
    })
    .addCommand(createImport());
}

function createImport(): Command {
  return new Command('import')
    .description('supply the bytes of a packet that no endpoint can give any more')
    .argument('<packet>', 'CHAIN/CLIENT/SEQUENCE')
    .requiredOption('--bytes <hex>', 'protobuf ibc.core.channel.v2.Packet in hex, or @FILE')
    .addHelpText('after', '\nThe bytes are held against the commitment on chain before anything is done with them.')
    .action(async (name: string, { bytes }: { readonly bytes: string }, command: Command) => {
      const { importBytes } = await import('./packets/import.ts');
      await importBytes(name, bytes, readGlobals(command));
    });
}
