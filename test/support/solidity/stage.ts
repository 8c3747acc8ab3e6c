/** An account on anvil that calls contracts: sent, only asked, or traced, with refusals by their names. @module */
import {
  type Address,
  BaseError,
  createTestClient,
  type Hex,
  http,
  numberToHex,
  publicActions,
  RpcRequestError,
  type TransactionReceipt,
  walletActions,
} from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { decodeRevert } from '../../../relayer/chains/ethereum/decode-revert.ts';
import type { DeployClient } from '../../../relayer/chains/ethereum/deploy/sign-step.ts';
import { type Anvil, type AnvilOptions, startAnvil } from '../start-anvil.ts';

/** The most that Osaka lets a transaction have. */
const MOST_GAS = 16_777_216n;
const POLL_MS = 10;

/** Calldata, and whom it is for. */
export interface Call {
  readonly to: Address;
  readonly data: Hex;
}

/** A call inside a transaction; gas is what its execution used, with that of the calls in it. */
export interface Frame {
  readonly to: Address;
  readonly input: Hex;
  readonly gas: number;
  readonly calls: readonly Frame[];
}

/** Each transaction is a block; nothing else makes blocks. */
export interface Stage {
  readonly client: DeployClient;
  readonly sender: Address;
  /** What a call would answer in the next block, or in one of that unix time. @throws {RefusedCall} */
  ask(call: Call, seconds?: bigint): Promise<Hex>;
  /** @throws {RefusedCall} when it is included and fails */
  send(call: Call): Promise<TransactionReceipt>;
  /** The name of the error that the call would end with; undefined when it would not. */
  refusalOf(call: Call, seconds?: bigint): Promise<string | undefined>;
  /** Whether it is refused or not. Nothing is sent. */
  trace(call: Call): Promise<Frame>;
  traceOf(receipt: TransactionReceipt): Promise<Frame>;
  receiptOf(hash: Hex): Promise<TransactionReceipt>;
  /** Sets the unix time of the next block. */
  warp(seconds: bigint): Promise<void>;
  stop(): Promise<void>;
}

/** A contract said no. */
class RefusedCall extends Error {
  override readonly name = 'RefusedCall';
  /** Of the error, the innermost one where a call within the call was refused. */
  readonly error: string;

  constructor(data: Hex) {
    const outer = decodeRevert(data);
    let revert = outer;
    while (revert.inner !== undefined) revert = revert.inner;
    super(`want it accepted, got ${outer.sentence}`);
    this.error = revert.name;
  }
}

export async function openStage(options: AnvilOptions = {}): Promise<Stage> {
  const anvil = await startAnvil(options);
  const client = connect(anvil);
  const sender = client.account.address;
  const toRequest = ({ to, data }: Call) => ({ from: sender, to, data, gas: numberToHex(MOST_GAS) });
  const request = (method: string, ...params: readonly unknown[]): Promise<unknown> =>
    client.request({ method, params } as never);
  const ask = async (call: Call, seconds?: bigint): Promise<Hex> => {
    const overrides = seconds === undefined ? [] : [{}, { time: numberToHex(seconds) }];
    try {
      return (await request('eth_call', toRequest(call), 'pending', ...overrides)) as Hex;
    } catch (error) {
      throw toRefusal(error);
    }
  };
  const trace = async (method: string, ...params: readonly unknown[]): Promise<Frame> =>
    readFrame(await request(method, ...params, { tracer: 'callTracer' }));
  return {
    client,
    sender,
    ask,
    send: async (call) => {
      const hash = await client.sendTransaction({ ...call, gas: MOST_GAS });
      const receipt = await client.waitForTransactionReceipt({ hash });
      if (receipt.status === 'success') return receipt;
      await ask(call);
      throw new Error(`transaction ${hash}: want it done, got a refusal that is none now`);
    },
    refusalOf: (call, seconds) => ask(call, seconds).then(() => undefined, nameOf),
    trace: (call) => trace('debug_traceCall', toRequest(call), 'latest'),
    traceOf: ({ transactionHash }) => trace('debug_traceTransaction', transactionHash),
    receiptOf: (hash) => client.getTransactionReceipt({ hash }),
    warp: (timestamp) => client.setNextBlockTimestamp({ timestamp }),
    stop: () => anvil.stop(),
  };
}

/** All calls of this contract, in order. */
export function callsOf(frame: Frame, to: Address): readonly Frame[] {
  const inner = frame.calls.flatMap((call) => callsOf(call, to));
  return frame.to.toLowerCase() === to.toLowerCase() ? [frame, ...inner] : inner;
}

function connect(anvil: Anvil) {
  const account = mnemonicToAccount(anvil.mnemonic);
  const chain = {
    id: anvil.chainId,
    name: 'anvil',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [anvil.url] } },
  } as const;
  const transport = http(anvil.url, { retryCount: 0 });
  const client = createTestClient({ mode: 'anvil', account, chain, transport, pollingInterval: POLL_MS });
  return client.extend(publicActions).extend(walletActions);
}

function toRefusal(error: unknown): unknown {
  const found = error instanceof BaseError && error.walk((cause) => cause instanceof RpcRequestError);
  if (!(found instanceof RpcRequestError) || typeof found.data !== 'string') return error;
  return new RefusedCall(found.data as Hex);
}

/** @throws what is no refusal */
function nameOf(error: unknown): string {
  if (error instanceof RefusedCall) return error.error;
  throw error;
}

function readFrame(json: unknown): Frame {
  const { to, input, gasUsed, calls } = json as { to: Address; input: Hex; gasUsed: Hex; calls?: readonly unknown[] };
  return { to, input, gas: Number(gasUsed), calls: (calls ?? []).map(readFrame) };
}
