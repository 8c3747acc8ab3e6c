/** `causeway verify ethereum-follow`: follows a live beacon chain and prints what it has verified. @module */
import { Command, Option } from 'commander';
import { readGlobals } from '../../globals.ts';
import { demandFlags, type Flags } from '../flags.ts';

const collect = (url: string, urls: readonly string[] = []): readonly string[] => [...urls, url];

export function createFollowCommand(): Command {
  return new Command('ethereum-follow')
    .description('follow a live beacon chain and print each finalized header that verifies')
    .option('--beacon <url>', 'API of a beacon node; several, each verified', collect)
    .option('--checkpoint <root>', 'root of a finalized block that you trust; not needed where --store has a state')
    .option('--store <file>', 'keep what is known here, and resume from it')
    .option('--config <file>', "the chain's config.yaml or the answer of /eth/v1/config/spec (default: ask the nodes)")
    .addOption(new Option('--network <name>', 'a public network, instead of --config').choices(['mainnet', 'sepolia']))
    .option(
      '--genesis-validators-root <hex>',
      'for --config: @FILE with the answer of /eth/v1/beacon/genesis, which tells the time as well',
    )
    .option('--optimistic', 'follow the optimistic head as well')
    .option('--until <slot>', 'end once a header of this slot or a later one is finalized')
    .option('--count <n>', 'end after so many headers')
    .option('--max-outage <duration>', 'give up when no node was right for so long (default: 10m)')
    .option('--max-checkpoint-age <duration>', 'refuse an older checkpoint or store (default: 336h)')
    .option('--evidence <file>', 'write what proves two histories here')
    .addHelpText('after', '\nOne line a header; JSON Lines with --json or when standard output is no terminal.')
    .action(async (flags: Flags, command: Command) => {
      demandFlags(flags, ['beacon']);
      const { followEthereum } = await import('./follow-ethereum.ts');
      await followEthereum(flags, readGlobals(command));
    });
}
