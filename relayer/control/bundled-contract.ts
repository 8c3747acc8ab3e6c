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

/** The Ethereum light client for 08-wasm. Whether code and checksum fit is for the user of both to check. */
export function bundledContract(): BundledContract {
  const root = dirname(createRequire(import.meta.url).resolve('causeway/package.json'));
  const folder = join(root, FOLDER);
  const line = readFileSync(join(folder, `${NAME}.sha256`), 'utf8');
  return { code: readFileSync(join(folder, NAME)), name: NAME, checksum: fromHex(line.slice(0, 64), `${NAME}.sha256`) };
}
