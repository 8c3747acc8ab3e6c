// Generated from the build of contracts/solidity/interfaces/ILightClientStatus.sol; `npm run contracts` compares.
import type { Abi } from 'viem';

/** ABI of ILightClientStatus. */
export const lightClientStatusAbi = [
  {"type":"function","name":"status","inputs":[],"outputs":[{"name":"","type":"uint8","internalType":"enum ILightClientStatus.Status"}],"stateMutability":"view"},
  {"type":"function","name":"supportsInterface","inputs":[{"name":"interfaceId","type":"bytes4","internalType":"bytes4"}],"outputs":[{"name":"","type":"bool","internalType":"bool"}],"stateMutability":"view"},
] as const satisfies Abi;
