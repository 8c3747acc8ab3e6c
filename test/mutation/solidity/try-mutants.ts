/** Tries mutants of the Solidity contracts, two at a time, each in a copy of the sources. @module */
import type { ForgeKiller, SolidityMutant } from './mutant.ts';
import { type ForgeRun, runForgeTests } from './run-forge.ts';
import { copySources, copyWithEdit, type Tree } from './tree.ts';

const AT_A_TIME = 2;

/** What is wrong: tests that fail anyway, and mutants that survive. */
export async function trySolidityMutants(
  mutants: readonly SolidityMutant[],
  print: (line: string) => void,
): Promise<readonly string[]> {
  await using sources = await copySources();
  const faults = [...(await tryUnmutated(sources, mutants, print))];
  print('\n| mutant | what it does | killed by |\n|---|---|---|');
  const left = [...mutants];
  const tryOthers = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      faults.push(...(await tryMutant(sources, next, print)));
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, tryOthers));
  return faults;
}

/** A test that fails anyway kills nothing. */
async function tryUnmutated(
  sources: Tree,
  mutants: readonly SolidityMutant[],
  print: (line: string) => void,
): Promise<readonly string[]> {
  const killers = mutants.flatMap((mutant) => mutant.killers);
  const { passed, failed, output } = await runForgeTests(sources.path, killers);
  print(`unmutated: forge: ${passed.length} passed, ${failed.length} failed`);
  const missing = testsOf(killers).filter((test) => !passed.includes(test));
  if (missing.length === 0 && failed.length === 0) return [];
  return [`unmutated, want these tests of forge to pass: ${[...missing, ...failed].join(', ')}; got:\n${output}`];
}

async function tryMutant(
  sources: Tree,
  { name, does, edit, killers }: SolidityMutant,
  print: (line: string) => void,
): Promise<readonly string[]> {
  await using mutated = await copyWithEdit(sources, edit);
  const faults: string[] = [];
  for (const killer of killers) {
    const run = await runForgeTests(mutated.path, [killer]);
    const fault = judge(killer, run);
    if (fault !== undefined) faults.push(`${name}, ${killer.file}: ${fault}\n${run.output}`);
  }
  const tests = testsOf(killers).map((test) => `\`${test}\``);
  print(`| \`${name}\` | ${does} | ${faults.length === 0 ? tests.join(', ') : 'not by all'} |`);
  return faults;
}

/** `undefined` when every test of the killer failed. A set-up that fails says nothing of what is tested after it. */
export function judge({ tests }: ForgeKiller, { passed, failed }: ForgeRun): string | undefined {
  if (failed.includes('setUp')) return 'want a set-up that works, got one that fails';
  if (passed.length + failed.length === 0) return 'want a mutant that compiles, got none';
  const survived = tests.filter((test) => !failed.includes(test));
  return survived.length === 0 ? undefined : `the mutant survived ${survived.join(', ')}`;
}

function testsOf(killers: readonly ForgeKiller[]): readonly string[] {
  return [...new Set(killers.flatMap((killer) => killer.tests))];
}
