/** Storage slots of an account. Source: yellow paper, section 4.1. @module */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { DecodeError } from '../../codec/index.ts';
import { readMptProof } from '../../proofs/mpt/read-proof.ts';
import { decodeRlp, describeRlp } from '../../proofs/rlp/decode.ts';
import { isRlpList, type RlpItem } from '../../proofs/rlp/item.ts';
import { invalid } from '../../verdict.ts';
import type { ExecutionInvalid } from './fault.ts';

/** What a slot holds: a word other than zero, or nothing, which a contract reads as zero. */
export type StorageReading =
  | {
      readonly status: 'present';
      /** 32 bytes, big-endian, never all zero. */
      readonly value: Uint8Array;
    }
  | { readonly status: 'absent' }
  | ExecutionInvalid;

/** Which slot of which storage, and the nodes that show it. */
export interface SlotProof {
  /** Of a proven account. */
  readonly storageRoot: Uint8Array;
  /** 32 bytes: the slot as contracts count it, not yet hashed. */
  readonly slot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

const WORD = 32;

/** What the storage with this root holds in a slot. @throws {RangeError} for a root or slot of another length. */
export function readStorage({ storageRoot, slot, proof }: SlotProof): StorageReading {
  if (slot.length !== WORD) throw new RangeError(`slot: want 32 bytes, got ${slot.length}`);
  const reading = readMptProof({ root: storageRoot, key: keccak_256(slot), proof });
  return reading.status === 'present' ? toWord(reading.value) : reading;
}

/** A slot's leaf is the RLP of its word without leading zeros. */
function toWord(leaf: Uint8Array): StorageReading {
  const want = 'the RLP of an integer of 1 to 32 bytes without leading zeros';
  let item: RlpItem;
  try {
    item = decodeRlp(leaf, 'value');
  } catch (error) {
    if (error instanceof DecodeError) return invalid('malformed-storage-value', error.want, error.got);
    throw error;
  }
  if (isRlpList(item) || item.length === 0 || item.length > WORD) {
    return invalid('malformed-storage-value', want, describeRlp(item));
  }
  if (item[0] === 0) return invalid('malformed-storage-value', want, 'a leading zero');
  const value = new Uint8Array(WORD);
  value.set(item, WORD - item.length);
  return { status: 'present', value };
}
