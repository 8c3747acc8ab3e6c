// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// Hashes of the verifiers' code, which is the same wherever they are deployed: they have no immutables, and the kernels'
// addresses follow from their own. A light client compares them in its constructor. A test holds them against the build.

bytes32 constant ED25519_VERIFIER_CODE_HASH = 0x3f6e0f3ea95f10324a50e135e949d0abdf1ba5a5e11acc15c101cbf4527ae268;
bytes32 constant SECP256K1_VERIFIER_CODE_HASH = 0xd5823bc44d23b8ec770b7559a8be96e77263758de025c408707d213f40d8a8d7;
bytes32 constant SECP256K1_ETH_VERIFIER_CODE_HASH = 0xf736966b90c075b344e720a33d4e71ad0cdbd48aaf3d66466037f9b3e8da06e6;
