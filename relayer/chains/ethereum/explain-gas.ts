/**
 * What a transaction with updates would cost, without a chain: calldata by EIP-2028 and EIP-7623, execution by a model. The
 * model's numbers are fitted to 20 updates of 1 to 180 validators on anvil, from which it differed by less than 2 %; a test
 * compares it with what a node says.
 * @module
 */
import type { KeyType } from '@causeway/lightclient/tendermint';
import type { ContractEvidenceParts } from './decode-update.ts';

/** Gas of one transaction. */
export interface GasEstimate {
  /** 21,000 for being a transaction. */
  readonly base: bigint;
  /** 4 for each zero byte and 16 for each other one. */
  readonly calldata: bigint;
  /** The least that is paid: 10 and 40 a byte, and the base. */
  readonly floor: bigint;
  /** By the model: of updates and misbehaviour alone, not of packets beside them. */
  readonly execution: bigint;
  readonly total: bigint;
}

const BASE = 21_000n;
const GAS_PER_TOKEN = 4n;
const FLOOR_PER_TOKEN = 10n;
const TOKENS_PER_BYTE = 4n;

/** The most gas that a transaction may have since Osaka (EIP-7825). */
export const TRANSACTION_GAS_CAP = 16_777_216n;

const MODEL = {
  /** Reading the client, hashing the header, writing the state next to its neighbours. */
  message: 84_900n,
  /** What the router adds to a message for one of its clients. */
  router: 37_000n,
  /** A validator read and hashed. */
  row: 1_750n,
  /** One of the trusted set hashed as well. */
  trustedRow: 1_610n,
  /** Each batch of ed25519 votes, each pair of them (they are hashed two by two), each vote. */
  ed25519: { batch: 81_300n, pair: 52_500n, vote: 36_400n },
  /** A vote of either kind of secp256k1. */
  secp256k1: 7_280n,
} as const;

/**
 * @param evidence All headers with commits that the calldata holds
 * @param routed How many messages go by the router
 */
export function estimateUpdateGas(
  calldata: Uint8Array,
  evidence: readonly ContractEvidenceParts[],
  routed = 0,
): GasEstimate {
  const tokens = countTokens(calldata);
  const calldataGas = tokens * GAS_PER_TOKEN;
  const floor = BASE + tokens * FLOOR_PER_TOKEN;
  const execution = evidence.reduce((sum, parts) => sum + executionOf(parts), BigInt(routed) * MODEL.router);
  const total = BASE + calldataGas + execution;
  return { base: BASE, calldata: calldataGas, floor, execution, total: total < floor ? floor : total };
}

function countTokens(bytes: Uint8Array): bigint {
  const zeros = BigInt(bytes.reduce((count, byte) => (byte === 0 ? count + 1 : count), 0));
  return zeros + (BigInt(bytes.length) - zeros) * TOKENS_PER_BYTE;
}

function executionOf({ rows, trustedOrder, groups }: ContractEvidenceParts): bigint {
  const sets = BigInt(rows.length) * MODEL.row + BigInt(trustedOrder.length) * MODEL.trustedRow;
  return groups.reduce((sum, { keyType, votes }) => sum + votesGas(keyType, BigInt(votes)), MODEL.message + sets);
}

function votesGas(keyType: KeyType, votes: bigint): bigint {
  if (keyType !== 'ed25519') return votes * MODEL.secp256k1;
  const { batch, pair, vote } = MODEL.ed25519;
  return batch + ((votes + 1n) / 2n) * pair + votes * vote;
}
