/** The genesis of the execution chain. @module */
import { parseEther } from 'viem';
import type { EthereumAccount } from './derive-account.ts';
import { DEPOSIT_CONTRACT, ETHEREUM_CHAIN_ID, type EthereumProfile } from './profiles.ts';

/** Code of the contracts that the protocol itself calls, as their EIPs deploy it. */
const SYSTEM_CONTRACTS: Readonly<Record<string, string>> = {
  // EIP-4788: beacon roots
  '0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02':
    '0x3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b5f35801560495762001fff8106908154' +
    '14603c575f5ffd5b62001fff01545f5260205ff35b5f5ffd5b62001fff42064281555f359062001fff015500',
  // EIP-2935: block hashes
  '0x0000F90827F1C53a10cb7A02335B175320002935':
    '0x3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257611fff814303116042' +
    '57611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500',
  // EIP-7002: withdrawal requests
  '0x00000961Ef480Eb55e80D19ad83579A64c007002':
    '0x3373fffffffffffffffffffffffffffffffffffffffe1460cb5760115f54807fffffffffffffffffffffffffffffffffffffffffff' +
    'ffffffffffffffffffffff146101f457600182026001905f5b5f82111560685781019083028483029004916001019190604d565b9093' +
    '90049250505036603814608857366101f457346101f4575f5260205ff35b34106101f457600154600101600155600354806003026004' +
    '013381556001015f35815560010160203590553360601b5f5260385f601437604c5fa0600101600355005b6003546002548082038060' +
    '101160df575060105b5f5b8181146101835782810160030260040181604c02815460601b815260140181600101548152602001906002' +
    '0154807fffffffffffffffffffffffffffffffff00000000000000000000000000000000168252906010019060401c908160381c8160' +
    '0701538160301c81600601538160281c81600501538160201c81600401538160181c81600301538160101c81600201538160081c8160' +
    '0101535360010160e1565b910180921461019557906002556101a0565b90505f6002555f6003555b5f54807fffffffffffffffffffff' +
    'ffffffffffffffffffffffffffffffffffffffffffff14156101cd57505f5b6001546002828201116101e25750505f6101e8565b0160' +
    '0290035b5f555f600155604c025ff35b5f5ffd',
  // EIP-7251: consolidation requests
  '0x0000BBdDc7CE488642fb579F8B00f3a590007251':
    '0x3373fffffffffffffffffffffffffffffffffffffffe1460d35760115f54807fffffffffffffffffffffffffffffffffffffffffff' +
    'ffffffffffffffffffffff1461019a57600182026001905f5b5f82111560685781019083028483029004916001019190604d565b9093' +
    '900492505050366060146088573661019a573461019a575f5260205ff35b341061019a57600154600101600155600354806004026004' +
    '013381556001015f358155600101602035815560010160403590553360601b5f5260605f60143760745fa0600101600355005b600354' +
    '6002548082038060021160e7575060025b5f5b8181146101295782810160040260040181607402815460601b81526014018160010154' +
    '8152602001816002015481526020019060030154905260010160e9565b910180921461013b5790600255610146565b90505f6002555f' +
    '6003555b5f54807fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff141561017357505f5b6001546001' +
    '828201116101885750505f61018e565b01600190035b5f555f6001556074025ff35b5f5ffd',
};

/** Blob targets by fork: the numbers are mainnet's. */
const BLOB_SCHEDULE = {
  cancun: { target: 3, max: 6, baseFeeUpdateFraction: 3338477 },
  prague: { target: 6, max: 9, baseFeeUpdateFraction: 5007716 },
};

/** What geth reads, before `prysmctl` writes the genesis time into it. */
export function buildExecutionGenesis(profile: EthereumProfile, accounts: readonly EthereumAccount[]): unknown {
  const blocks = ['homestead', 'eip150', 'eip155', 'eip158', 'byzantium', 'constantinople', 'petersburg', 'istanbul'];
  const later = ['muirGlacier', 'berlin', 'london', 'arrowGlacier', 'grayGlacier'];
  const times = ['shanghai', 'cancun', 'prague', ...(profile === 'fulu' ? ['osaka'] : [])];
  const richly = `0x${parseEther('10000').toString(16)}`;
  return {
    config: {
      chainId: ETHEREUM_CHAIN_ID,
      ...Object.fromEntries([...blocks, ...later].map((name) => [`${name}Block`, 0])),
      ...Object.fromEntries(times.map((name) => [`${name}Time`, 0])),
      terminalTotalDifficulty: 0,
      terminalTotalDifficultyPassed: true,
      depositContractAddress: DEPOSIT_CONTRACT,
      blobSchedule: { ...BLOB_SCHEDULE, ...(profile === 'fulu' ? { osaka: BLOB_SCHEDULE.prague } : {}) },
    },
    difficulty: '0x0',
    gasLimit: '0x2255100',
    baseFeePerGas: '0x3b9aca00',
    timestamp: '0x0',
    extraData: '0x',
    nonce: '0x0',
    mixHash: `0x${'0'.repeat(64)}`,
    coinbase: `0x${'0'.repeat(40)}`,
    alloc: {
      ...Object.fromEntries(accounts.map(({ address }) => [address, { balance: richly }])),
      [DEPOSIT_CONTRACT]: { balance: '0x0', code: '0x60806040' },
      ...Object.fromEntries(
        Object.entries(SYSTEM_CONTRACTS).map(([address, code]) => [address, { balance: '0x0', nonce: '0x1', code }]),
      ),
    },
  };
}
