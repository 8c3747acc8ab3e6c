/** Accounts under a state root. Source: yellow paper, section 4.1. @module */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { DecodeError, equalBytes, toHex } from '../../codec/index.ts';
import { EMPTY_TRIE_ROOT, readMptProof } from '../../proofs/mpt/read-proof.ts';
import { decodeRlpList, toRlpBytes } from '../../proofs/rlp/decode.ts';
import { encodeRlp } from '../../proofs/rlp/encode.ts';
import { fromUint, toRlpUint } from '../../proofs/rlp/integer.ts';
import { type BinaryVerdict, invalid, VALID } from '../../verdict.ts';
import type { ExecutionInvalid } from './fault.ts';

/** What the state trie holds for an address. */
export interface Account {
  readonly nonce: bigint;
  /** Wei. */
  readonly balance: bigint;
  /** Of the account's own storage trie. */
  readonly storageRoot: Uint8Array;
  /** Keccak-256 of the code. */
  readonly codeHash: Uint8Array;
}

/** What the state holds at an address. */
export type AccountReading =
  | { readonly status: 'present'; readonly account: Account }
  | { readonly status: 'absent' }
  | ExecutionInvalid;

/** Which account of which state, and the nodes that show it. */
export interface AccountProof {
  readonly stateRoot: Uint8Array;
  /** 20 bytes. */
  readonly address: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** Code hash of an account without code. */
export const EMPTY_CODE_HASH: Uint8Array = keccak_256(new Uint8Array(0));

/** What an address holds that no trie names: nothing. */
export const EMPTY_ACCOUNT: Account = Object.freeze({
  nonce: 0n,
  balance: 0n,
  storageRoot: EMPTY_TRIE_ROOT,
  codeHash: EMPTY_CODE_HASH,
});

/** What the state with this root holds at an address. @throws {RangeError} for a root or address of another length. */
export function readAccount({ stateRoot, address, proof }: AccountProof): AccountReading {
  if (address.length !== 20) throw new RangeError(`address: want 20 bytes, got ${address.length}`);
  const reading = readMptProof({ root: stateRoot, key: keccak_256(address), proof });
  if (reading.status !== 'present') return reading;
  try {
    return { status: 'present', account: decodeAccount(reading.value) };
  } catch (error) {
    if (error instanceof DecodeError) return invalid('malformed-account', `${error.field}: ${error.want}`, error.got);
    throw error;
  }
}

/** An account from the RLP of its leaf. @throws {DecodeError} */
export function decodeAccount(bytes: Uint8Array, field = 'account'): Account {
  const [nonce, balance, storageRoot, codeHash] = decodeRlpList(bytes, field, 4);
  return {
    nonce: toRlpUint(nonce, `${field}.nonce`, 64),
    balance: toRlpUint(balance, `${field}.balance`, 256),
    storageRoot: toRlpBytes(storageRoot, `${field}.storageRoot`, 32),
    codeHash: toRlpBytes(codeHash, `${field}.codeHash`, 32),
  };
}

/** The RLP of an account's leaf. */
export function encodeAccount({ nonce, balance, storageRoot, codeHash }: Account): Uint8Array {
  return encodeRlp([fromUint(nonce), fromUint(balance), storageRoot, codeHash]);
}

/** Whether the code is that of an account. */
export function verifyCode(code: Uint8Array, codeHash: Uint8Array): BinaryVerdict<'code-mismatch'> {
  const got = keccak_256(code);
  return equalBytes(got, codeHash) ? VALID : invalid('code-mismatch', `0x${toHex(codeHash)}`, `0x${toHex(got)}`);
}
