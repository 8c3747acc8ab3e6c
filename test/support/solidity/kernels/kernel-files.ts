/** What the generators of the kernels write into `contracts/solidity/kernels`: code, and the hashes that the verifier wants. @module */
import { keccak256, toHex } from 'viem';
import { generateMultiScalarKernel } from './multi-scalar-kernel.ts';
import { generateSha512Kernel } from './sha512-kernel.ts';

/** Text by the file's name. Two runs write the same. */
export function kernelFiles(): ReadonlyMap<string, string> {
  const kernels = [
    { file: 'sha512.hex', constant: 'SHA512_CODE_HASH', code: toHex(generateSha512Kernel()) },
    { file: 'multi-scalar.hex', constant: 'MULTI_SCALAR_CODE_HASH', code: toHex(generateMultiScalarKernel()) },
  ];
  const constants = kernels.map(
    ({ file, constant, code }) =>
      `// Hash of the code of \`${file}\`.\nbytes32 constant ${constant} = ${keccak256(code)};\n`,
  );
  return new Map([
    ...kernels.map(({ file, code }) => [file, `${code}\n`] as const),
    ['KernelHashes.sol', [HEAD, ...constants].join('\n')],
  ]);
}

const HEAD = `// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// Generated from test/support/solidity/kernels; \`npm run contracts -- generated\` compares.
`;
