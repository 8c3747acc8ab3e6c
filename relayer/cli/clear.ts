/** `causeway clear`: tries stuck packets again. @module */
import { Command } from 'commander';
import type { ClearReport } from '../ports/control.ts';
import { readGlobals } from './globals.ts';

export function createClearCommand(): Command {
  return new Command('clear')
    .description(
      'try parked and waiting packets again at once; naming a path also lets it run again when it was stopped',
    )
    .argument('[path]', 'only this path')
    .option('--packet <packet...>', 'only these packets, CHAIN/CLIENT/SEQUENCE')
    .addHelpText('after', '\nA running service takes them up within half a minute; otherwise the next start does.')
    .action(async (path: string | undefined, { packet }: { readonly packet?: readonly string[] }, command: Command) => {
      const globals = readGlobals(command);
      const { withStore } = await import('./open-store.ts');
      const { choosePath } = await import('./choose-path.ts');
      const { clearPackets } = await import('../ops/clear-packets.ts');
      const { findPacketName } = await import('../ops/packet-name.ts');
      const { print } = await import('./show/print.ts');
      await withStore(globals, false, async (store, config) => {
        const only = path === undefined ? {} : { path: choosePath(config, path) };
        const names = packet && (await Promise.all(packet.map((name) => findPacketName(name, store))));
        const filter = { ...only, ...(names === undefined ? {} : { packets: names }), resume: path !== undefined };
        const report = await clearPackets(store, filter, Date.now());
        print(globals.json, report, () => showClear(report));
      });
    });
}

function showClear({ revived, hastened, resumedPaths }: ClearReport): string {
  const lines = [
    revived.length === 0 ? '' : `No longer parked: ${revived.join(', ')}.`,
    hastened.length === 0 ? '' : `Due at once: ${hastened.join(', ')}.`,
    resumedPaths.length === 0 ? '' : `Running again: ${resumedPaths.join(', ')}.`,
  ].filter((line) => line !== '');
  return lines.length === 0 ? 'Nothing was stuck.' : lines.join('\n');
}
