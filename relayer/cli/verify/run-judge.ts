/** Runs one kind of judgement: on the request that flags make, or on each line of a batch. @module */
import { type Flags, toCliError } from './flags.ts';
import type { Judge } from './judgement.ts';
import type { Request } from './request.ts';

/** Prints one verdict, or one a line, and sets the exit code. @param toRequest Is not called for a batch. */
export async function runJudge(flags: Flags, judge: Judge, toRequest: () => Request): Promise<void> {
  if (flags.batch !== undefined) {
    const { runBatch } = await import('./run-batch.ts');
    process.exitCode = await runBatch(String(flags.batch), judge, process);
    return;
  }
  const { exitCodeOf } = await import('./judgement.ts');
  try {
    const judgement = judge(toRequest());
    process.stdout.write(`${JSON.stringify(judgement)}\n`);
    process.exitCode = exitCodeOf(judgement);
  } catch (error) {
    throw toCliError(error);
  }
}
