/** `npm test`: prepares what the tests need, runs every project and ends with `N passed, N failed, N skipped`. @module */
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { buildEthereum, buildSimd } from '../devnet/index.ts';
import { contractUnderTest } from './cosmwasm/contract-under-test.ts';
import { ensureRedis } from './ensure-redis.ts';
import { createTestReport, type TestReport } from './report-tests.ts';
import { closingLine, exitCodeOf, sumTallies, type Tally } from './tally-tests.ts';
import { buildWasmVm } from './wasm-vm/build-wasm-vm.ts';

/** Kinds of tests, and Vitest's projects of each: long files are projects of their own (`vitest.config.ts`). */
const KINDS = { unit: ['unit'], integration: ['integration-long', 'integration'], e2e: ['e2e-long', 'e2e'] };

const { values, positionals: filters } = readArguments();
const projects = values.project.flatMap((name) => (isKind(name) ? KINDS[name] : [name]));
const total = await runTests().catch((error: unknown): Tally => {
  print(`the tests could not be run: ${error instanceof Error ? error.message : String(error)}`);
  return { passed: 0, failed: 1, skipped: 0 };
});
print(closingLine(total));
process.exit(exitCodeOf(total, Boolean(process.env.CI)));

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        /** Only this kind of test; may be given several times. */
        project: { type: 'string', multiple: true, default: Object.keys(KINDS) },
        /** Only tests whose name matches. */
        'test-name': { type: 'string', short: 't' },
      },
    });
  } catch (error) {
    print(`npm test: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(64);
  }
}

function isKind(name: string): name is keyof typeof KINDS {
  return Object.hasOwn(KINDS, name);
}

async function runTests(): Promise<Tally> {
  if (projects.some((name) => name !== 'unit')) await prepareRealParts();
  const report = createTestReport(process.stdout.isTTY ? undefined : print);
  const vitest = await startVitest(filters, {
    watch: false,
    project: projects,
    reporters: ['default', report],
    ...(values['test-name'] === undefined ? {} : { testNamePattern: values['test-name'] }),
  });
  await vitest.close();
  for (const line of ['', ...report.summary()]) print(line);
  return sumTallies([...report.tallies().values(), missing(report)]);
}

/** redis-server and the chains' programs, so that no test pays for them within its time limit. */
async function prepareRealParts(): Promise<void> {
  await ensureRedis((line) => print(`set-up: ${line}`));
  // One after the other: each build keeps all cores busy.
  await buildSimd();
  await buildEthereum();
  await buildWasmVm();
  await contractUnderTest();
}

/** A project that was asked for and ran nothing is a failure: its files were moved, or the pattern is wrong. */
function missing(ran: TestReport): Tally {
  const narrowed = filters.length > 0 || values['test-name'] !== undefined;
  const absent = narrowed ? [] : projects.filter((name) => !ran.tallies().has(name));
  for (const name of absent) print(`${name}: no test was found`);
  return { passed: 0, failed: absent.length, skipped: 0 };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
