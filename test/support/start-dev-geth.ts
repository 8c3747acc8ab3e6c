/** geth alone, as its developer mode runs it: a block a transaction, no beacon chain. Ready in a second. @module */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { at, listAt, textAt } from '../devnet/client/read-json.ts';
import { createService } from '../devnet/ethereum/run-service.ts';
import {
  buildEthereum,
  createExecutionClient,
  deriveEthereumAccount,
  type EthereumAccount,
  type ExecutionClient,
} from '../devnet/index.ts';
import { reservePorts } from '../devnet/process/reserve-ports.ts';
import { waitUntil } from '../devnet/process/wait-until.ts';

export interface DevGeth {
  readonly url: string;
  readonly chainId: bigint;
  readonly execution: ExecutionClient;
  /** Holds ten ether. */
  readonly owner: EthereumAccount;
  stop(): Promise<void>;
}

const CHAIN_ID = 1337;
const START_TIMEOUT_MS = 60_000;

export async function startDevGeth(): Promise<DevGeth> {
  const { geth } = await buildEthereum();
  const folder = mkdtempSync(join(tmpdir(), 'causeway-geth-'));
  const reservation = await reservePorts(2);
  const [rpc, engine] = reservation.ports;
  const url = `http://127.0.0.1:${rpc}`;
  const args = [
    ...['--dev', '--datadir', 'data', '--gcmode', 'archive', '--cache', '64'],
    ...[
      '--http',
      '--http.api',
      'eth,net,debug,web3,txpool',
      '--http.port',
      String(rpc),
      '--authrpc.port',
      String(engine),
    ],
    ...['--ipcdisable', '--nodiscover', '--nat', 'none', '--maxpeers', '0', '--port', '0'],
  ];
  const service = createService({ name: 'geth', command: geth, args, home: folder, keep: false });
  const stop = async () => {
    await service.stop();
    reservation.release();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await service.start();
    const execution = createExecutionClient(url, CHAIN_ID);
    const rich = await waitUntil({
      what: 'an answer of geth',
      ask: async () => listAt({ list: await execution.call('eth_accounts') }, 'list')[0],
      timeoutMs: START_TIMEOUT_MS,
      hopeless: () => (service.isRunning() ? undefined : 'a process that ended'),
      evidence: () => service.logTail(),
    });
    const owner = deriveEthereumAccount('alice');
    const value = `0x${(10n ** 19n).toString(16)}`;
    const hash = await execution.call('eth_sendTransaction', [{ from: rich, to: owner.address, value }]);
    await waitUntil({
      what: 'ether for the owner',
      ask: async () => at(await execution.call('eth_getTransactionReceipt', [hash]), 'blockNumber'),
      timeoutMs: START_TIMEOUT_MS,
    });
    // The pool learns of a block a little later than of its receipts; until then the owner has no ether for it.
    await waitUntil({
      what: 'a pool without transactions',
      ask: async () => (BigInt(textAt(await execution.call('txpool_status'), 'pending')) === 0n ? true : undefined),
      timeoutMs: START_TIMEOUT_MS,
    });
    return { url, chainId: BigInt(CHAIN_ID), execution, owner, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
