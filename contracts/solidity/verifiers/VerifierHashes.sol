// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// Hashes of the verifiers' code, which is the same wherever they are deployed: they have no immutables, and the kernels'
// addresses follow from their own. A light client compares them in its constructor. A test holds them against the build.

bytes32 constant ED25519_VERIFIER_CODE_HASH = 0x6fc0b6ee852b74c7ece87df164098fff40e74adbeb75640b1e420fa047783d14;
bytes32 constant SECP256K1_VERIFIER_CODE_HASH = 0xd5823bc44d23b8ec770b7559a8be96e77263758de025c408707d213f40d8a8d7;
bytes32 constant SECP256K1_ETH_VERIFIER_CODE_HASH = 0xf736966b90c075b344e720a33d4e71ad0cdbd48aaf3d66466037f9b3e8da06e6;
