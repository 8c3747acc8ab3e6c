/** Runs slither on the contracts, and wants each of its findings answered in `docs/static-analysis.md`. @module */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { cacheFolder } from '../../devnet/build/cache-folder.ts';
import { runTool, runToolOrThrow } from '../check/run-tool.ts';
import { findFoundry } from './find-foundry.ts';

const ANSWERS = 'docs/static-analysis.md';
const SLITHER = 'slither-analyzer==0.11.6';
/** Matters of style, of which the document says why they are none here. */
const OFF = ['assembly', 'cyclomatic-complexity', 'naming-convention', 'too-many-digits', 'unindexed-event-address'];

/** Findings without an answer, and detectors that are off without a reason. Installs slither when it is not there. */
export async function judgeSlither(root: string): Promise<readonly string[]> {
  const answers = await readFile(join(root, ANSWERS), 'utf8');
  const unexplained = OFF.filter((detector) => !answers.includes(`\`${detector}\``));
  const report = await runSlither(root, await installSlither());
  return [
    ...unexplained.map((detector) => `${ANSWERS}: want the reason why ${detector} is off, got none`),
    ...findUnanswered(report, answers),
  ];
}

/** What slither says, as far as it is looked at. */
export interface SlitherReport {
  readonly results: { readonly detectors?: readonly Finding[] };
}

interface Finding {
  readonly check: string;
  readonly description: string;
  readonly elements: readonly Element[];
}

interface Element {
  readonly name: string;
  readonly type: string;
  readonly type_specific_fields?: { readonly parent?: Element };
}

/** A finding is answered by a row of the document that names the detector, and the function that the finding is about. */
export function findUnanswered(report: SlitherReport, answers: string): readonly string[] {
  const rows = answers.split('\n').filter((line) => line.startsWith('| `'));
  return (report.results.detectors ?? []).flatMap(({ check, description, elements: [element] }) => {
    const place = element === undefined ? '' : placeOf(element);
    const isAnswered = rows.some((row) => row.startsWith(`| \`${check}\` |`) && row.includes(`\`${place}\``));
    return isAnswered ? [] : [`${check}, ${place}: want an answer in ${ANSWERS}, got none to:\n${description.trim()}`];
  });
}

/** `Contract.function`, whatever in it the finding is about. */
function placeOf(element: Element): string {
  const parent = element.type_specific_fields?.parent;
  if (element.type === 'contract' || parent === undefined) return element.name;
  return element.type === 'function' ? `${placeOf(parent)}.${element.name}` : placeOf(parent);
}

async function installSlither(): Promise<string> {
  const folder = join(cacheFolder(), SLITHER.replace('==', '-'));
  const program = join(folder, 'bin', 'slither');
  if (existsSync(program)) return program;
  await runToolOrThrow('python3', ['-m', 'venv', folder]);
  await runToolOrThrow(join(folder, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', SLITHER]);
  return program;
}

async function runSlither(root: string, slither: string): Promise<SlitherReport> {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-slither-'));
  try {
    const forge = findFoundry('forge');
    const env = { FOUNDRY_PROFILE: 'mutants', PATH: [dirname(forge), process.env.PATH].join(delimiter) };
    const out = join(folder, 'out');
    const build = ['build', '--build-info', '--out', out, '--cache-path', join(folder, 'cache'), 'contracts/solidity'];
    await runToolOrThrow(forge, build, { cwd: root, env });
    const report = join(folder, 'report.json');
    const built = ['--foundry-ignore-compile', '--foundry-out-directory', out];
    const asked = ['--filter-paths', 'node_modules', '--exclude', OFF.join(','), '--json', report];
    // It fails when it finds something; what counts is whether there is a report.
    const run = await runTool(slither, ['.', ...built, ...asked], { cwd: root, env });
    const text = await readFile(report, 'utf8').catch(() => undefined);
    if (text === undefined) throw new Error(`slither: want a report, got:\n${run.output}`);
    return JSON.parse(text) as SlitherReport;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
