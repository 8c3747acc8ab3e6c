// Generated from the build of node_modules/@openzeppelin/contracts/proxy/beacon/BeaconProxy.sol; `npm run contracts` compares.
import type { Abi } from 'viem';

/** ABI of BeaconProxy. */
export const beaconProxyAbi = [
  {"type":"constructor","inputs":[{"name":"beacon","type":"address","internalType":"address"},{"name":"data","type":"bytes","internalType":"bytes"}],"stateMutability":"payable"},
  {"type":"fallback","stateMutability":"payable"},
  {"type":"event","name":"BeaconUpgraded","inputs":[{"name":"beacon","type":"address","indexed":true,"internalType":"address"}],"anonymous":false},
  {"type":"error","name":"AddressEmptyCode","inputs":[{"name":"target","type":"address","internalType":"address"}]},
  {"type":"error","name":"ERC1967InvalidBeacon","inputs":[{"name":"beacon","type":"address","internalType":"address"}]},
  {"type":"error","name":"ERC1967InvalidImplementation","inputs":[{"name":"implementation","type":"address","internalType":"address"}]},
  {"type":"error","name":"ERC1967NonPayable","inputs":[]},
  {"type":"error","name":"FailedCall","inputs":[]},
] as const satisfies Abi;
