/** Verifies an answer of `eth_getProof` against a state root. Source: EIP-1186. @module */
import { equalBytes, toHex } from '../../codec/index.ts';
import { EMPTY_TRIE_ROOT } from '../../proofs/mpt/read-proof.ts';
import { invalid } from '../../verdict.ts';
import { type Account, EMPTY_ACCOUNT, readAccount } from './account.ts';
import type { ExecutionFaultCode, ExecutionInvalid } from './fault.ts';
import type { EthProof, EthSlotProof } from './parse-eth-proof.ts';
import { readStorage } from './storage.ts';

/** A slot with what it holds; `undefined` is nothing, which a contract reads as zero. */
export interface ProvenSlot {
  /** 32 bytes, not hashed. */
  readonly slot: Uint8Array;
  readonly value: Uint8Array | undefined;
}

/** What the caller knows or demands of the answer; a field that is left out may be anything. */
export interface EthProofExpectations {
  readonly address?: Uint8Array | undefined;
  readonly nonce?: bigint | undefined;
  readonly balance?: bigint | undefined;
  readonly codeHash?: Uint8Array | undefined;
  /** Each must be in the answer, unless the account has no storage at all; zero and `undefined` both stand for nothing. */
  readonly storage?: readonly ProvenSlot[] | undefined;
}

/** What an answer proves. */
export type EthProofReading =
  | {
      readonly status: 'valid';
      /** `undefined`: proven absent. */
      readonly account: Account | undefined;
      /** In the order of the answer. */
      readonly storage: readonly ProvenSlot[];
    }
  | ExecutionInvalid;

const ZERO_HASH = new Uint8Array(32);

/**
 * What the answer proves under the state root. The storage root is that of the proven account; every field that the answer
 * claims must be what its proofs show. @throws {RangeError} for a root of another length.
 */
export function verifyEthProof(
  stateRoot: Uint8Array,
  answer: EthProof,
  expectations: EthProofExpectations = {},
): EthProofReading {
  const { address } = expectations;
  if (address !== undefined && !equalBytes(address, answer.address)) {
    return invalid('address-mismatch', hex(address), hex(answer.address));
  }
  const reading = readAccount({ stateRoot, address: answer.address, proof: answer.accountProof });
  if (reading.status === 'invalid') return within(`account ${hex(answer.address)}`, reading);
  const account = reading.status === 'present' ? reading.account : undefined;
  const storage: ProvenSlot[] = [];
  const lie = checkClaims(account, answer);
  if (lie !== undefined) return lie;
  for (const entry of answer.storageProof) {
    const slot = readSlot(account ?? EMPTY_ACCOUNT, entry);
    if ('status' in slot) return slot;
    storage.push(slot);
  }
  const held = account ?? EMPTY_ACCOUNT;
  const surprise = checkAccount(held, expectations) ?? checkStorage(held, storage, expectations.storage);
  return surprise ?? { status: 'valid', account, storage };
}

/** Of an account that does not exist, some nodes answer with zeros instead of the empty hashes. */
function checkClaims(account: Account | undefined, answer: EthProof): ExecutionInvalid | undefined {
  const { nonce, balance, codeHash, storageRoot } = account ?? EMPTY_ACCOUNT;
  const isZeroed = (claim: Uint8Array): boolean => account === undefined && equalBytes(claim, ZERO_HASH);
  const isCode = equalBytes(answer.codeHash, codeHash) || isZeroed(answer.codeHash);
  const isStorage = equalBytes(answer.storageHash, storageRoot) || isZeroed(answer.storageHash);
  return (
    demand('claim-mismatch', answer.nonce === nonce, `nonce ${nonce}`, `${answer.nonce}`) ??
    demand('claim-mismatch', answer.balance === balance, `balance ${balance}`, `${answer.balance}`) ??
    demand('claim-mismatch', isCode, `codeHash ${hex(codeHash)}`, hex(answer.codeHash)) ??
    demand('claim-mismatch', isStorage, `storageHash ${hex(storageRoot)}`, hex(answer.storageHash))
  );
}

function readSlot({ storageRoot }: Account, { slot, value, proof }: EthSlotProof): ProvenSlot | ExecutionInvalid {
  const reading = readStorage({ storageRoot, slot, proof });
  if (reading.status === 'invalid') return within(`slot ${hex(slot)}`, reading);
  const proven = reading.status === 'present' ? reading.value : undefined;
  const isTrue = equalBytes(value, proven ?? ZERO_HASH);
  return (
    demand('claim-mismatch', isTrue, `${describeValue(proven)} in slot ${hex(slot)}`, hex(value)) ?? {
      slot,
      value: proven,
    }
  );
}

function checkAccount(account: Account, expected: EthProofExpectations): ExecutionInvalid | undefined {
  const { nonce = account.nonce, balance = account.balance, codeHash = account.codeHash } = expected;
  const isCode = equalBytes(codeHash, account.codeHash);
  return (
    demand('account-mismatch', account.nonce === nonce, `nonce ${nonce}`, `${account.nonce}`) ??
    demand('account-mismatch', account.balance === balance, `balance ${balance}`, `${account.balance}`) ??
    demand('account-mismatch', isCode, `codeHash ${hex(codeHash)}`, hex(account.codeHash))
  );
}

/** An account without storage holds nothing in any slot, with or without a proof of it. */
function checkStorage(
  { storageRoot }: Account,
  proven: readonly ProvenSlot[],
  expected: readonly ProvenSlot[] = [],
): ExecutionInvalid | undefined {
  const isEmpty = equalBytes(storageRoot, EMPTY_TRIE_ROOT);
  for (const { slot, value } of expected) {
    const found = proven.find((candidate) => equalBytes(candidate.slot, slot));
    if (found === undefined && !isEmpty) {
      return invalid('slot-not-proven', `a proof of slot ${hex(slot)}`, `${proven.length} others`);
    }
    if (!equalBytes(found?.value ?? ZERO_HASH, value ?? ZERO_HASH)) {
      return invalid('storage-mismatch', `${describeValue(value)} in slot ${hex(slot)}`, describeValue(found?.value));
    }
  }
  return undefined;
}

function demand(code: ExecutionFaultCode, holds: boolean, want: string, got: string): ExecutionInvalid | undefined {
  return holds ? undefined : invalid(code, want, got);
}

/** Says which proof of an answer a fault is in. */
function within(place: string, { reason }: ExecutionInvalid): ExecutionInvalid {
  return invalid(reason.code, `${place}: ${reason.want}`, reason.got);
}

function describeValue(value: Uint8Array | undefined): string {
  return value === undefined ? 'nothing' : hex(value);
}

function hex(bytes: Uint8Array): string {
  return `0x${toHex(bytes)}`;
}
