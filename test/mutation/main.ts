/**
 * `npm run test:mutation [-- MUTANT…]`: builds in which one thing is wrong, and the tests that must notice. Succeeds when
 * the tests pass as things are, and every mutant is killed by every one of its killers. `typescript` and `solidity` stand for
 * all mutants of a language.
 * @module
 */
import { buildSimd } from '../devnet/index.ts';
import { ensureRedis } from '../support/ensure-redis.ts';
import type { Killer, Mutant } from './mutant.ts';
import { MUTANTS } from './mutants.ts';
import { type KillerRun, runKiller } from './run-killer.ts';
import { SOLIDITY_MUTANTS } from './solidity/mutants.ts';
import { trySolidityMutants } from './solidity/try-mutants.ts';

const wanted = process.argv.slice(2);
const names = ['typescript', 'solidity', ...[...MUTANTS, ...SOLIDITY_MUTANTS].map(({ name }) => name)];
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  print(`test:mutation: want names of ${names.join(', ')}; got ${unknown.join(', ')}`);
  process.exit(64);
}
const mutants = chosen(MUTANTS, 'typescript');
const solidityMutants = chosen(SOLIDITY_MUTANTS, 'solidity');
const faults: string[] = [];
if (mutants.length > 0) {
  await ensureRedis((line) => print(`set-up: ${line}`));
  await buildSimd();
  faults.push(...(await tryUnmutated(mutants)), ...(await tryMutants(mutants)));
}
if (solidityMutants.length > 0) faults.push(...(await trySolidityMutants(solidityMutants, print)));
for (const fault of faults) print(`\n${fault}`);
print(`${mutants.length + solidityMutants.length} mutants, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;

function chosen<Named extends { readonly name: string }>(all: readonly Named[], language: string): readonly Named[] {
  return all.filter(({ name }) => wanted.length === 0 || wanted.includes(language) || wanted.includes(name));
}

/** A test that fails anyway kills nothing. */
async function tryUnmutated(all: readonly Mutant[]): Promise<readonly string[]> {
  const killers = new Map(all.flatMap((mutant) => mutant.killers).map((killer) => [describe(killer), killer]));
  const found: string[] = [];
  for (const [name, killer] of killers) {
    const { passed, failed, output } = await runKiller(killer);
    print(`unmutated: ${name}: ${passed} passed, ${failed.length} failed`);
    if (passed === 0 || failed.length > 0) found.push(`unmutated, want ${name} to pass, got:\n${output}`);
  }
  return found;
}

async function tryMutants(all: readonly Mutant[]): Promise<readonly string[]> {
  const found: string[] = [];
  print('\n| mutant | what it does | killed by |\n|---|---|---|');
  for (const mutant of all) {
    const victories: string[] = [];
    for (const killer of mutant.killers) {
      const run = await runKiller(killer, mutant);
      const fault = judge(run);
      if (fault !== undefined) found.push(`${mutant.name}, ${describe(killer)}: ${fault}\n${run.output}`);
      victories.push(`${killer.group}: ${fault ?? `"${run.failed[0]}"`}`);
    }
    print(`| \`${mutant.name}\` | ${mutant.does} | ${victories.join('<br>')} |`);
  }
  return found;
}

/** `undefined` when the mutant was killed. Tests that cannot even be loaded say nothing about it. */
function judge({ passed, failed, isLoaded }: KillerRun): string | undefined {
  if (!isLoaded) return 'the mutated source was not loaded';
  if (failed.length > 0) return undefined;
  return passed > 0 ? 'the mutant survived' : 'no test ran';
}

function describe({ files, tests }: Killer): string {
  return `${files.join(' ')}${tests === undefined ? '' : ` -t '${tests}'`}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
