/** `causeway link`: joins two chains. @module */
import { Command } from 'commander';
import type { LinkedEnd, LinkReport } from '../ports/control.ts';
import { readGlobals } from './globals.ts';

export function createLinkCommand(): Command {
  return new Command('link')
    .description('create a client on each chain of a path, register them with each other and prove both records')
    .argument('[path]', 'path of the configuration; may be left out when there is one only')
    .option('--passphrase-file <file>', 'passphrase of the key files (CAUSEWAY_PASSPHRASE_FILE)')
    .addHelpText(
      'after',
      '\nRun again after an interruption, it goes on where it stopped. Nothing on chain is overwritten.',
    )
    .action(async (name: string | undefined, _options, command: Command) => {
      const globals = readGlobals(command);
      const { withRelayer } = await import('./open-relayer.ts');
      const { choosePath } = await import('./choose-path.ts');
      const { note, print } = await import('./show/print.ts');
      const report = await withRelayer(globals, ({ relayer, config }) =>
        relayer.link(choosePath(config, name), { progress: (line) => note(`  ${line}`) }),
      );
      print(globals.json, report, () => showLink(report));
    });
}

function showLink({ path, a, b }: LinkReport): string {
  const end = ({ chain, clientId, created }: LinkedEnd): string => `${chain}/${clientId}${created ? ' (new)' : ''}`;
  const next = [a, b].some(({ created, registered }) => created || registered)
    ? '\nNext: causeway start. A service that runs already takes the path up when it is started again.'
    : '';
  return `Linked ${path}: ${end(a)} and ${end(b)}, both records proven.${next}`;
}
