/** Contracts on anvil: deployed, called and traced, with refusals by their names. @module */
import {
  type Abi,
  type Address,
  BaseError,
  ContractFunctionRevertedError,
  createTestClient,
  decodeFunctionResult,
  encodeFunctionData,
  getContractError,
  type Hex,
  http,
  numberToHex,
  publicActions,
  type TransactionReceipt,
  walletActions,
} from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { type Anvil, type AnvilOptions, startAnvil } from '../start-anvil.ts';

/** The most that Osaka lets a transaction have. */
const MOST_GAS = 16_777_216n;

const POLL_MS = 10;

/** A contract as the compiler leaves it. */
export interface Artefact {
  readonly abi: Abi;
  readonly bytecode: Hex;
}

/** A call of a contract by its name. */
export interface Call {
  readonly to: Address;
  readonly abi: Abi;
  readonly name: string;
  readonly args?: readonly unknown[];
}

/** A call inside a transaction; gas is what its execution used, with that of the calls in it. */
export interface Frame {
  readonly to: Address;
  readonly input: Hex;
  readonly gas: number;
  readonly calls: readonly Frame[];
}

/** An account on a chain of its own. */
export interface Stage {
  readonly sender: Address;
  /** @throws {Error} when the constructor refuses */
  deploy(contract: Artefact, args?: readonly unknown[]): Promise<{ readonly address: Address; readonly gas: number }>;
  /** What a call answers, sent or not. @throws {BaseError} when it is refused, with the error's name */
  read<T>(call: Call): Promise<T>;
  /** In a block of its own. @throws {Error} when it is refused, caused by what `read` throws */
  send(call: Call): Promise<TransactionReceipt>;
  /** The name of the error that the call ends with; undefined when it does not. Nothing is sent. */
  refusalOf(call: Call): Promise<string | undefined>;
  /** Traced on the newest state, whether it is refused or not. Nothing is sent. */
  trace(call: Call): Promise<Frame>;
  traceOf(receipt: TransactionReceipt): Promise<Frame>;
  /** The unix time of the next block. */
  warp(seconds: bigint): Promise<void>;
  stop(): Promise<void>;
}

/** @param errors Of all contracts, so that what comes from one through another has a name */
export async function openStage(errors: Abi, options: AnvilOptions = {}): Promise<Stage> {
  const anvil = await startAnvil(options);
  const client = connect(anvil);
  const sender = client.account.address;
  const read = async <T>({ to, abi, name, args = [] }: Call): Promise<T> => {
    const named = { abi: [...abi.filter(isNoError), ...errors], functionName: name, args };
    const call = { account: sender, to, data: encodeFunctionData(named), gas: MOST_GAS };
    const { data = '0x' } = await client.call(call).catch((error: BaseError) => {
      throw getContractError(error, { ...named, address: to, sender });
    });
    return decodeFunctionResult({ ...named, data }) as T;
  };
  const trace = async (method: string, ...params: readonly unknown[]): Promise<Frame> =>
    readFrame(await client.request({ method, params: [...params, { tracer: 'callTracer' }] } as never));
  return {
    sender,
    read,
    deploy: async ({ abi, bytecode }, args = []) => {
      const hash = await client.deployContract({ abi, bytecode, args, gas: MOST_GAS });
      const { contractAddress, gasUsed, status } = await client.waitForTransactionReceipt({ hash });
      if (!contractAddress || status !== 'success') throw new Error('deploy: want a contract, got a refusal');
      return { address: contractAddress, gas: Number(gasUsed) };
    },
    send: async (call) => {
      const { to, abi, name, args = [] } = call;
      const hash = await client.writeContract({ address: to, abi, functionName: name, args, gas: MOST_GAS });
      const receipt = await client.waitForTransactionReceipt({ hash });
      if (receipt.status === 'success') return receipt;
      throw new Error(`${name}: want it done, got a refusal`, { cause: await read(call).catch((why: unknown) => why) });
    },
    refusalOf: (call) => read(call).then(() => undefined, nameOf),
    trace: ({ to, abi, name, args = [] }) => {
      const data = encodeFunctionData({ abi, functionName: name, args });
      return trace('debug_traceCall', { from: sender, to, data, gas: numberToHex(MOST_GAS) }, 'latest');
    },
    traceOf: ({ transactionHash }) => trace('debug_traceTransaction', transactionHash),
    warp: (timestamp) => client.setNextBlockTimestamp({ timestamp }),
    stop: () => anvil.stop(),
  };
}

/** @throws what is no refusal */
function nameOf(error: unknown): string {
  const found = error instanceof BaseError && error.walk((cause) => cause instanceof ContractFunctionRevertedError);
  if (!(found instanceof ContractFunctionRevertedError)) throw error;
  return found.data?.errorName ?? found.signature ?? 'without a word';
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

function isNoError({ type }: Abi[number]): boolean {
  return type !== 'error';
}

function readFrame(json: unknown): Frame {
  const { to, input, gasUsed, calls } = json as { to: Address; input: Hex; gasUsed: Hex; calls?: readonly unknown[] };
  return { to, input, gas: Number(gasUsed), calls: (calls ?? []).map(readFrame) };
}

/** All calls of this contract, in order. */
export function callsOf(frame: Frame, to: Address): readonly Frame[] {
  const inner = frame.calls.flatMap((call) => callsOf(call, to));
  return frame.to.toLowerCase() === to.toLowerCase() ? [frame, ...inner] : inner;
}
