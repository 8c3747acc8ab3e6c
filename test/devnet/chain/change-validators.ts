/** Changes a running chain's validator set by real staking transactions. @module */
import { setTimeout as sleep } from 'node:timers/promises';
import { toHex } from '@cosmjs/encoding';
import { PubKey } from 'cosmjs-types/cosmos/crypto/ed25519/keys';
import { MsgUnjail } from 'cosmjs-types/cosmos/slashing/v1beta1/tx';
import { MsgCreateValidator, MsgDelegate, MsgUndelegate } from 'cosmjs-types/cosmos/staking/v1beta1/tx';
import type { IncludedTx } from '../client/chain-client.ts';
import { packMessage } from '../client/pack-message.ts';
import { readValidators } from '../client/read-validators.ts';
import { TOKENS_PER_POWER, toOperatorAddress } from './build-genesis.ts';
import { STAKE_DENOM, TOKEN_DENOM } from './chain-options.ts';
import { type Account, deriveAccount } from './derive-keys.ts';
import type { ChainNode } from './run-node.ts';
import type { Chain } from './start-chain.ts';

const POLL_MS = 100;
/** 1 as the SDK writes decimals on the wire: without the point. */
const ONE = '1000000000000000000';

/** Adds voting power to the validator on node `index`; it counts two blocks after the one returned. */
export function stake(chain: Chain, index: number, power: number): Promise<IncludedTx> {
  const operator = operatorOf(chain, index);
  return chain.client.signAndBroadcast(operator, [packMessage(MsgDelegate, toDelegation(operator, power))]);
}

/** Takes voting power away; all of it removes the validator from the set. */
export function unstake(chain: Chain, index: number, power: number): Promise<IncludedTx> {
  const operator = operatorOf(chain, index);
  return chain.client.signAndBroadcast(operator, [packMessage(MsgUndelegate, toDelegation(operator, power))]);
}

/** Lets a validator back in that missed too many blocks, once its jail time is over. */
export function unjail(chain: Chain, index: number): Promise<IncludedTx> {
  const operator = operatorOf(chain, index);
  const validatorAddr = toOperatorAddress(operator.address);
  return chain.client.signAndBroadcast(operator, [packMessage(MsgUnjail, { validatorAddr })]);
}

/** Starts one more node, lets it catch up, and makes it a validator of the given power. */
export async function addValidator(chain: Chain, name: string, power: number): Promise<ChainNode> {
  const operator = await deriveAccount(name, `${chain.chainId}/account/${name}`);
  const node = await chain.addNode(name, { operator });
  await chain.fund(operator.address, [
    { denom: STAKE_DENOM, amount: BigInt(power) * TOKENS_PER_POWER * 100n },
    { denom: TOKEN_DENOM, amount: TOKENS_PER_POWER },
  ]);
  await node.waitUntilUp(await chain.client.height(), 60_000);
  const { value, validatorAddress, delegatorAddress } = toValidatorStake(operator, power);
  const message = MsgCreateValidator.fromPartial({
    description: { moniker: name },
    commission: { rate: '0', maxRate: ONE, maxChangeRate: ONE },
    minSelfDelegation: '1',
    delegatorAddress,
    validatorAddress,
    pubkey: packMessage(PubKey, { key: node.consensusKey.publicKey }),
    value,
  });
  await chain.client.signAndBroadcast(operator, [packMessage(MsgCreateValidator, message)]);
  return node;
}

/** Resolves with the height from which the validator on node `index` has `power` (0n: is not in the set). */
export async function waitForPower(chain: Chain, index: number, power: bigint, timeoutMs = 30_000): Promise<bigint> {
  const address = toHex(nodeOf(chain, index).consensusKey.address).toUpperCase();
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const height = await chain.client.height();
    const found = (await readValidators(chain.client.rpc, height)).find((validator) => validator.address === address);
    const got = found?.power ?? 0n;
    if (got === power) return height;
    if (Date.now() > deadline) throw new Error(`devnet: want power ${power} for node ${index}, got ${got}`);
    await sleep(POLL_MS);
  }
}

function nodeOf(chain: Chain, index: number): ChainNode {
  const node = chain.nodes[index];
  if (node === undefined) throw new Error(`devnet: want a node below ${chain.nodes.length}, got ${index}`);
  return node;
}

function operatorOf(chain: Chain, index: number): Account {
  const { operator } = nodeOf(chain, index);
  if (operator === undefined) throw new Error(`devnet: want a validator on node ${index}, got a node without operator`);
  return operator;
}

function toDelegation(operator: Account, power: number) {
  const { value: amount, validatorAddress, delegatorAddress } = toValidatorStake(operator, power);
  return { delegatorAddress, validatorAddress, amount };
}

function toValidatorStake(operator: Account, power: number) {
  return {
    delegatorAddress: operator.address,
    validatorAddress: toOperatorAddress(operator.address),
    value: { denom: STAKE_DENOM, amount: String(BigInt(power) * TOKENS_PER_POWER) },
  };
}
