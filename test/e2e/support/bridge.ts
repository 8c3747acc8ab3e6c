/**
 * A bridge for one test: its own path, keys, accounts and home folder over two chains, and a relayer process that can be
 * started, killed and started again. `await using bridge = await openBridge({ queue })` cleans up whatever happens.
 * @module
 */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import {
  type Account,
  deriveAccount,
  type FaultProxy,
  STAKE_DENOM,
  sendTransfers,
  startFaultProxy,
  TOKEN_DENOM,
} from 'causeway/devnet';
import { inject } from 'vitest';
import { loadConfig } from '../../../config/load-config.ts';
import { openStore } from '../../../relayer/main.ts';
import type { LinkReport, WhyReport } from '../../../relayer/ports/control.ts';
import { formatPacketKey, type PacketKey } from '../../../relayer/ports/packet.ts';
import type { Change, Store } from '../../../relayer/ports/store.ts';
import { voucherDenom } from '../../demo/check-supply.ts';
import { createRelayerHome, type RelayerHome } from '../../support/relayer-home.ts';
import { type CliRun, runCli } from '../../support/run-cli.ts';
import { type RedisOptions, type RedisServer, startRedis } from '../../support/start-redis.ts';
import { checkInvariants, type InvariantLimits, type Tally } from './check-invariants.ts';
import { type RelayerProcess, startRelayerProcess } from './relayer-process.ts';
import { attachChain, type BridgeChain } from './shared-chain.ts';
import { waitUntil } from './wait-until.ts';
import { waitUntilClosed, waitUntilSettled } from './wait-until-settled.ts';

export type Side = 'a' | 'b';
export type Queue = 'local' | 'bullmq';
export const QUEUES = ['local', 'bullmq'] as const satisfies readonly Queue[];

/**
 * How the relayer reaches a chain: straight, or through a proxy that can fail and lie, in front of the chain's first node or
 * of the one at an address.
 */
export type Endpoint = 'direct' | 'proxy' | { readonly proxy: string };

export interface BridgeOptions {
  readonly queue?: Queue;
  /** Of the server behind `bullmq`. */
  readonly redis?: RedisOptions;
  /** Endpoints of each chain in the order of the configuration; default: one, direct. */
  readonly endpoints?: { readonly [Key in Side]?: readonly Endpoint[] };
  /** Chains of the test's own; each that is left out is one of the pair that the whole run shares. */
  readonly chains?: { readonly [Key in Side]?: BridgeChain };
  /** YAML scalars for the path, such as `{ trustingPeriod: '60s' }`. */
  readonly pathSettings?: Readonly<Record<string, string>>;
  /** YAML scalars for both chains, such as `{ maxMessages: '10' }`. */
  readonly chainSettings?: Readonly<Record<string, string>>;
  /** Points at which `link` is killed, one after the other, before it may come to its end. */
  readonly linkCrashes?: readonly string[];
  /** For the proxies' dice. */
  readonly seed?: number;
}

export interface BridgeEnd {
  readonly name: 'alpha' | 'beta';
  readonly chain: BridgeChain;
  /** The client on this chain. */
  readonly clientId: string;
  /** Sends and receives all transfers. */
  readonly user: Account;
  /** What the user was given of `token`. */
  readonly funded: bigint;
  /** The relayer's account. */
  readonly signer: string;
  /** Nothing of this bridge happened before this block. */
  readonly openedAt: bigint;
  /** The fault proxies of this chain, in the order of `endpoints`. */
  readonly proxies: readonly FaultProxy[];
}

export interface TransferOptions {
  /** From the sending chain's time on; default: ten minutes. */
  readonly timeoutSeconds?: number;
  readonly memo?: string;
  /** Default: the user on the other chain. */
  readonly receiver?: string;
  /** `native`: this chain's own token (default); `voucher`: the other chain's token on its way home. */
  readonly token?: 'native' | 'voucher';
  /** Of each transfer; default: 1, 2, 3 … over the life of the bridge, so that no two sums are alike by chance. */
  readonly amount?: bigint;
  /** Transfers in one transaction; default 100. */
  readonly perTx?: number;
}

export interface StartOptions {
  /** Such as `{ CAUSEWAY_CRASH_AT: 'intent:2' }`. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Bridge extends AsyncDisposable {
  readonly queue: Queue;
  readonly a: BridgeEnd;
  readonly b: BridgeEnd;
  readonly home: RelayerHome;
  /** Present with `bullmq`. */
  readonly redis: RedisServer | undefined;
  /** Starts the relayer; the one before must have ended. */
  start(options?: StartOptions): Promise<RelayerProcess>;
  /** Sends `count` transfers and waits until they are in blocks. Returns their sequences. */
  transfer(from: Side, count: number, options?: TransferOptions): Promise<readonly bigint[]>;
  /** Until both chains hold no commitment of this path and the store says the same. @throws {Error} saying what is open. */
  waitUntilSettled(timeoutMs?: number): Promise<void>;
  /** Until the chains hold no commitment of this path, whatever our relayer knows about it. */
  waitUntilClosed(timeoutMs?: number): Promise<void>;
  /** Until these transfers of one side have expired by the other chain's clock; default: those that it sent last. */
  waitUntilTimedOut(from: Side, sequences?: readonly bigint[]): Promise<void>;
  /** A view of the relayer's store that cannot write. */
  store(): Promise<Store>;
  /** Writes to the store of a relayer that is down, as nothing but a test may. */
  changeStore(changes: readonly Change[]): Promise<void>;
  key(from: Side, sequence: bigint): PacketKey;
  /** What `causeway why --json` prints. */
  why(from: Side, sequence: bigint): Promise<Jsonified<WhyReport>>;
  /** Runs a command of the program on this bridge's home, such as `['status', '--json']`. */
  cli(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<CliRun>;
  /** Holds chains and store to the promises: each packet ended once, nothing was done twice, the books balance. */
  expectInvariants(limits?: InvariantLimits): Promise<Tally>;
  /** Another relayer on the same path, with a key, a home and a store of its own. */
  rival(options?: { readonly queue?: 'local' }): Promise<Rival>;
}

/** A report as JSON has it: 64-bit numbers are texts. */
export type Jsonified<T> = T extends bigint ? string : T extends object ? { [Key in keyof T]: Jsonified<T[Key]> } : T;

export type Rival = Pick<Bridge, 'start' | 'store' | 'home'>;

/** For machines that do many things at once. */
const PATIENCE_MS = 120_000;
const PATIENT_SECONDS = 600;
const PER_TX = 100;
const FEES = 10_000_000_000n;
const TOKENS = 1_000_000_000n;

export async function openBridge(options: BridgeOptions = {}): Promise<Bridge> {
  const cleanUp = new AsyncDisposableStack();
  try {
    return await build(options, cleanUp);
  } catch (error) {
    await cleanUp.disposeAsync();
    throw error;
  }
}

async function build(options: BridgeOptions, cleanUp: AsyncDisposableStack): Promise<Bridge> {
  const { queue = 'local' } = options;
  const redis = queue === 'bullmq' ? await startRedis(options.redis) : undefined;
  if (redis !== undefined) cleanUp.defer(() => redis.stop());
  const relayer = await deriveAccount('relayer', randomBytes(16).toString('hex'));
  const [sharedA, sharedB] = await attachShared();
  const ends = await Promise.all([
    prepareEnd('a', options.chains?.a ?? sharedA, { options, relayer, cleanUp }),
    prepareEnd('b', options.chains?.b ?? sharedB, { options, relayer, cleanUp }),
  ]);
  const home = createHome(ends, { options, relayer, redis });
  cleanUp.defer(() => rmSync(home.folder, { recursive: true, force: true }));
  const runner = createRunner(home, cleanUp);
  for (const at of options.linkCrashes ?? []) await crashLink(runner, home.path, at);
  const report = await link(runner, home.path);
  const a = { ...ends[0], clientId: report.a.clientId };
  const b = { ...ends[1], clientId: report.b.clientId };
  const sides = { a, b };
  let sent = 0n;
  const timeouts = { a: new Map<bigint, bigint>(), b: new Map<bigint, bigint>() };
  return {
    ...{ queue, a, b, home, redis },
    start: runner.start,
    store: runner.store,
    transfer: async (from, count, wish = {}) => {
      const first = sent + 1n;
      sent += BigInt(count);
      const shipment = { count, first, ...wish };
      const { sequences, timeoutNs } = await transfer(from === 'a' ? [a, b] : [b, a], shipment);
      for (const sequence of sequences) timeouts[from].set(sequence, timeoutNs);
      return sequences;
    },
    waitUntilClosed: (timeoutMs = PATIENCE_MS) => waitUntilClosed(sides, timeoutMs),
    waitUntilTimedOut: (from, sequences) => waitForTime(from === 'a' ? b : a, latestTimeout(timeouts[from], sequences)),
    waitUntilSettled: async (timeoutMs = PATIENCE_MS) =>
      waitUntilSettled(sides, await runner.store(), { timeoutMs, tail: runner.tail, isRunning: runner.isRunning }),
    changeStore: (changes) => changeStore(home, changes),
    key: (from, sequence) => keyOf(sides[from], sequence),
    why: (from, sequence) => readWhy(runner, keyOf(sides[from], sequence)),
    cli: runner.cli,
    expectInvariants: async (limits = {}) => checkInvariants(sides, await runner.store(), limits),
    rival: () => openRival(sides, { options, cleanUp }),
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}

async function attachShared(): Promise<readonly [BridgeChain, BridgeChain]> {
  const [a, b] = inject('surroundings').chains;
  return Promise.all([attachChain(a), attachChain(b)]);
}

interface Making {
  readonly options: BridgeOptions;
  readonly relayer: Account;
  readonly cleanUp: AsyncDisposableStack;
}

type UnlinkedEnd = Omit<BridgeEnd, 'clientId'> & { readonly urls: readonly string[] };

async function prepareEnd(side: Side, chain: BridgeChain, { options, relayer, cleanUp }: Making): Promise<UnlinkedEnd> {
  const openedAt = await chain.client.height();
  const user = await deriveAccount('user', randomBytes(16).toString('hex'));
  const urls: string[] = [];
  const proxies: FaultProxy[] = [];
  for (const endpoint of options.endpoints?.[side] ?? ['direct']) {
    if (endpoint === 'direct') {
      urls.push(chain.rpcUrl);
      continue;
    }
    const target = endpoint === 'proxy' ? chain.rpcUrl : endpoint.proxy;
    const proxy = await startFaultProxy({ target, seed: options.seed ?? 1 });
    cleanUp.defer(() => proxy.stop());
    proxies.push(proxy);
    urls.push(proxy.url);
  }
  await chain.fund(
    [relayer.address, user.address],
    [
      { denom: STAKE_DENOM, amount: FEES },
      { denom: TOKEN_DENOM, amount: TOKENS },
    ],
  );
  const name = side === 'a' ? 'alpha' : 'beta';
  return { name, chain, user, funded: TOKENS, signer: relayer.address, openedAt, proxies, urls };
}

interface HomeParts {
  readonly options: BridgeOptions;
  readonly relayer: Account;
  readonly redis?: RedisServer | undefined;
  /** Clients that exist already. */
  readonly clients?: readonly [string, string];
}

function createHome([a, b]: readonly [UnlinkedEnd, UnlinkedEnd], parts: HomeParts): RelayerHome {
  const { options, relayer, redis, clients } = parts;
  const toChain = ({ name, chain, urls }: UnlinkedEnd, client?: string) => ({
    name,
    chainId: chain.chainId,
    rpc: urls,
    client,
    settings: options.chainSettings ?? {},
  });
  return createRelayerHome({
    chains: [toChain(a, clients?.[0]), toChain(b, clients?.[1])],
    key: Buffer.from(relayer.privateKey).toString('hex'),
    redisUrl: redis?.url,
    pathSettings: options.pathSettings ?? {},
  });
}

/** Runs the processes of one home, one at a time. */
interface Runner {
  readonly start: Bridge['start'];
  readonly store: Bridge['store'];
  readonly cli: Bridge['cli'];
  readonly tail: () => string;
  readonly isRunning: () => boolean;
}

function createRunner(home: RelayerHome, cleanUp: AsyncDisposableStack): Runner {
  let current: RelayerProcess | undefined;
  let opened: Promise<Store> | undefined;
  const env = { ...home.env, NODE_COMPILE_CACHE: inject('surroundings').compileCache };
  cleanUp.defer(async () => {
    await current?.kill9();
    await (await opened)?.close();
  });
  return {
    async start(options = {}) {
      if (current?.isRunning() === true) throw new Error('the relayer runs already: end it first');
      current = await startRelayerProcess({ args: ['start'], env: { ...env, ...options.env } });
      return current;
    },
    store: () => {
      opened ??= openStore(loadConfig({ home: home.folder }), { readOnly: true });
      return opened;
    },
    cli: (args, more = {}) => runCli(args, { env: { ...env, ...more } }),
    tail: () => current?.tail() ?? 'no relayer was started',
    isRunning: () => current?.isRunning() === true,
  };
}

async function link(runner: Runner, path: string): Promise<LinkReport> {
  return toReport<LinkReport>(await runner.cli(['link', path, '--json']), 'link');
}

async function crashLink(runner: Runner, path: string, at: string): Promise<void> {
  const { code, stderr } = await runner.cli(['link', path], { CAUSEWAY_CRASH_AT: at });
  // Killed by a signal: there is no code.
  if (code !== null) throw new Error(`link: want it killed at ${at}, got exit code ${code}\n${stderr}`);
}

async function readWhy(runner: Runner, key: PacketKey): Promise<Jsonified<WhyReport>> {
  return toReport<Jsonified<WhyReport>>(await runner.cli(['why', formatPacketKey(key), '--json']), 'why');
}

/** The object that a command prints: our own program's word is taken for its shape. */
function toReport<T>({ code, stdout, stderr }: CliRun, command: string): T {
  if (code !== 0) throw new Error(`${command}: want exit code 0, got ${code}\n${stderr}`);
  return JSON.parse(stdout) as T;
}

async function changeStore({ folder }: RelayerHome, changes: readonly Change[]): Promise<void> {
  const store = await openStore(loadConfig({ home: folder }));
  try {
    await store.packets.commit('test', changes);
  } finally {
    await store.close();
  }
}

type Shipment = TransferOptions & { readonly count: number; readonly first: bigint };

async function transfer(
  [from, to]: readonly [BridgeEnd, BridgeEnd],
  { count, first, ...options }: Shipment,
): Promise<{ readonly sequences: readonly bigint[]; readonly timeoutNs: bigint }> {
  const { timeoutSeconds = PATIENT_SECONDS, perTx = PER_TX, token = 'native', amount } = options;
  const { timeNs } = await from.chain.client.rpc.status();
  const timeout = timeNs / 1_000_000_000n + BigInt(timeoutSeconds);
  const specs = Array.from({ length: count }, (_, index) => ({
    sourceClient: from.clientId,
    receiver: options.receiver ?? to.user.address,
    token: {
      denom: token === 'native' ? TOKEN_DENOM : voucherDenom(from.clientId, TOKEN_DENOM),
      amount: amount ?? first + BigInt(index),
    },
    timeoutSeconds: timeout,
    memo: options.memo ?? '',
  }));
  const batches = Array.from({ length: Math.ceil(count / perTx) }, (_, index) =>
    specs.slice(index * perTx, (index + 1) * perTx),
  );
  // All at once: one account's transactions keep their order.
  const sent = await Promise.all(batches.map((batch) => sendTransfers(from.chain.client, from.user, batch)));
  return { sequences: sent.flatMap(({ sequences }) => sequences), timeoutNs: timeout * 1_000_000_000n };
}

/** By default of the highest sequence: transfers that are sent side by side may come back in another order. */
function latestTimeout(timeouts: ReadonlyMap<bigint, bigint>, wanted?: readonly bigint[]): bigint {
  const sequences = wanted ?? [[...timeouts.keys()].reduce((newest, one) => (one > newest ? one : newest), 0n)];
  const times = sequences.map((sequence) => timeouts.get(sequence));
  return times.reduce<bigint>((latest, time) => {
    if (time === undefined) throw new Error(`want transfers of this side, got ${sequences.join(', ')}`);
    return time > latest ? time : latest;
  }, 0n);
}

async function waitForTime({ name, chain }: BridgeEnd, timeNs: bigint): Promise<void> {
  await waitUntil(async () => (await chain.client.rpc.status()).timeNs >= timeNs, {
    timeoutMs: 120_000,
    what: `the time of ${name}`,
    everyMs: 200,
  });
}

function keyOf({ name, clientId }: BridgeEnd, sequence: bigint): PacketKey {
  return { chain: name, protocol: 'v2', lane: clientId, sequence };
}

async function openRival(
  { a, b }: { readonly a: BridgeEnd; readonly b: BridgeEnd },
  { options, cleanUp }: Omit<Making, 'relayer'>,
): Promise<Rival> {
  const relayer = await deriveAccount('rival', randomBytes(16).toString('hex'));
  const fees = [{ denom: STAKE_DENOM, amount: FEES }];
  await Promise.all([a, b].map(({ chain }) => chain.fund(relayer.address, fees)));
  const toUnlinked = (end: BridgeEnd): UnlinkedEnd => ({ ...end, urls: [end.chain.rpcUrl] });
  const clients = [a.clientId, b.clientId] as const;
  const home = createHome([toUnlinked(a), toUnlinked(b)], { options, relayer, clients });
  cleanUp.defer(() => rmSync(home.folder, { recursive: true, force: true }));
  const { start, store } = createRunner(home, cleanUp);
  return { start, store, home };
}
