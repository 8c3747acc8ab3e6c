// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// Generated from test/support/solidity/kernels; `npm run contracts -- kernels` compares.

// Hash of the code of `sha512.hex`.
bytes32 constant SHA512_CODE_HASH = 0x54e2583596565473fc2bd12588df79e736a3364e6cbadcb712129221e9eef433;

// Hash of the code of `multi-scalar.hex`.
bytes32 constant MULTI_SCALAR_CODE_HASH = 0xafe9c76d1924cfa169ee5bfb8d170f1e095d48f9144bdaf8b459915f659c9fb2;
