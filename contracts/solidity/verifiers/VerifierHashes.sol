// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// Hashes of the verifiers' code, which is the same wherever they are deployed: they have no immutables, and the kernels'
// addresses follow from their own. A light client compares them in its constructor. A test holds them against the build.

bytes32 constant ED25519_VERIFIER_CODE_HASH = 0x35471172f7d5b15c46761bc610f01ead7806546e9c46aafe03a0231c313b0171;
bytes32 constant SECP256K1_VERIFIER_CODE_HASH = 0x86b6042e02f84e88b2d7e9c4e2c590cbbb989226864939b3d7f3b5b3769ba332;
bytes32 constant SECP256K1_ETH_VERIFIER_CODE_HASH = 0x318a82535f13c9f739281e03750c8dd04d1abe83de1627c7b9ef5decdf7f87fe;
