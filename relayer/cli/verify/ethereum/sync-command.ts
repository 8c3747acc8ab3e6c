/** `causeway verify ethereum-sync`: a test case of the consensus specification, step by step. @module */
import { Command } from 'commander';
import { demandFlags, type Flags } from '../flags.ts';
import { runJudge } from '../run-judge.ts';

export function createSyncCommand(batchText: string): Command {
  return new Command('ethereum-sync')
    .description('a light_client/sync case of the consensus specification: bootstrap, steps and checks')
    .option('--case <dir>', 'folder with meta.yaml, config.yaml, steps.yaml, bootstrap.ssz_snappy and the updates')
    .option('--batch <file>', batchText)
    .action(async (flags: Flags) => {
      const { createSyncCaseJudge } = await import('./judge-sync-case.ts');
      const { requireFolder } = await import('./read-case-folder.ts');
      await runJudge(flags, createSyncCaseJudge(), () => {
        demandFlags(flags, ['case']);
        requireFolder(String(flags.case));
        return flags;
      });
    });
}
