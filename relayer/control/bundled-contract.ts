/** The contract that comes with this package, held against the checksum beside it. @module */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fromHex } from '@causeway/lightclient/codec';

export interface BundledContract {
  readonly code: Uint8Array;
  readonly name: string;
  /** SHA-256 of the code, as recorded when it was built. */
  readonly checksum: Uint8Array;
}

const FOLDER = 'contracts/cosmwasm/artifacts';
const NAME = 'causeway_ethereum_client.wasm';

/**
 * The Ethereum light client for 08-wasm. Whether code and checksum fit is for the user of both to check.
 * @throws {Error} for a package without it.
 */
export function bundledContract(): BundledContract {
  const root = dirname(createRequire(import.meta.url).resolve('causeway/package.json'));
  const folder = join(root, FOLDER);
  // As `sha256sum` writes and checks it.
  const lines = readFileSync(join(folder, 'checksums.txt'), 'utf8').split('\n');
  const [checksum] = lines.flatMap((line) => (line.endsWith(`  ${NAME}`) ? [line.slice(0, 64)] : []));
  if (checksum === undefined) throw new Error(`${FOLDER}/checksums.txt: want a line about ${NAME}, got none`);
  return { code: readFileSync(join(folder, NAME)), name: NAME, checksum: fromHex(checksum, 'checksums.txt') };
}
