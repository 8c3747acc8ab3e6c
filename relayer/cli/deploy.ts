/** `causeway deploy`: brings contracts to chains. @module */
import { Command } from 'commander';
import type { EthereumFlags } from './deploy/ethereum.ts';
import type { WasmClientFlags } from './deploy/wasm-client.ts';
import { readGlobals } from './globals.ts';

export function createDeployCommand(): Command {
  return new Command('deploy')
    .description('bring contracts to chains')
    .addCommand(createWasmClient())
    .addCommand(createEthereum());
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

function createEthereum(): Command {
  return new Command('ethereum')
    .description(
      'deploy router, transfer application and light clients to an Ethereum chain, and compare what is there',
    )
    .requiredOption('--rpc <url>', 'JSON-RPC of a node')
    .requiredOption('--chain-id <number>', 'id that the chain must have')
    .option('--manifest <file>', 'what is deployed (default: ethereum-CHAIN_ID.json in the home folder)')
    .option('--from <key>', 'name of the key that pays', 'default')
    .option('--admin <address>', 'who may change code, clients and roles, a week after announcing it')
    .option('--pauser <address>', 'who may stop transfers')
    .option('--unpauser <address>', 'who may let them go on')
    .option('--rate-limiter <address>', 'who may bound what leaves in a day')
    .option('--id-customizer <address>', 'who may choose ids of clients and ports, a week after announcing it')
    .option('--erc20-customizer <address>', 'who may make other tokens vouchers, a week after announcing it')
    .option('--permit2 <address>', 'Permit2 of the chain')
    .option('--follow <chain>', 'adds a light client of this chain of the configuration')
    .option('--counterparty <client>', 'the client on that chain that follows Ethereum')
    .option(
      '--client-id <id>',
      'id of the light client, as long as roles are not given out (default: the next free one)',
    )
    .option('--trusted-height <height>', 'block that the light client begins with (default: the newest one)')
    .option('--trusted-hash <hex>', 'hash that this block must have')
    .option('--trusting-period <duration>', 'of the light client (default: two thirds of the unbonding period)')
    .option('--clock-drift <duration>', 'how far a header may be ahead of Ethereum', '30s')
    .option('--dry-run', 'tell what would be done and what it costs; nothing is sent')
    .option('--check', 'compare what is there, and print who holds which role; needs no key')
    .option('--passphrase-file <file>', 'passphrase of the key files (CAUSEWAY_PASSPHRASE_FILE)')
    .addHelpText('after', '\nRun again, it goes on where it stopped; what is there is not deployed again.')
    .action(async (flags: EthereumFlags, command: Command) => {
      const { runDeployEthereum } = await import('./deploy/ethereum.ts');
      await runDeployEthereum(flags, readGlobals(command));
    });
}
