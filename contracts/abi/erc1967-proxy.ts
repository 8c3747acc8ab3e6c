// Generated from the build of node_modules/@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol; `npm run contracts` compares.
import type { Abi } from 'viem';

/** ABI of ERC1967Proxy. */
export const erc1967ProxyAbi = [
  {"type":"constructor","inputs":[{"name":"implementation","type":"address","internalType":"address"},{"name":"_data","type":"bytes","internalType":"bytes"}],"stateMutability":"payable"},
  {"type":"fallback","stateMutability":"payable"},
  {"type":"event","name":"Upgraded","inputs":[{"name":"implementation","type":"address","indexed":true,"internalType":"address"}],"anonymous":false},
  {"type":"error","name":"AddressEmptyCode","inputs":[{"name":"target","type":"address","internalType":"address"}]},
  {"type":"error","name":"ERC1967InvalidImplementation","inputs":[{"name":"implementation","type":"address","internalType":"address"}]},
  {"type":"error","name":"ERC1967NonPayable","inputs":[]},
  {"type":"error","name":"ERC1967ProxyUninitialized","inputs":[]},
  {"type":"error","name":"FailedCall","inputs":[]},
] as const satisfies Abi;
