/** `causeway why`: one packet's story. @module */
import { Command } from 'commander';
import { readGlobals } from './globals.ts';

export function createWhyCommand(): Command {
  return new Command('why')
    .description('explain one packet: where it is, what was tried, what it waits for, what to do')
    .argument(
      '<packet>',
      'CHAIN/CLIENT/SEQUENCE such as alpha/07-tendermint-0/12; CHAIN/SEQUENCE where a chain has one client',
    )
    .action(async (name: string, _options, command: Command) => {
      const { json } = readGlobals(command);
      const { withStore } = await import('./open-store.ts');
      const { findPacketName } = await import('../ops/packet-name.ts');
      const { readWhy } = await import('../ops/report-why.ts');
      const { print } = await import('./show/print.ts');
      const { showWhy } = await import('./show/show-packets.ts');
      const { createPaint } = await import('./show/paint.ts');
      await withStore(readGlobals(command), true, async (store) => {
        const why = await readWhy(store, await findPacketName(name, store), Date.now());
        if (why === undefined) throw await unknownPacket(name);
        print(json, why, () => showWhy(why, createPaint()));
      });
    });
}

async function unknownPacket(name: string): Promise<Error> {
  const { CliError } = await import('./cli-error.ts');
  const { EXIT } = await import('./exit-code.ts');
  const hint = "The service finds packets as it reads blocks; see 'causeway status' for how far it is.";
  return new CliError({
    code: 'UNKNOWN_PACKET',
    exitCode: EXIT.refused,
    message: `The store does not know ${name}`,
    hint,
  });
}
