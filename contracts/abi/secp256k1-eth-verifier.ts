// Generated from the build of contracts/solidity/verifiers/Secp256k1EthVerifier.sol; `npm run contracts` compares.
import type { Abi } from 'viem';

/** ABI of Secp256k1EthVerifier. */
export const secp256k1EthVerifierAbi = [
  {"type":"function","name":"evidenceSize","inputs":[],"outputs":[{"name":"","type":"uint256","internalType":"uint256"}],"stateMutability":"pure"},
  {"type":"function","name":"keySize","inputs":[],"outputs":[{"name":"","type":"uint256","internalType":"uint256"}],"stateMutability":"pure"},
  {"type":"function","name":"keyType","inputs":[],"outputs":[{"name":"","type":"uint8","internalType":"uint8"}],"stateMutability":"pure"},
  {"type":"function","name":"verifyVotes","inputs":[{"name":"votes","type":"bytes","internalType":"bytes"}],"outputs":[{"name":"count","type":"uint256","internalType":"uint256"}],"stateMutability":"view"},
  {"type":"error","name":"CVBatchInvalid","inputs":[{"name":"first","type":"uint256","internalType":"uint256"},{"name":"count","type":"uint256","internalType":"uint256"}]},
  {"type":"error","name":"CVKeyInvalid","inputs":[{"name":"index","type":"uint256","internalType":"uint256"}]},
  {"type":"error","name":"CVMessageTooLong","inputs":[{"name":"index","type":"uint256","internalType":"uint256"},{"name":"expected","type":"uint256","internalType":"uint256"},{"name":"actual","type":"uint256","internalType":"uint256"}]},
  {"type":"error","name":"CVNoVotes","inputs":[]},
  {"type":"error","name":"CVSignatureInvalid","inputs":[{"name":"index","type":"uint256","internalType":"uint256"}]},
  {"type":"error","name":"CVSignatureMalformed","inputs":[{"name":"index","type":"uint256","internalType":"uint256"}]},
  {"type":"error","name":"CVVoteTruncated","inputs":[{"name":"index","type":"uint256","internalType":"uint256"},{"name":"expected","type":"uint256","internalType":"uint256"},{"name":"actual","type":"uint256","internalType":"uint256"}]},
] as const satisfies Abi;
