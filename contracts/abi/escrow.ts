// Generated from the build of contracts/solidity/apps/ics20/Escrow.sol; `npm run contracts` compares.
import type { Abi } from 'viem';

/** ABI of Escrow. */
export const escrowAbi = [
  {"type":"constructor","inputs":[],"stateMutability":"nonpayable"},
  {"type":"function","name":"getDailyUsage","inputs":[{"name":"token","type":"address","internalType":"address"}],"outputs":[{"name":"","type":"uint256","internalType":"uint256"}],"stateMutability":"view"},
  {"type":"function","name":"getRateLimit","inputs":[{"name":"token","type":"address","internalType":"address"}],"outputs":[{"name":"","type":"uint256","internalType":"uint256"}],"stateMutability":"view"},
  {"type":"function","name":"ics20","inputs":[],"outputs":[{"name":"","type":"address","internalType":"address"}],"stateMutability":"view"},
  {"type":"function","name":"initialize","inputs":[{"name":"ics20_","type":"address","internalType":"address"},{"name":"","type":"address","internalType":"address"}],"outputs":[],"stateMutability":"nonpayable"},
  {"type":"function","name":"recvCallback","inputs":[{"name":"token","type":"address","internalType":"address"},{"name":"","type":"address","internalType":"address"},{"name":"amount","type":"uint256","internalType":"uint256"}],"outputs":[],"stateMutability":"nonpayable"},
  {"type":"function","name":"refund","inputs":[{"name":"token","type":"address","internalType":"contract IERC20"},{"name":"to","type":"address","internalType":"address"},{"name":"amount","type":"uint256","internalType":"uint256"}],"outputs":[],"stateMutability":"nonpayable"},
  {"type":"function","name":"send","inputs":[{"name":"token","type":"address","internalType":"contract IERC20"},{"name":"to","type":"address","internalType":"address"},{"name":"amount","type":"uint256","internalType":"uint256"}],"outputs":[],"stateMutability":"nonpayable"},
  {"type":"function","name":"setRateLimit","inputs":[{"name":"token","type":"address","internalType":"address"},{"name":"rateLimit","type":"uint256","internalType":"uint256"}],"outputs":[],"stateMutability":"nonpayable"},
  {"type":"event","name":"Initialized","inputs":[{"name":"version","type":"uint64","indexed":false,"internalType":"uint64"}],"anonymous":false},
  {"type":"error","name":"EscrowUnauthorized","inputs":[{"name":"caller","type":"address","internalType":"address"}]},
  {"type":"error","name":"InvalidInitialization","inputs":[]},
  {"type":"error","name":"NotInitializing","inputs":[]},
  {"type":"error","name":"RateLimitExceeded","inputs":[{"name":"rateLimit","type":"uint256","internalType":"uint256"},{"name":"usage","type":"uint256","internalType":"uint256"}]},
  {"type":"error","name":"SafeERC20FailedOperation","inputs":[{"name":"token","type":"address","internalType":"address"}]},
] as const satisfies Abi;
