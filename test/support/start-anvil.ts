/** anvil under Osaka's rules with the cap on a transaction's gas: a block a transaction, ready in a second. @module */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createService } from '../devnet/ethereum/run-service.ts';
import { reservePorts } from '../devnet/process/reserve-ports.ts';
import { waitUntil } from '../devnet/process/wait-until.ts';
import { findFoundry } from './solidity/find-foundry.ts';

/** A running anvil. */
export interface Anvil {
  readonly url: string;
  readonly chainId: number;
  /** Its ten accounts with ten thousand ether each: keys of these words, in order of their paths. */
  readonly mnemonic: string;
  stop(): Promise<void>;
}

export interface AnvilOptions {
  /** Unix seconds of the genesis block; now when undefined. Later blocks follow the clock from there. */
  readonly timestamp?: number;
}

/** The words that every development chain knows. */
const MNEMONIC = 'test test test test test test test test test test test junk';

const CHAIN_ID = 31_337;
const START_TIMEOUT_MS = 30_000;

/** @throws {Error} when it does not start; its log is in the message */
export async function startAnvil(options: AnvilOptions = {}): Promise<Anvil> {
  const home = mkdtempSync(join(tmpdir(), 'causeway-anvil-'));
  const reservation = await reservePorts(1);
  const port = String(reservation.ports[0]);
  const url = `http://127.0.0.1:${port}`;
  const args = [
    ...['--port', port, '--chain-id', String(CHAIN_ID), '--mnemonic', MNEMONIC],
    ...['--hardfork', 'osaka', '--enable-tx-gas-limit'],
    ...(options.timestamp === undefined ? [] : ['--timestamp', String(options.timestamp)]),
  ];
  const service = createService({ name: 'anvil', command: findFoundry('anvil'), args, home, keep: false });
  const stop = async () => {
    await service.stop();
    reservation.release();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await service.start();
    await waitUntil({
      what: 'an answer of anvil',
      ask: () => isAnswering(url),
      timeoutMs: START_TIMEOUT_MS,
      hopeless: () => (service.isRunning() ? undefined : 'a process that ended'),
      evidence: () => service.logTail(),
    });
    return { url, chainId: CHAIN_ID, mnemonic: MNEMONIC, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function isAnswering(url: string): Promise<true | undefined> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] });
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return response.ok ? true : undefined;
}
