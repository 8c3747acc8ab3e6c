/** Copies of what forge needs of this repository: mutants are made there, and the working tree stays as it is. @module */
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { keccak256 } from 'viem';
import { applyEdit } from '../apply-edit.ts';
import type { Edit } from '../mutant.ts';
import { runForge } from './run-forge.ts';

/** A folder that is gone when it is no longer used. */
export interface Tree extends AsyncDisposable {
  readonly path: string;
}

const ROOT = join(import.meta.dirname, '../../..');
const KERNELS = 'test/support/solidity/kernels';
const VERIFIER_HASHES = 'contracts/solidity/verifiers/VerifierHashes.sol';
const COPIED = ['contracts/solidity', 'test/contracts', 'test/support/solidity', 'foundry.toml', 'package.json'];
const BUILT = ['.out', '.cache', 'artifacts'];

/**
 * The sources as they are. They are compiled with other settings than those that are deployed (`foundry.toml`), so the hashes
 * of the verifiers' code follow.
 */
export async function copySources(): Promise<Tree> {
  const tree = await emptyTree();
  for (const name of COPIED) {
    await mkdir(dirname(join(tree.path, name)), { recursive: true });
    const isSource = (from: string) => !BUILT.includes(basename(from));
    await cp(join(ROOT, name), join(tree.path, name), { recursive: true, filter: isSource });
  }
  await symlink(join(ROOT, 'node_modules'), join(tree.path, 'node_modules'));
  await renewVerifierHashes(tree.path);
  return tree;
}

/** All of another tree, with what is compiled there: forge then compiles only what depends on the edit. */
export async function copyWithEdit(tree: Tree, edit: Edit): Promise<Tree> {
  const copy = await emptyTree();
  await cp(tree.path, copy.path, { recursive: true, verbatimSymlinks: true });
  const path = join(copy.path, edit.file);
  await writeFile(path, applyEdit(edit, await readFile(path, 'utf8')));
  if (edit.file.startsWith(KERNELS)) await writeKernels(copy.path);
  return copy;
}

async function emptyTree(): Promise<Tree> {
  const path = await mkdtemp(join(tmpdir(), 'causeway-mutant-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** By the generators of that tree. */
async function writeKernels(root: string): Promise<void> {
  const generators: { readonly kernelFiles: () => ReadonlyMap<string, string> } = await import(
    pathToFileURL(join(root, KERNELS, 'kernel-files.ts')).href
  );
  for (const [name, text] of generators.kernelFiles()) {
    await writeFile(join(root, 'contracts/solidity/kernels', name), text);
  }
}

async function renewVerifierHashes(root: string): Promise<void> {
  await runForge(root, ['build', 'contracts/solidity/verifiers']);
  const path = join(root, VERIFIER_HASHES);
  let text = await readFile(path, 'utf8');
  for (const [constant, name] of Object.entries(VERIFIERS)) {
    const artifact = join(root, 'contracts/solidity/.out', `${name}.sol`, `${name}.json`);
    const { deployedBytecode } = JSON.parse(await readFile(artifact, 'utf8')) as Artifact;
    const renewed = text.replace(
      new RegExp(`(${constant} =)\\s+0x[0-9a-f]{64}`),
      `$1 ${keccak256(deployedBytecode.object)}`,
    );
    if (!renewed.includes(keccak256(deployedBytecode.object)))
      throw new Error(`${VERIFIER_HASHES}: want ${constant}, got none`);
    text = renewed;
  }
  await writeFile(path, text);
}

const VERIFIERS = {
  ED25519_VERIFIER_CODE_HASH: 'Ed25519BatchVerifier',
  SECP256K1_VERIFIER_CODE_HASH: 'Secp256k1Verifier',
  SECP256K1_ETH_VERIFIER_CODE_HASH: 'Secp256k1EthVerifier',
};

interface Artifact {
  readonly deployedBytecode: { readonly object: `0x${string}` };
}
