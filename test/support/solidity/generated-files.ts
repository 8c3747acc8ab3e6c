/** Every file of the Solidity side that a program of ours writes: the kernels, and the fixtures of their tests. @module */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clientFixtures } from './fixtures/client-fixtures.ts';
import { ecdsaFixture } from './fixtures/ecdsa-votes.ts';
import { ed25519Fixture } from './fixtures/ed25519-votes.ts';
import { forgeriesFixture } from './fixtures/forgeries.ts';
import { equationFixture, multiScalarFixture, pointsFixture, sha512Fixture } from './fixtures/kernel-cases.ts';
import { kernelFiles } from './kernels/kernel-files.ts';

const HOW_TO_WRITE = 'write it by `node test/support/with-setup.mjs test/support/solidity/write-generated.ts`';

/** Text by path. Two runs write the same. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const fixtures = {
    'ed25519-votes.json': ed25519Fixture(),
    'ed25519-equations.json': equationFixture(),
    'ed25519-forgeries.json': forgeriesFixture(),
    'ed25519-points.json': pointsFixture(),
    'ecdsa-votes.json': ecdsaFixture(),
    'multi-scalar-kernel.json': multiScalarFixture(),
    'sha512-kernel.json': sha512Fixture(),
    ...clientFixtures(),
  };
  return new Map([
    ...[...kernelFiles()].map(([name, text]) => [`contracts/solidity/kernels/${name}`, text] as const),
    ...Object.entries(fixtures).map(
      ([name, fixture]) => [`test/contracts/fixtures/${name}`, `${JSON.stringify(fixture, undefined, 1)}\n`] as const,
    ),
  ]);
}

/** What is not as the generators write it now. */
export async function judgeGenerated(root: string): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [path, want] of generatedFiles()) {
    const got = await readFile(join(root, path), 'utf8').catch(() => undefined);
    if (got !== want) faults.push(`${path}: ${got === undefined ? 'missing' : 'not as generated'}; ${HOW_TO_WRITE}`);
  }
  return faults;
}
