/** `causeway deploy`: brings contracts to chains. @module */
import { Command } from 'commander';
import type { WasmClientFlags } from './deploy/wasm-client.ts';
import { readGlobals } from './globals.ts';

export function createDeployCommand(): Command {
  return new Command('deploy').description('bring contracts to chains').addCommand(createWasmClient());
}

function createWasmClient(): Command {
  return new Command('wasm-client')
    .description("propose to a chain's governance to store the Ethereum light client for 08-wasm")
    .argument('<chain>', 'chain of the configuration')
    .option('--wasm <file>', 'contract, packed with gzip or not (default: the one that comes with this program)')
    .option('--checksum <hex>', 'SHA-256 that the unpacked contract must have')
    .option('--deposit <coins>', 'amount and denom, such as 10000000uatom (default: what lets voting begin)')
    .option('--from <key>', 'name of the key that proposes (default: the key of the chain)')
    .option('--title <text>', 'title of the proposal')
    .option('--summary <text>', 'summary of the proposal')
    .option('--no-wait', 'end as soon as the proposal is made')
    .option('--print', 'print the proposal for those who submit it by other means; nothing is sent')
    .option('--passphrase-file <file>', 'passphrase of the key files (CAUSEWAY_PASSPHRASE_FILE)')
    .addHelpText(
      'after',
      '\nRun again, it takes up a proposal for the same code; code that is stored is not proposed again.',
    )
    .action(async (chain: string, flags: WasmClientFlags, command: Command) => {
      const { deployWasmClient } = await import('./deploy/wasm-client.ts');
      await deployWasmClient(chain, flags, readGlobals(command));
    });
}
