/** The compiled contracts that come with this package: what is deployed, and what must be found on a chain afterwards. @module */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Hex, hexToBytes, keccak256 } from 'viem';

/** Contracts whose code is kept, by their names in Solidity. */
export type KeptContract =
  | 'AccessSetup'
  | 'BeaconProxy'
  | 'CometBftClient'
  | 'DelayedAccessManager'
  | 'ERC1967Proxy'
  | 'Ed25519BatchVerifier'
  | 'Escrow'
  | 'IBCERC20'
  | 'ICS20Transfer'
  | 'ICS26Router'
  | 'Secp256k1EthVerifier'
  | 'Secp256k1Verifier'
  | 'UpgradeableBeacon';

/** Contracts of generated code, by their files. */
export type Kernel = 'sha512' | 'multi-scalar';

/** A compiled contract. */
export interface KeptCode {
  readonly name: KeptContract;
  readonly source: string;
  readonly creationCode: Hex;
  /** Hash of the code that runs, with zeros where immutables are. */
  readonly runtimeCodeHash: Hex;
  readonly runtimeCodeSize: number;
  /** Offset and length in bytes of what the constructor writes into the code. */
  readonly immutables: readonly (readonly [number, number])[];
}

const ARTIFACTS = 'contracts/solidity/artifacts';
const KERNELS = 'contracts/solidity/kernels';

/** @throws {Error} for a package without it */
export function readKeptCode(name: KeptContract): KeptCode {
  return JSON.parse(readOwnFile(`${ARTIFACTS}/${name}.json`));
}

/** Code that the ed25519 verifier's constructor takes. @throws {Error} for a package without it */
export function readKernel(name: Kernel): Hex {
  const text = readOwnFile(`${KERNELS}/${name}.hex`).trim();
  return `0x${text.replace(/^0x/, '')}`;
}

/** Hash of code found on a chain, to be compared with `runtimeCodeHash`: whatever its constructor wrote counts as zeros. */
export function hashWithoutImmutables(code: Hex, { immutables }: Pick<KeptCode, 'immutables'>): Hex {
  const bytes = hexToBytes(code);
  for (const [start, length] of immutables) bytes.fill(0, start, start + length);
  return keccak256(bytes);
}

function readOwnFile(path: string): string {
  const root = dirname(createRequire(import.meta.url).resolve('causeway/package.json'));
  return readFileSync(join(root, path), 'utf8');
}
