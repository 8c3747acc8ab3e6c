/** Starts a chain of real nodes and hands out what a test does with it. @module */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MsgSend } from 'cosmjs-types/cosmos/bank/v1beta1/tx';
import { buildSimd } from '../build/build-simd.ts';
import type { ChainClient, IncludedTx } from '../client/chain-client.ts';
import { packMessage } from '../client/pack-message.ts';
import { type PortReservation, reservePorts } from '../process/reserve-ports.ts';
import { buildGenesis } from './build-genesis.ts';
import { type ChainOptions, type Coin, toCoinsJson, validatorPowers } from './chain-options.ts';
import { type Account, deriveAccount, deriveNodeKey } from './derive-keys.ts';
import { type ChainNode, createNode } from './run-node.ts';
import { type NodeSpec, writeHome } from './write-home.ts';

/** A running chain. */
export interface Chain {
  readonly chainId: string;
  /** The endpoint of the first node. */
  readonly rpcUrl: string;
  /** Talks to the first node. */
  readonly client: ChainClient;
  /** The genesis validators in order, then nodes added later. */
  readonly nodes: readonly ChainNode[];
  /** The account that `fund` pays from. */
  readonly faucet: Account;
  readonly folder: string;
  /** @throws {Error} for a name that `accounts` did not list. */
  account(name: string): Account;
  fund(address: string | readonly string[], coins: readonly Coin[]): Promise<IncludedTx>;
  /** One more node, following the chain; `addValidator` makes it vote. */
  addNode(name: string, options?: NodeOptions): Promise<ChainNode>;
  /** Ends the process of a validator: its votes are missing until `startValidator`. */
  stopValidator(index: number): Promise<void>;
  /** Resolves when its RPC answers. */
  startValidator(index: number): Promise<void>;
  /** Freezes all processes at once: the endpoints accept connections and never answer. */
  pause(): void;
  resume(): void;
  /** Ends all processes; `restart` continues the chain on the same endpoints. */
  halt(): Promise<void>;
  restart(): Promise<void>;
  /**
   * A second history: twins of these nodes, with the same validator keys and the same past, know nothing of the others and
   * go on by themselves. They need two thirds of the power to make blocks. What they sign is real equivocation.
   */
  fork(indices: readonly number[]): Promise<readonly ChainNode[]>;
  /** Ends the chain and its forks for good and removes their data. */
  stop(): Promise<void>;
}

/** How a node that is added later differs from the others. */
export interface NodeOptions extends Pick<ChainOptions, 'pruning' | 'retainBlocks'> {
  /** Who will operate it as a validator. */
  readonly operator?: Account;
}

const FAUCET = 'faucet';

/** Builds the program if need be, prepares genesis, starts every node and waits for the third block. */
export async function startChain(options: ChainOptions): Promise<Chain> {
  const simd = await buildSimd({
    ...(options.flavour === undefined ? {} : { flavour: options.flavour }),
    ...(options.log === undefined ? {} : { log: options.log }),
  });
  const folder = mkdtempSync(join(tmpdir(), `causeway-${options.chainId}-`));
  const site: Site = { options, folder, simd, genesis: '', specs: [], nodes: [], twins: [], reservations: [] };
  try {
    const accounts = await prepare(site);
    await Promise.all(site.nodes.map((node) => node.start()));
    const timeoutMs = options.startTimeoutMs ?? 60_000;
    // The third block: no proofs exist at heights 0 and 1, and a commit is canonical only one block later.
    await Promise.all(site.nodes.map((node) => node.waitUntilUp(3n, timeoutMs)));
    return createChain(site, accounts);
  } catch (error) {
    await stopSite(site);
    throw error;
  }
}

/** Everything of a chain that changes or must be given back. */
interface Site {
  readonly options: ChainOptions;
  readonly folder: string;
  readonly simd: { readonly binary: string; readonly template: string };
  genesis: string;
  readonly specs: NodeSpec[];
  readonly nodes: ChainNode[];
  /** Nodes of forks. */
  readonly twins: ChainNode[];
  readonly reservations: PortReservation[];
}

async function prepare(site: Site): Promise<ReadonlyMap<string, Account>> {
  const { options } = site;
  const wanted = [FAUCET, ...(options.accounts ?? [])].map((spec) =>
    typeof spec === 'string' ? { name: spec } : spec,
  );
  const accounts = await Promise.all(
    wanted.map(async ({ name, mnemonic, coins }) => ({
      account: await deriveAccount(name, `${options.chainId}/account/${name}`, mnemonic),
      coins,
    })),
  );
  const powers = validatorPowers(options.validators);
  const validators = await Promise.all(
    powers.map(async (power, i) => {
      const name = `validator-${i}`;
      const operator = await deriveAccount(name, `${options.chainId}/account/${name}`);
      return { operator, power, spec: await reserveNode(site, name) };
    }),
  );
  const members = validators.map(({ operator, power, spec }) => ({ operator, power, consensusKey: spec.consensusKey }));
  const template: unknown = JSON.parse(readFileSync(join(site.simd.template, 'config', 'genesis.json'), 'utf8'));
  site.genesis = JSON.stringify(buildGenesis(template, options, { accounts, validators: members }));
  const specs = validators.map(({ spec }) => spec);
  // Each pair is dialled from one side only: two connections at once would both be refused.
  validators.forEach(({ spec, operator }, i) => void settle(site, spec, specs.slice(0, i), options, operator));
  return new Map(
    [...accounts.map(({ account }) => account), ...validators.map(({ operator }) => operator)].map(byName),
  );
}

function byName(account: Account): [string, Account] {
  return [account.name, account];
}

async function reserveNode(site: Site, name: string): Promise<NodeSpec> {
  const reservation = await reservePorts(3);
  site.reservations.push(reservation);
  const [rpcPort = 0, p2pPort = 0, grpcPort = 0] = reservation.ports;
  const { chainId } = site.options;
  return {
    name,
    rpcPort,
    p2pPort,
    grpcPort,
    consensusKey: await deriveNodeKey(`${chainId}/consensus/${name}`),
    p2pKey: await deriveNodeKey(`${chainId}/p2p/${name}`),
  };
}

/** Writes the node's home and adds it to the chain. */
function settle(
  site: Site,
  spec: NodeSpec,
  peers: readonly NodeSpec[],
  options: ChainOptions,
  operator?: Account,
): ChainNode {
  const node = createHome(site, spec, peers, options, operator);
  site.specs.push(spec);
  site.nodes.push(node);
  return node;
}

function createHome(
  site: Site,
  spec: NodeSpec,
  peers: readonly NodeSpec[],
  options: ChainOptions,
  operator?: Account,
): ChainNode {
  const home = join(site.folder, spec.name);
  writeHome(home, spec, { template: site.simd.template, genesis: site.genesis, peers }, options);
  const { chainId, keep = false } = options;
  return createNode({ chainId, binary: site.simd.binary, home, spec, operator, keep });
}

function createChain(site: Site, accounts: ReadonlyMap<string, Account>): Chain {
  const { options, nodes } = site;
  const timeoutMs = options.startTimeoutMs ?? 60_000;
  const first = nodeAt(site, 0);
  const account = (name: string) => {
    const found = accounts.get(name);
    if (found === undefined)
      throw new Error(`devnet: want one of the accounts ${[...accounts.keys()].join(', ')}, got ${name}`);
    return found;
  };
  const faucet = account(FAUCET);
  return {
    chainId: options.chainId,
    rpcUrl: first.rpcUrl,
    client: first.client,
    nodes,
    faucet,
    folder: site.folder,
    account,
    fund: (address, coins) => {
      const receivers = typeof address === 'string' ? [address] : address;
      const amount = toCoinsJson(coins);
      const messages = receivers.map((toAddress) =>
        packMessage(MsgSend, { fromAddress: faucet.address, toAddress, amount }),
      );
      return first.client.signAndBroadcast(faucet, messages);
    },
    addNode: async (name, { operator, ...changes } = {}) => {
      const node = settle(site, await reserveNode(site, name), [...site.specs], { ...options, ...changes }, operator);
      await node.start();
      await node.waitUntilUp(1n, timeoutMs);
      return node;
    },
    stopValidator: (index) => nodeAt(site, index).stop(),
    startValidator: async (index) => {
      await nodeAt(site, index).start();
      await nodeAt(site, index).waitUntilUp(1n, timeoutMs);
    },
    pause: () => {
      for (const node of nodes) node.pause();
    },
    resume: () => {
      for (const node of nodes) node.resume();
    },
    halt: async () => void (await Promise.all(nodes.map((node) => node.stop()))),
    restart: async () => {
      const stopped = nodes.filter((node) => !node.isRunning());
      await Promise.all(stopped.map((node) => node.start()));
      await Promise.all(stopped.map((node) => node.waitUntilUp(1n, timeoutMs)));
    },
    fork: (indices) => fork(site, indices),
    stop: () => stopSite(site),
  };
}

/** The originals rest while their data is copied: a database in use cannot be. */
async function fork(site: Site, indices: readonly number[]): Promise<readonly ChainNode[]> {
  const timeoutMs = site.options.startTimeoutMs ?? 60_000;
  const originals = indices.map((index) => nodeAt(site, index));
  const height = await nodeAt(site, 0).client.height();
  await Promise.all(originals.map((original) => original.stop()));
  const twins: ChainNode[] = [];
  const specs: NodeSpec[] = [];
  for (const { name, home, consensusKey } of originals) {
    const twinName = `fork-${site.twins.length}-${name}`;
    const spec = { ...(await reserveNode(site, twinName)), consensusKey };
    const twin = createHome(site, spec, specs, site.options);
    cpSync(join(home, 'data'), join(twin.home, 'data'), { recursive: true });
    specs.push(spec);
    twins.push(twin);
    site.twins.push(twin);
  }
  const all = [...originals, ...twins];
  await Promise.all(all.map((node) => node.start()));
  await Promise.all(all.map((node) => node.waitUntilUp(height + 2n, timeoutMs)));
  return twins;
}

function nodeAt(site: Site, index: number): ChainNode {
  const node = site.nodes[index];
  if (node === undefined) throw new Error(`devnet: want a node below ${site.nodes.length}, got ${index}`);
  return node;
}

async function stopSite(site: Site): Promise<void> {
  await Promise.all([...site.nodes, ...site.twins].map((node) => node.stop('SIGKILL')));
  for (const reservation of site.reservations) reservation.release();
  if (!site.options.keep) rmSync(site.folder, { recursive: true, force: true });
}
