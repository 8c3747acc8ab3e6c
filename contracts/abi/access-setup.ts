// Generated from the build of contracts/solidity/access/AccessSetup.sol; `npm run contracts` compares.
import type { Abi } from 'viem';

/** ABI of AccessSetup. */
export const accessSetupAbi = [
  {"type":"constructor","inputs":[],"stateMutability":"nonpayable"},
  {"type":"function","name":"finish","inputs":[{"name":"router","type":"address","internalType":"contract ICS26Router"},{"name":"transfer","type":"address","internalType":"contract ICS20Transfer"},{"name":"holders","type":"tuple","internalType":"struct AccessSetup.Holders","components":[{"name":"admin","type":"address","internalType":"address"},{"name":"pauser","type":"address","internalType":"address"},{"name":"unpauser","type":"address","internalType":"address"},{"name":"rateLimiter","type":"address","internalType":"address"},{"name":"idCustomizer","type":"address","internalType":"address"},{"name":"erc20Customizer","type":"address","internalType":"address"}]},{"name":"clients","type":"tuple[]","internalType":"struct AccessSetup.InitialClient[]","components":[{"name":"clientId","type":"string","internalType":"string"},{"name":"counterparty","type":"tuple","internalType":"struct IICS02ClientMsgs.CounterpartyInfo","components":[{"name":"clientId","type":"string","internalType":"string"},{"name":"merklePrefix","type":"bytes[]","internalType":"bytes[]"}]},{"name":"client","type":"address","internalType":"address"}]}],"outputs":[],"stateMutability":"nonpayable"},
  {"type":"function","name":"manager","inputs":[],"outputs":[{"name":"","type":"address","internalType":"contract DelayedAccessManager"}],"stateMutability":"view"},
  {"type":"error","name":"AccessSetupUnauthorized","inputs":[{"name":"caller","type":"address","internalType":"address"}]},
  {"type":"error","name":"AccessSetupWithoutAdmin","inputs":[]},
] as const satisfies Abi;
