/** `causeway keys add|import|list|show`. @module */
import { Command } from 'commander';
import { readGlobals } from './globals.ts';

interface AddFlags {
  readonly hdPath?: string;
  readonly from?: string;
}

const PASSPHRASE = ['--passphrase-file <file>', 'passphrase of the key files (CAUSEWAY_PASSPHRASE_FILE)'] as const;
const HD_PATH = ['--hd-path <path>', "derivation path (default: m/44'/118'/0'/0/0)"] as const;

export function createKeysCommand(): Command {
  return new Command('keys')
    .description('keep signing keys in encrypted files')
    .addCommand(
      new Command('add')
        .description('create a key; its mnemonic is shown once')
        .argument('<name>')
        .option(...HD_PATH)
        .option(...PASSPHRASE)
        .action(async (name: string, { hdPath }: AddFlags, command: Command) => {
          const { addKey } = await import('./keys/add-key.ts');
          await addKey(name, hdPath, readGlobals(command));
        }),
    )
    .addCommand(
      new Command('import')
        .description('import a mnemonic or a private key of 64 hex digits')
        .argument('<name>')
        .option('--from <file>', 'file that holds it, - for standard input; otherwise it is asked for')
        .option(...HD_PATH)
        .option(...PASSPHRASE)
        .action(async (name: string, { from, hdPath }: AddFlags, command: Command) => {
          const { importKey } = await import('./keys/import-key.ts');
          await importKey(name, { from, hdPath }, readGlobals(command));
        }),
    )
    .addCommand(
      new Command('list').description('list keys with their addresses').action(async (_options, command: Command) => {
        const { listKeys } = await import('./keys/list-keys.ts');
        await listKeys(readGlobals(command));
      }),
    )
    .addCommand(
      new Command('show')
        .description('show the public key and addresses of a key, never the key')
        .argument('<name>')
        .action(async (name: string, _options, command: Command) => {
          const { showKey } = await import('./keys/list-keys.ts');
          await showKey(name, readGlobals(command));
        }),
    );
}
