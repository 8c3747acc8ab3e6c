// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// Generated from test/support/solidity/kernels; `npm run contracts -- generated` compares.

// Hash of the code of `sha512.hex`.
bytes32 constant SHA512_CODE_HASH = 0x54e2583596565473fc2bd12588df79e736a3364e6cbadcb712129221e9eef433;

// Hash of the code of `multi-scalar.hex`.
bytes32 constant MULTI_SCALAR_CODE_HASH = 0xd7c1292ed581c2acff09610e397d8490ca4a5ed1f19b58af57140809e826a018;
