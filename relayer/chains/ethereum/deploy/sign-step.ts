/** Signs a transaction of a deployment. @module */
import { type Chain, type Client, keccak256, type LocalAccount, type StateOverride, type Transport } from 'viem';
import { estimateFeesPerGas, estimateGas, getBalance, getChainId } from 'viem/actions';
import { RelayerError } from '../../../ports/fault.ts';
import type { PendingTransaction } from './manifest.ts';
import type { Step } from './plan.ts';
import { ask } from './rpc-fault.ts';

/** A viem client whose account signs here, not at the node. */
export type DeployClient = Client<Transport, Chain | undefined, LocalAccount>;

export type Attempt = PendingTransaction['attempts'][number];

/** The most gas that a transaction may have since Osaka (EIP-7825). */
const TRANSACTION_GAS_LIMIT = 16_777_216n;

/** Signed for this chain with this nonce. @throws {RelayerError} CALL_REFUSED, CHAIN_OUT_OF_GAS, CHAIN_OUT_OF_FUNDS, RPC_* */
export async function signStep(
  client: DeployClient,
  step: Step,
  nonce: number,
  before: Attempt | undefined,
): Promise<Attempt> {
  const { account } = client;
  const to = 'to' in step ? { to: step.to } : {};
  const gas = withRoom(await estimateStep(client, step));
  const { maxFeePerGas, maxPriorityFeePerGas } = await chooseFees(client, step, before);
  const balance = await ask('balance', () => getBalance(client, { address: account.address }));
  const needed = gas * maxFeePerGas;
  if (balance < needed) {
    throw new RelayerError({
      code: 'CHAIN_OUT_OF_FUNDS',
      message: `${account.address} cannot pay for ${step.name}`,
      want: `${needed} wei`,
      got: `${balance} wei`,
    });
  }
  const chainId = await ask('chain id', () => getChainId(client));
  const fees = { maxFeePerGas, maxPriorityFeePerGas };
  const { data } = step;
  const signed = await account.signTransaction({ type: 'eip1559', chainId, nonce, gas, data, ...fees, ...to });
  return { hash: keccak256(signed), signed, ...fees };
}

/** @param assumed Contracts that are not there yet. @throws {RelayerError} CALL_REFUSED, CHAIN_OUT_OF_GAS, RPC_* */
export async function estimateStep(client: DeployClient, step: Step, assumed?: StateOverride): Promise<bigint> {
  const { account } = client;
  const { abi, data } = step;
  const to = 'to' in step ? { to: step.to } : {};
  const state = assumed === undefined ? {} : { stateOverride: assumed };
  // Without fees: whether the account can pay is asked apart.
  const request = { account, data, prepare: false, ...to, ...state } as const;
  const estimated = await ask(step.name, () => estimateGas(client, request), abi);
  if (estimated <= TRANSACTION_GAS_LIMIT) return estimated;
  const [want, got] = [`at most ${TRANSACTION_GAS_LIMIT} gas`, `${estimated}`];
  throw new RelayerError({ code: 'CHAIN_OUT_OF_GAS', message: `${step.name} does not fit a transaction`, want, got });
}

/** A tenth more than is estimated. */
function withRoom(estimated: bigint): bigint {
  const roomy = (estimated * 11n) / 10n;
  return roomy < TRANSACTION_GAS_LIMIT ? roomy : TRANSACTION_GAS_LIMIT;
}

/** A node takes a second transaction of one nonce only for an eighth more. */
async function chooseFees(client: DeployClient, step: Step, before: Attempt | undefined) {
  const asked = await ask(step.name, () => estimateFeesPerGas(client));
  if (before === undefined) return asked;
  const raise = (old: bigint, now: bigint): bigint => {
    const least = (old * 9n) / 8n + 1n;
    return now > least ? now : least;
  };
  return {
    maxFeePerGas: raise(before.maxFeePerGas, asked.maxFeePerGas),
    maxPriorityFeePerGas: raise(before.maxPriorityFeePerGas, asked.maxPriorityFeePerGas),
  };
}
