// Generated from the build of contracts/solidity/verifiers/Ed25519BatchVerifier.sol; `npm run contracts` compares.
import type { Abi } from 'viem';

/** ABI of Ed25519BatchVerifier. */
export const ed25519BatchVerifierAbi = [
  {"type":"constructor","inputs":[{"name":"sha512Code","type":"bytes","internalType":"bytes"},{"name":"multiScalarCode","type":"bytes","internalType":"bytes"}],"stateMutability":"nonpayable"},
  {"type":"function","name":"evidenceSize","inputs":[],"outputs":[{"name":"","type":"uint256","internalType":"uint256"}],"stateMutability":"pure"},
  {"type":"function","name":"keySize","inputs":[],"outputs":[{"name":"","type":"uint256","internalType":"uint256"}],"stateMutability":"pure"},
  {"type":"function","name":"keyType","inputs":[],"outputs":[{"name":"","type":"uint8","internalType":"uint8"}],"stateMutability":"pure"},
  {"type":"function","name":"multiScalarKernel","inputs":[],"outputs":[{"name":"","type":"address","internalType":"address"}],"stateMutability":"view"},
  {"type":"function","name":"sha512Kernel","inputs":[],"outputs":[{"name":"","type":"address","internalType":"address"}],"stateMutability":"view"},
  {"type":"function","name":"verifyVotes","inputs":[{"name":"votes","type":"bytes","internalType":"bytes"}],"outputs":[{"name":"count","type":"uint256","internalType":"uint256"}],"stateMutability":"view"},
  {"type":"error","name":"CVBatchInvalid","inputs":[{"name":"first","type":"uint256","internalType":"uint256"},{"name":"count","type":"uint256","internalType":"uint256"}]},
  {"type":"error","name":"CVKernelFailed","inputs":[{"name":"kernel","type":"address","internalType":"address"}]},
  {"type":"error","name":"CVKernelMismatch","inputs":[{"name":"expected","type":"bytes32","internalType":"bytes32"},{"name":"actual","type":"bytes32","internalType":"bytes32"}]},
  {"type":"error","name":"CVKeyInvalid","inputs":[{"name":"index","type":"uint256","internalType":"uint256"}]},
  {"type":"error","name":"CVMessageTooLong","inputs":[{"name":"index","type":"uint256","internalType":"uint256"},{"name":"expected","type":"uint256","internalType":"uint256"},{"name":"actual","type":"uint256","internalType":"uint256"}]},
  {"type":"error","name":"CVNoVotes","inputs":[]},
  {"type":"error","name":"CVSignatureInvalid","inputs":[{"name":"index","type":"uint256","internalType":"uint256"}]},
  {"type":"error","name":"CVSignatureMalformed","inputs":[{"name":"index","type":"uint256","internalType":"uint256"}]},
  {"type":"error","name":"CVVoteTruncated","inputs":[{"name":"index","type":"uint256","internalType":"uint256"},{"name":"expected","type":"uint256","internalType":"uint256"},{"name":"actual","type":"uint256","internalType":"uint256"}]},
] as const satisfies Abi;
