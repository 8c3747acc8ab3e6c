/** What the rest of a deployment would do and cost: a node runs it in its head, nothing is sent. @module */
import { type Address, getContractAddress, type Hex, type StateOverride } from 'viem';
import { call, estimateFeesPerGas, getTransactionCount } from 'viem/actions';
import type { Manifest } from './manifest.ts';
import { nextStep, type Step } from './plan.ts';
import { assumeStep } from './record-step.ts';
import { ask } from './rpc-fault.ts';
import { type DeployClient, estimateStep } from './sign-step.ts';

/** A transaction that would be sent. */
export interface PlannedStep {
  readonly name: string;
  /** Where the contract will be, or which one is called. */
  readonly address: Address;
  readonly gas: bigint;
}

export interface PlanEstimate {
  readonly steps: readonly PlannedStep[];
  readonly gas: bigint;
  /** Wei for a unit of gas, at most. */
  readonly maxFeePerGas: bigint;
  /** Wei. */
  readonly cost: bigint;
}

/** `finish` without a light client, one in it, and a registration by itself: for a router that is not there yet. */
const FINISH_GAS = 400_000n;
const CLIENT_GAS = 120_000n;
const REGISTRATION_GAS = 155_000n;

/** @throws {RelayerError} CALL_REFUSED, CHAIN_OUT_OF_GAS for a step that would fail; RPC_* */
export async function estimatePlan(client: DeployClient, start: Manifest): Promise<PlanEstimate> {
  const { address: from } = client.account;
  const { maxFeePerGas } = await ask('fees', () => estimateFeesPerGas(client));
  let nonce = start.pending?.nonce;
  nonce ??= await ask('nonce', () => getTransactionCount(client, { address: from, blockTag: 'pending' }));
  const isCallable = start.contracts.transfer !== undefined;
  const assumed: StateOverride[number][] = [];
  const steps: PlannedStep[] = [];
  let manifest = start;
  for (let step = nextStep(manifest); step !== undefined; step = nextStep(manifest), nonce += 1) {
    const { name } = step;
    // Else the node would create the contract where the first of those that are assumed lies.
    const state = [...assumed, { address: from, nonce }];
    if ('to' in step) {
      const gas = isCallable ? await estimateStep(client, step, state) : expectedGas(manifest, step.kind);
      steps.push({ name, address: step.to, gas });
      manifest = await assumeStep(manifest, step, step.to);
    } else {
      const address = getContractAddress({ from, nonce: BigInt(nonce) });
      steps.push({ name, address, gas: await estimateStep(client, step, state) });
      assumed.push({ address, code: await constructStep(client, step, state) });
      manifest = await assumeStep(manifest, step, address);
    }
  }
  const gas = steps.reduce((sum, step) => sum + step.gas, 0n);
  return { steps, gas, maxFeePerGas, cost: gas * maxFeePerGas };
}

function expectedGas({ clients }: Manifest, kind: Step['kind']): bigint {
  if (kind === 'registration') return REGISTRATION_GAS;
  const chosen = clients.filter(({ settings }) => settings.clientId !== undefined).length;
  return FINISH_GAS + CLIENT_GAS * BigInt(chosen);
}

/** The code that the constructor gives back. */
async function constructStep(client: DeployClient, step: Step, state: StateOverride): Promise<Hex> {
  const { data, abi, name } = step;
  const run = () => call(client, { account: client.account, data, stateOverride: state });
  return (await ask(name, run, abi)).data ?? '0x';
}
