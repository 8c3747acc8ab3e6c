/** Two real chains with a counting proxy before each, and paths between them that nobody has used yet. @module */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { buildSimd, type Chain, type Devnet, type FaultProxy, startDevnet, startFaultProxy } from 'causeway/devnet';
import { fundRelayer } from '../../demo/fund-relayer.ts';
import { createRelayerHome, type RelayerHome } from '../../support/relayer-home.ts';
import { linkPath } from './relayer-process.ts';

/** With this pause after each commit a block takes about a second. */
const BLOCK_PAUSE_MS = 960;

/** Who sends the transfers. */
export const SENDER = 'user';

export interface MeasuredChain {
  readonly name: string;
  readonly chain: Chain;
  readonly proxy: FaultProxy;
}

export interface Surroundings {
  readonly devnet: Devnet;
  readonly source: MeasuredChain;
  readonly destination: MeasuredChain;
  /** The most packet messages in a transaction; `undefined`: as the program has it. */
  readonly messages: number | undefined;
  stop(): Promise<void>;
}

/** One validator each. Nothing but the relayer talks through the proxies. */
export async function startSurroundings(
  messages: number | undefined,
  note: (line: string) => void,
): Promise<Surroundings> {
  await buildSimd({ log: note });
  const devnet = await startDevnet({
    chains: ['alpha-1', 'beta-1'],
    defaults: { accounts: [SENDER], validators: 1, blockTimeMs: BLOCK_PAUSE_MS },
  });
  try {
    const [source, destination] = await Promise.all([measure('alpha', devnet), measure('beta', devnet)]);
    const stop = async (): Promise<void> => {
      await Promise.all([source.proxy.stop(), destination.proxy.stop()]);
      await devnet.stop();
    };
    return { devnet, source, destination, messages, stop };
  } catch (error) {
    await devnet.stop();
    throw error;
  }
}

async function measure(name: string, devnet: Devnet): Promise<MeasuredChain> {
  const chain = devnet.chain(`${name}-1`);
  return { name, chain, proxy: await startFaultProxy({ target: chain.rpcUrl }) };
}

/** A path with clients of its own, and a relayer's home that knows nothing but them. */
export interface Scene extends Surroundings {
  readonly home: RelayerHome;
  /** Where the packets leave and arrive. */
  readonly sourceClient: string;
  readonly destinationClient: string;
  /** The relayer's address, on both chains. */
  readonly signer: string;
  /** Removes the relayer's home. */
  end(): void;
}

/** Funds a new key, then creates, registers and proves two clients. */
export async function createScene(surroundings: Surroundings): Promise<Scene> {
  const { devnet, source, destination, messages } = surroundings;
  const key = randomBytes(32).toString('hex');
  const signer = await fundRelayer(devnet, key);
  const home = createRelayerHome({ chains: [toHomeChain(source, messages), toHomeChain(destination, messages)], key });
  const { a, b } = await linkPath(home);
  return {
    ...surroundings,
    home,
    sourceClient: a.clientId,
    destinationClient: b.clientId,
    signer,
    end: () => rmSync(home.folder, { recursive: true, force: true }),
  };
}

function toHomeChain({ name, chain, proxy }: MeasuredChain, messages: number | undefined) {
  const settings: Readonly<Record<string, string>> = messages === undefined ? {} : { maxMessages: `${messages}` };
  return { name, chainId: chain.chainId, rpc: [proxy.url], settings };
}
