/** The steps of `FastAggregateVerify` for a committee, over any implementation of the curve. @module */
import { equalBytes, toHex } from '../codec/index.ts';
import { type BinaryVerdict, type Fault, type Invalid, invalid, VALID, type Valid } from '../verdict.ts';
import type { BlsFaultCode, BlsVerifier } from './bls.ts';
import { createCommitteeCache } from './committee-cache.ts';

/** What a library for BLS12-381 has to do. Decoding gives `undefined` for what is malformed, and never throws. */
export interface BlsBackend<Key, Signature> {
  /** A compressed point of the first group's subgroup other than infinity. Gets 48 bytes. */
  decodeKey(bytes: Uint8Array): Key | undefined;
  /** Compressed. */
  encodeKey(key: Key): Uint8Array;
  negateKey(key: Key): Key;
  /** Of at least one key; `undefined` at infinity. */
  sumKeys(keys: readonly Key[]): Key | undefined;
  /** A compressed point of the second group's subgroup other than infinity. Gets 96 bytes. */
  decodeSignature(bytes: Uint8Array): Signature | undefined;
  /** The pairing check alone. */
  verify(key: Key, message: Uint8Array, signature: Signature): boolean;
}

const PUBKEY_SIZE = 48;
const SIGNATURE_SIZE = 96;

interface Committee<Key> extends Valid {
  readonly keys: readonly Key[];
  /** Of all keys; `undefined` at infinity. */
  readonly sum: Key | undefined;
  /** Keys of members who were missing at some time, by index. */
  readonly negated: Map<number, Key>;
}

type Refusal = Invalid<Fault<BlsFaultCode>>;

/** A verifier that remembers committees. Cheap checks come first: a peer chooses what fails. */
export function createCommitteeVerifier<Key, Signature>(backend: BlsBackend<Key, Signature>): BlsVerifier {
  const committeeOf = createCommitteeCache<Committee<Key>, Refusal>((pubkeys) => decodeCommittee(backend, pubkeys));
  return {
    checkCommittee(pubkeys, aggregatePubkey) {
      const committee = committeeOf(pubkeys);
      return committee.status === 'invalid' ? committee : checkAggregate(backend, committee, aggregatePubkey);
    },
    verifySyncAggregate(pubkeys, bits, message, signature) {
      const participation = checkBits(bits, pubkeys.length);
      if (participation.status === 'invalid') return participation;
      const point = signature.length === SIGNATURE_SIZE ? backend.decodeSignature(signature) : undefined;
      if (point === undefined) return badSignature(signature);
      const committee = committeeOf(pubkeys);
      if (committee.status === 'invalid') return committee;
      const key = sumParticipants(backend, committee, bits);
      if (key === undefined) return atInfinity(countBits(bits));
      if (backend.verify(key, message, point)) return VALID;
      return invalid(
        'wrong-signature',
        `a signature of ${countBits(bits)} members over 0x${toHex(message)}`,
        'another one',
      );
    },
  };
}

function decodeCommittee<Key>(
  backend: BlsBackend<Key, unknown>,
  pubkeys: readonly Uint8Array[],
): Committee<Key> | Refusal {
  const keys: Key[] = [];
  for (const bytes of pubkeys) {
    const key = bytes.length === PUBKEY_SIZE ? backend.decodeKey(bytes) : undefined;
    if (key === undefined) return badKey(keys.length, bytes);
    keys.push(key);
  }
  const sum = keys.length === 0 ? undefined : backend.sumKeys(keys);
  return { ...VALID, keys, sum, negated: new Map() };
}

function checkAggregate<Key>(
  backend: BlsBackend<Key, unknown>,
  { keys, sum }: Committee<Key>,
  aggregatePubkey: Uint8Array,
): BinaryVerdict<BlsFaultCode> {
  if (sum === undefined) return atInfinity(keys.length);
  const want = backend.encodeKey(sum);
  if (equalBytes(want, aggregatePubkey)) return VALID;
  return invalid('wrong-aggregate-key', `0x${toHex(want)}`, `0x${toHex(aggregatePubkey)}`);
}

/** When most have signed, as is usual, it takes fewer steps to subtract those who did not. */
function sumParticipants<Key>(
  backend: BlsBackend<Key, unknown>,
  { keys, sum, negated }: Committee<Key>,
  bits: Uint8Array,
): Key | undefined {
  const isParticipant = (index: number): boolean => (((bits[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
  if (sum === undefined || 2 * countBits(bits) <= keys.length)
    return backend.sumKeys(keys.filter((_, index) => isParticipant(index)));
  const missing = keys.flatMap((key, index) => {
    if (isParticipant(index)) return [];
    const opposite = negated.get(index) ?? backend.negateKey(key);
    negated.set(index, opposite);
    return [opposite];
  });
  return missing.length === 0 ? sum : backend.sumKeys([sum, ...missing]);
}

function checkBits(bits: Uint8Array, members: number): BinaryVerdict<BlsFaultCode> {
  const bytes = Math.ceil(members / 8);
  if (bits.length !== bytes) return invalid('bad-participation-bits', `${bytes} bytes`, `${bits.length} bytes`);
  const used = members % 8;
  const beyond = used === 0 ? 0 : (bits[bytes - 1] ?? 0) >> used;
  if (beyond !== 0) return invalid('bad-participation-bits', `bits of ${members} members`, 'a bit beyond them');
  return countBits(bits) > 0 ? VALID : invalid('no-participants', 'at least one signer', 'none');
}

function countBits(bits: Uint8Array): number {
  let count = 0;
  for (const byte of bits) for (let rest = byte; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function badKey(index: number, bytes: Uint8Array): Refusal {
  return invalid('bad-public-key', `a compressed key as member ${index}`, `0x${toHex(bytes)}`);
}

function badSignature(bytes: Uint8Array): Refusal {
  return invalid('bad-signature-encoding', 'a compressed signature', `0x${toHex(bytes)}`);
}

function atInfinity(members: number): Refusal {
  return invalid('aggregate-at-infinity', `a sum of ${members} keys other than infinity`, 'infinity');
}
