/** The compiled contracts that come with the package. */
import { readFileSync } from 'node:fs';
import { concat, type Hex, keccak256, size } from 'viem';
import { expect, test } from 'vitest';
import {
  hashWithoutImmutables,
  type KeptContract,
  readKeptCode,
  readKernel,
} from '../../../../../../relayer/chains/ethereum/deploy/kept-code.ts';
import { PUBLISHED } from '../../../../../support/solidity/artifacts/published-contracts.ts';

const names = PUBLISHED.flatMap(({ name, hasCode }) => (hasCode ? [name as KeptContract] : []));
const MOST_CODE = 24_576;

test.each(names)('%s is there, and fits a chain', (name) => {
  const kept = readKeptCode(name);
  expect(kept).toMatchObject({ name, source: expect.stringContaining(`/${name}.sol`) });
  expect(kept.runtimeCodeHash).toMatch(/^0x[0-9a-f]{64}$/);
  expect(kept.runtimeCodeSize).toBeLessThanOrEqual(MOST_CODE);
  // A constructor returns a copy of what its creation code holds.
  expect(size(kept.creationCode)).toBeGreaterThan(kept.runtimeCodeSize);
  for (const [start, length] of kept.immutables) expect(start + length).toBeLessThanOrEqual(kept.runtimeCodeSize);
});

test('the code that runs is within the creation code, and has its hash', () => {
  const { creationCode, runtimeCodeSize, runtimeCodeHash, immutables } = readKeptCode('Secp256k1Verifier');
  const runtime: Hex = `0x${creationCode.slice(-2 * runtimeCodeSize)}`;
  expect(hashWithoutImmutables(runtime, { immutables })).toBe(runtimeCodeHash);
});

test('what a constructor wrote does not change the hash, and anything else does', () => {
  const kept = { immutables: [[1, 2]] as const };
  const code = (middle: Hex, end: Hex = '0xff') => concat(['0xaa', middle, end]);
  const want = keccak256('0xaa0000ff');
  expect(hashWithoutImmutables(code('0x1234'), kept)).toBe(want);
  expect(hashWithoutImmutables(code('0xffff'), kept)).toBe(want);
  expect(hashWithoutImmutables(code('0x1234', '0xfe'), kept)).not.toBe(want);
});

test('kernels have the hashes that the ed25519 verifier wants', () => {
  const hashes = readFileSync('contracts/solidity/kernels/KernelHashes.sol', 'utf8');
  for (const kernel of ['sha512', 'multi-scalar'] as const) expect(hashes).toContain(keccak256(readKernel(kernel)));
});

test('verifiers have the hashes that the light client wants', () => {
  const hashes = readFileSync('contracts/solidity/verifiers/VerifierHashes.sol', 'utf8');
  for (const name of ['Ed25519BatchVerifier', 'Secp256k1Verifier', 'Secp256k1EthVerifier'] as const) {
    const { immutables, runtimeCodeHash } = readKeptCode(name);
    expect(immutables).toEqual([]);
    expect(hashes).toContain(runtimeCodeHash);
  }
});
