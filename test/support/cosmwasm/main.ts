/** `npm run contracts:cosmwasm`: compiles the contract and keeps it, with its checksum, where those without Rust find it. @module */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildContract, CONTRACT_FILE, WORKSPACE } from './build-contract.ts';

const ARTIFACTS = join(WORKSPACE, 'artifacts');

const { file, toolchain } = await buildContract();
const bytes = readFileSync(file);
const checksum = createHash('sha256').update(bytes).digest('hex');
mkdirSync(ARTIFACTS, { recursive: true });
copyFileSync(file, join(ARTIFACTS, CONTRACT_FILE));
writeFileSync(join(ARTIFACTS, 'checksums.txt'), `${checksum}  ${CONTRACT_FILE}\n`);
writeFileSync(join(ARTIFACTS, 'toolchain.txt'), `${toolchain}\n`);
process.stdout.write(`${CONTRACT_FILE}: ${bytes.length} bytes, sha256 ${checksum}, ${toolchain}\n`);
