/** The contract that tests run: compiled from source where Rust is, else the one that is kept in the repository. @module */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildContract, CONTRACT_FILE, WORKSPACE } from './build-contract.ts';
import { isRustAbsent } from './find-rust.ts';

/** Where the compiled contract is kept for those without Rust. */
export const ARTIFACTS = join(WORKSPACE, 'artifacts');

/** A compiled contract and its name on chains. */
export interface TestedContract {
  readonly file: string;
  /** SHA-256, hexadecimal. */
  readonly checksum: string;
  /** Which compiler made it, on which machine. */
  readonly toolchain: string;
}

/** CI always compiles. @throws {Error} when that fails. */
export async function contractUnderTest(): Promise<TestedContract> {
  if (isRustAbsent() && !process.env.CI) return keptContract();
  const { file, toolchain } = await buildContract();
  return { file, toolchain, checksum: checksumOf(file) };
}

/** @throws {Error} when it is not in the repository. */
export function keptContract(): TestedContract {
  const file = join(ARTIFACTS, CONTRACT_FILE);
  if (!existsSync(file)) throw new Error(`cosmwasm: want the compiled contract ${file}, got no such file`);
  const toolchain = readFileSync(join(ARTIFACTS, 'toolchain.txt'), 'utf8').trimEnd();
  return { file, toolchain, checksum: checksumOf(file) };
}

/** What chains call a contract: its SHA-256 in hexadecimal digits. */
export function checksumOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
