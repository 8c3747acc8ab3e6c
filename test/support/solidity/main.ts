/** `npm run contracts [-- STEP…]`: builds the Solidity contracts and judges them: format, style, generated files, sizes, kept artefacts, tests, gas. `slither` runs only when it is named. @module */
import { join } from 'node:path';
import { listFiles } from '../check/list-files.ts';
import { runSteps, type Step } from '../check/run-steps.ts';
import { runTool } from '../check/run-tool.ts';
import { judgeArtifacts } from './artifacts/artifact-files.ts';
import { findFoundry } from './find-foundry.ts';
import { forgetMeasuredGas, judgeGas } from './gas.ts';
import { judgeGenerated } from './generated-files.ts';
import { judgeSlither } from './slither.ts';

const ROOT = join(import.meta.dirname, '../../..');

const STEPS: readonly Step[] = [
  { name: 'format', run: () => judgeTool(findFoundry('forge'), ['fmt', '--check']) },
  { name: 'style', run: judgeStyle },
  { name: 'generated', run: () => judgeGenerated(ROOT) },
  { name: 'build', run: () => judgeTool(findFoundry('forge'), ['build', '--sizes']) },
  { name: 'artifacts', run: () => judgeArtifacts(ROOT) },
  { name: 'test', run: judgeTests },
  { name: 'gas', run: () => judgeGas(ROOT) },
];

/** Run by name only: it installs a program of Python. */
const ON_DEMAND: readonly Step[] = [{ name: 'slither', run: () => judgeSlither(ROOT) }];

const wanted = process.argv.slice(2);
const all = [...STEPS, ...ON_DEMAND];
const unknown = wanted.filter((name) => !all.some((step) => step.name === name));
if (unknown.length > 0) {
  const names = all.map((step) => step.name).join(', ');
  process.stderr.write(`contracts: want steps of ${names}, got ${unknown.join(', ')}\n`);
  process.exit(1);
}
const steps = wanted.length === 0 ? STEPS : all.filter((step) => wanted.includes(step.name));
const failed = await runSteps(steps, process.stdout);
process.stdout.write(`${steps.length - failed} of ${steps.length} steps passed\n`);
process.exitCode = failed === 0 ? 0 : 1;

async function judgeTool(command: string, args: readonly string[]): Promise<readonly string[]> {
  const run = await runTool(command, args, { cwd: ROOT, env: { NO_COLOR: '1' } });
  return run.ok ? [] : [run.output.trim() || `${command} failed without a word`];
}

async function judgeTests(): Promise<readonly string[]> {
  await forgetMeasuredGas(ROOT);
  return judgeTool(findFoundry('forge'), ['test']);
}

async function judgeStyle(): Promise<readonly string[]> {
  const files = (await listFiles(ROOT)).filter((name) => /^contracts\/solidity\/.*\.sol$/.test(name));
  return judgeTool('solhint', ['--max-warnings', '0', '--noPoster', '--disc', ...files]);
}
