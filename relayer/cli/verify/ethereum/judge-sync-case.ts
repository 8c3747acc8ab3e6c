/** `verify ethereum-sync`: does a light client say what a case of the consensus specification says? @module */
import { createNativeBls, nativeSha256 } from '@causeway/lightclient/native';
import { type Judge, type Judgement, toJudgement } from '../judgement.ts';
import { readText } from '../request.ts';
import { readCaseFolder } from './read-case-folder.ts';
import { runSyncCase } from './run-sync-case.ts';

interface SyncCaseJudgement extends Judgement {
  /** Where it failed: `bootstrap`, or a step such as `steps[3].process_update`. */
  readonly at?: string;
  /** How many steps the case has. */
  readonly steps: number;
}

/** One verifier for the whole run: it remembers committees. */
export function createSyncCaseJudge(): Judge {
  const { verifier: bls } = createNativeBls();
  return (request): SyncCaseJudgement => {
    const files = readCaseFolder(readText(request, 'case'));
    const { verdict, at, steps } = runSyncCase(files, { bls, sha256: nativeSha256 });
    return { ...toJudgement(verdict, String), ...(at === undefined ? {} : { at }), steps };
  };
}
