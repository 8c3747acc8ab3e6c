/** Runs the steps of a check one after the other, each with its time, and all of them also when one fails. @module */

/** One check; resolves with what is wrong, nothing when all is well. A throw counts as one fault. */
export interface Step {
  readonly name: string;
  readonly run: () => Promise<readonly string[]>;
}

/** Where the steps report to. */
export interface StepOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** The number of steps that failed. */
export async function runSteps(steps: readonly Step[], output: StepOutput): Promise<number> {
  const width = Math.max(...steps.map((step) => step.name.length));
  let failed = 0;
  for (const step of steps) {
    if (output.isTTY) output.write(`… ${step.name}`);
    const startedMs = performance.now();
    const faults = await faultsOf(step);
    const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
    if (output.isTTY) output.write('\r');
    output.write(`${faults.length === 0 ? '✓' : '✗'} ${step.name.padEnd(width)}  ${seconds.padStart(5)} s\n`);
    for (const line of faults.join('\n').split('\n')) if (faults.length > 0) output.write(`    ${line}\n`);
    if (faults.length > 0) failed++;
  }
  return failed;
}

async function faultsOf(step: Step): Promise<readonly string[]> {
  try {
    return await step.run();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
