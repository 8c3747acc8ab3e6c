/** `causeway verify ethereum-update`: a sync-committee update, judged from a light client's store. @module */
import { Command, Option } from 'commander';
import { readInline, readInputFile } from '../../read-inline.ts';
import { demandFlags, type Flags } from '../flags.ts';
import type { Request } from '../request.ts';
import { runJudge } from '../run-judge.ts';

const FORMS = `Objects are JSON of the beacon API, SSZ, or SSZ in raw snappy (*.ssz_snappy). A store is what --write-store or
ethereum-follow --store wrote, or a bootstrap with --trusted-block-root.
HEX is hex digits with or without 0x, or @FILE for a file that holds them.`;

export function createUpdateCommand(batchText: string): Command {
  return new Command('ethereum-update')
    .description("a sync-committee update of Ethereum's light client, judged from a store")
    .addOption(new Option('--preset <name>', 'minimal or mainnet, as the configuration must have it'))
    .option('--config <file>', "the chain's config.yaml, or the answer of /eth/v1/config/spec")
    .option(
      '--genesis-validators-root <hex>',
      'where neither the configuration nor the store has it; @FILE may be the answer of /eth/v1/beacon/genesis',
    )
    .option('--store <file>', 'what is trusted: a store, or a bootstrap')
    .option('--trusted-block-root <hex>', 'root of the block that a bootstrap must be about')
    .option('--update <file>', 'full, finality or optimistic update')
    .option('--kind <kind>', 'update, finality or optimistic (default: told by its fields)')
    .option('--fork <name>', 'fork whose fields objects have (default: their version, else that of their slot)')
    .option('--now-slot <n>', 'the current slot')
    .option('--write-store <file>', 'write the store after a valid update here')
    .option('--batch <file>', batchText)
    .addHelpText('after', `\n${FORMS}`)
    .action(async (_flags: Flags, command: Command) => {
      // The program has a --config of its own, which takes the flag whatever stands before it.
      const flags: Flags = command.optsWithGlobals();
      const { createUpdateJudge } = await import('./judge-update.ts');
      const { readGenesisFlag: readGenesis } = await import('./read-config.ts');
      const { readObjectFile: readObject } = await import('./read-object.ts');
      const judge = createUpdateJudge(flags.writeStore === undefined ? undefined : String(flags.writeStore));
      await runJudge(flags, judge, () => toRequest(flags, { readGenesis, readObject }));
    });
}

interface Readers {
  readonly readGenesis: (flag: unknown) => string | undefined;
  readonly readObject: (file: string, field: string) => unknown;
}

function toRequest(flags: Flags, { readGenesis, readObject }: Readers): Request {
  demandFlags(flags, ['config', 'store', 'update', 'nowSlot']);
  return {
    ...flags,
    config: readInputFile(String(flags.config)),
    genesisValidatorsRoot: readGenesis(flags.genesisValidatorsRoot),
    trustedBlockRoot: readInline(flags.trustedBlockRoot),
    store: readObject(String(flags.store), 'store'),
    update: readObject(String(flags.update), 'update'),
  };
}
