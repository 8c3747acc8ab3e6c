/** Runs a demo to its end, or to Ctrl-C: whatever it started ends with it. @module */
import { inspect } from 'node:util';
import { createSteps, type Steps } from './show-steps.ts';

/** Everything that must end, newest first. */
export type CleanUp = (() => Promise<void> | void)[];

/** Where a demo shows itself, and what it must end. */
export interface Surroundings {
  readonly steps: Steps;
  readonly cleanUp: CleanUp;
}

/** The exit code: the story's own, 1 with the error in its words when it fails, 130 when it is interrupted. */
export async function tellStory(
  story: (surroundings: Surroundings) => Promise<number>,
  { verbose = false }: { readonly verbose?: boolean } = {},
): Promise<number> {
  const steps = createSteps(process.stdout, () => Date.now());
  const cleanUp: CleanUp = [];
  const stopAll = async (): Promise<void> => {
    for (const end of cleanUp.splice(0).reverse()) await end();
  };
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      interrupted = true;
      void stopAll().finally(() => process.exit(130));
    });
  }
  try {
    return await story({ steps, cleanUp });
  } catch (error) {
    // What is stopped in the middle of its work complains about it.
    if (interrupted) return 130;
    steps.print();
    steps.print(`  ${verbose || !(error instanceof Error) ? inspect(error) : error.message}`);
    steps.print();
    return 1;
  } finally {
    await stopAll();
  }
}
