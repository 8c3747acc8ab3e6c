// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// Generated from test/support/solidity/kernels; `npm run contracts -- kernels` compares.

// Hash of the code of `sha512.hex`.
bytes32 constant SHA512_CODE_HASH = 0xcd71668061456bc6cba1c58fd7a6a3b0b7b9d3ceffc20be5d49bb05b250f73ae;

// Hash of the code of `multi-scalar.hex`.
bytes32 constant MULTI_SCALAR_CODE_HASH = 0x611eed4770db48c7eb6a716697fcc7b0fbfabdf8f5bba5d97b958159fba108c2;
