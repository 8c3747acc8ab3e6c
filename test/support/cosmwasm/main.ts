/** `npm run contracts:cosmwasm`: compiles the contract and keeps it, with its checksum, where those without Rust find it. @module */
import { copyFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildContract, CONTRACT_FILE } from './build-contract.ts';
import { ARTIFACTS, checksumOf } from './contract-under-test.ts';

const { file, toolchain } = await buildContract();
mkdirSync(ARTIFACTS, { recursive: true });
copyFileSync(file, join(ARTIFACTS, CONTRACT_FILE));
const checksum = checksumOf(file);
writeFileSync(join(ARTIFACTS, 'checksums.txt'), `${checksum}  ${CONTRACT_FILE}\n`);
writeFileSync(join(ARTIFACTS, 'toolchain.txt'), `${toolchain}\n`);
process.stdout.write(`${CONTRACT_FILE}: ${statSync(file).size} bytes, sha256 ${checksum}, ${toolchain}\n`);
