/**
 * Gas that the tests measured, held against the figures in `test/contracts/gas`: a change of more than 2 % must be written
 * down there, where a review sees it. The last `forge test` has left its figures in forge's cache.
 * @module
 */
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Gas by what was measured. */
export type GasFigures = ReadonlyMap<string, number>;

const MEASURED = 'contracts/solidity/.cache/gas';
const WRITTEN = 'test/contracts/gas';
const TOLERANCE = 0.02;
const HOW_TO_WRITE = 'if that is meant: `node test/support/with-setup.mjs test/support/solidity/write-gas.ts`';

/** Figures that got worse, or better, by more than the tolerance, and those that only one side has. */
export async function judgeGas(root: string): Promise<readonly string[]> {
  const faults = compareGas(await readFigures(join(root, WRITTEN)), await readFigures(join(root, MEASURED)));
  return faults.length === 0 ? [] : [...faults, HOW_TO_WRITE];
}

/** So that a figure of a test that is gone does not stay. */
export async function forgetMeasuredGas(root: string): Promise<void> {
  await rm(join(root, MEASURED), { recursive: true, force: true });
}

/** Takes what was measured last as the figures to hold on to. */
export async function writeGas(root: string): Promise<void> {
  await mkdir(join(root, WRITTEN), { recursive: true });
  await cp(join(root, MEASURED), join(root, WRITTEN), { recursive: true });
}

/** One line for each figure that does not fit. */
export function compareGas(written: GasFigures, measured: GasFigures): readonly string[] {
  const names = [...new Set([...written.keys(), ...measured.keys()])].sort();
  return names.flatMap((name) => {
    const [want, got] = [written.get(name), measured.get(name)];
    if (want === undefined) return [`${name}: measured ${got}, but not written down`];
    if (got === undefined) return [`${name}: written down as ${want}, but not measured`];
    return Math.abs(got - want) <= want * TOLERANCE ? [] : [`${name}: want ${want} within 2 %, got ${got}`];
  });
}

async function readFigures(folder: string): Promise<GasFigures> {
  const figures = new Map<string, number>();
  for (const file of (await readdir(folder)).sort()) {
    const group: Record<string, string> = JSON.parse(await readFile(join(folder, file), 'utf8'));
    for (const [name, gas] of Object.entries(group)) figures.set(`${file.replace('.json', '')}: ${name}`, Number(gas));
  }
  return figures;
}
