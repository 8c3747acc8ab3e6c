/**
 * Hashes of the last 8191 execution blocks, which a contract of the system keeps in its storage from Prague on: one storage proof
 * leads from a proven state to any of them. Source: EIP-2935.
 * @module
 */
import { equalBytes, fromHex, toHex } from '../../codec/index.ts';
import { type BinaryVerdict, invalid, VALID } from '../../verdict.ts';
import type { ExecutionFaultCode, ExecutionInvalid } from './fault.ts';
import type { EthProof } from './parse-eth-proof.ts';
import { verifyEthProof } from './verify-eth-proof.ts';

/** That this is the hash of an earlier block. */
export interface BlockHashClaim {
  /** A proven block: its number, and the root of the state after it. */
  readonly anchor: { readonly number: bigint; readonly stateRoot: Uint8Array };
  readonly number: bigint;
  readonly blockHash: Uint8Array;
}

/** Address of the contract that keeps the hashes. */
export const HISTORY_CONTRACT: Uint8Array = fromHex('0000f90827f1c53a10cb7a02335b175320002935');

/** How many blocks it keeps. */
export const HISTORY_WINDOW = 8191n;

/** The slot of the contract's storage where the hash of a block is, until the block 8191 later takes its place. 32 bytes. */
export function blockHashSlot(number: bigint): Uint8Array {
  return fromHex((number % HISTORY_WINDOW).toString(16).padStart(64, '0'));
}

/** What the history says about a block; nothing where the chain kept no history yet. */
export type BlockHashReading =
  | { readonly status: 'present'; readonly blockHash: Uint8Array }
  | { readonly status: 'absent' }
  | ExecutionInvalid;

/** The hash of an earlier block, by an answer of `eth_getProof` about the history contract. */
export function readBlockHash(
  { anchor, number }: Omit<BlockHashClaim, 'blockHash'>,
  answer: EthProof,
): BlockHashReading {
  if (number < 0n || number >= anchor.number || number + HISTORY_WINDOW < anchor.number) {
    return invalid('outside-window', `one of the ${HISTORY_WINDOW} blocks before ${anchor.number}`, `${number}`);
  }
  const reading = verifyEthProof(anchor.stateRoot, answer, { address: HISTORY_CONTRACT });
  if (reading.status === 'invalid') return reading;
  const slot = blockHashSlot(number);
  const found = reading.storage.find((entry) => equalBytes(entry.slot, slot));
  if (found === undefined)
    return invalid('slot-not-proven', `slot 0x${toHex(slot)}`, `${reading.storage.length} others`);
  return found.value === undefined ? { status: 'absent' } : { status: 'present', blockHash: found.value };
}

/** Whether an answer of `eth_getProof` about the history contract shows the hash of an earlier block. */
export function verifyBlockHash(claim: BlockHashClaim, answer: EthProof): BinaryVerdict<ExecutionFaultCode> {
  const reading = readBlockHash(claim, answer);
  if (reading.status === 'invalid') return reading;
  const got = reading.status === 'absent' ? undefined : reading.blockHash;
  if (got !== undefined && equalBytes(got, claim.blockHash)) return VALID;
  const want = `0x${toHex(claim.blockHash)}`;
  return invalid('block-hash-not-in-history', want, got === undefined ? 'nothing' : `0x${toHex(got)}`);
}
