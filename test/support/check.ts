/** `npm run check [-- STEP…]`: everything about the repository that a machine can judge without running the program. @module */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { judgeRules } from '../mutation/solidity/rules-document.ts';
import { findBoundaryFaults } from './check/find-boundary-faults.ts';
import { findDeadLinks } from './check/find-dead-links.ts';
import { findForbiddenText } from './check/find-forbidden-text.ts';
import { listFiles } from './check/list-files.ts';
import { type PackedPackages, packPackages } from './check/pack-packages.ts';
import { runSteps, type Step } from './check/run-steps.ts';
import { runTool } from './check/run-tool.ts';
import { tryLibrary, tryProduct } from './check/try-packages.ts';

const ROOT = join(import.meta.dirname, '../..');

const STEPS: readonly Step[] = [
  { name: 'format', run: () => judgeTool('biome', ['check', '.', '--error-on-warnings']) },
  { name: 'types', run: () => judgeTool('tsc', ['-b']) },
  {
    name: 'boundaries',
    run: () => judgeFiles(/^(?:lightclient|relayer|config|contracts|test|docs)\/.*\.(?:ts|mjs)$/, findBoundaryFaults),
  },
  { name: 'texts', run: () => judgeFiles(/./, findForbiddenText) },
  { name: 'links', run: judgeLinks },
  { name: 'rules', run: () => judgeRules(ROOT) },
  { name: 'unused', run: () => judgeTool('knip', ['--no-progress']) },
  { name: 'packages', run: () => withPackages(judgePackages) },
  { name: 'library', run: () => withPackages((packed) => tryLibrary(packed, ROOT)) },
  { name: 'product', run: () => withPackages((packed) => tryProduct(packed, ROOT)) },
];

let packages: Promise<PackedPackages> | undefined;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !STEPS.some((step) => step.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `check: want steps of ${STEPS.map((step) => step.name).join(', ')}, got ${unknown.join(', ')}\n`,
  );
  process.exit(1);
}
const steps = STEPS.filter((step) => wanted.length === 0 || wanted.includes(step.name));
const failed = await runSteps(steps, process.stdout);
await (await packages?.catch(() => undefined))?.[Symbol.asyncDispose]();
process.stdout.write(`${steps.length - failed} of ${steps.length} checks passed\n`);
process.exitCode = failed === 0 ? 0 : 1;

async function judgeTool(command: string, args: readonly string[]): Promise<readonly string[]> {
  const run = await runTool(command, args, { cwd: ROOT, env: { NO_COLOR: '1' } });
  return run.ok ? [] : [run.output.trim() || `${command} failed without a word`];
}

async function judgeFiles(
  pattern: RegExp,
  judge: (file: string, text: string) => readonly string[],
): Promise<readonly string[]> {
  const names = (await listFiles(ROOT)).filter((name) => pattern.test(name));
  const faults = names.map(async (name) => judge(name, await readFile(join(ROOT, name), 'utf8')));
  return (await Promise.all(faults)).flat();
}

async function judgeLinks(): Promise<readonly string[]> {
  const files = (await listFiles(ROOT)).map(
    async (name) => [name, name.endsWith('.md') ? await readFile(join(ROOT, name), 'utf8') : ''] as const,
  );
  const documents = new Map(await Promise.all(files));
  return [...documents.keys()].filter((name) => name.endsWith('.md')).flatMap((name) => findDeadLinks(name, documents));
}

/** Packs once for all steps that need it. */
async function withPackages(judge: (packed: PackedPackages) => Promise<readonly string[]>): Promise<readonly string[]> {
  packages ??= packPackages(ROOT);
  return judge(await packages);
}

/** Shape of the packages: what their manifests promise is there, and resolves for every kind of importer of ESM. */
async function judgePackages(packed: PackedPackages): Promise<readonly string[]> {
  const faults = [packed.library, packed.product].map(async (tarball) => [
    ...(await judgeTool('publint', ['run', tarball, '--strict'])),
    ...(await judgeTool('attw', [tarball, '--profile', 'esm-only', '--format', 'ascii', '--no-color'])),
  ]);
  return (await Promise.all(faults)).flat();
}
