/** An Ethereum state that is held whole, and its answers to `eth_getProof` as geth writes them. @module */
import { toHex } from '@causeway/lightclient/codec';
import { type Account, EMPTY_CODE_HASH, encodeAccount } from '@causeway/lightclient/ethereum/execution';
import { buildTrie, EMPTY_TRIE_ROOT, encodeRlp, fromUint, type MptTrie } from '@causeway/lightclient/proofs';
import { keccak_256 } from '@noble/hashes/sha3.js';

/** What to put at an address; what is left out is empty. */
export interface AccountSketch {
  readonly nonce?: bigint;
  readonly balance?: bigint;
  readonly code?: Uint8Array;
  /** Slots as contracts count them; zero stands for nothing. */
  readonly storage?: ReadonlyMap<bigint, bigint>;
}

/** `eth_getProof` in JSON. */
export interface EthProofJson {
  readonly address: string;
  readonly accountProof: readonly string[];
  readonly balance: string;
  readonly codeHash: string;
  readonly nonce: string;
  readonly storageHash: string;
  readonly storageProof: readonly { readonly key: string; readonly value: string; readonly proof: readonly string[] }[];
}

export interface BuiltState {
  readonly stateRoot: Uint8Array;
  getProof(address: Uint8Array, slots?: readonly bigint[]): EthProofJson;
}

export function word(value: bigint): Uint8Array {
  const out = new Uint8Array(32);
  const bytes = fromUint(value);
  out.set(bytes, 32 - bytes.length);
  return out;
}

/** 20 bytes that end in this number. */
export function addressOf(value: number): Uint8Array {
  return word(BigInt(value)).subarray(12);
}

/** A storage trie from its slots. */
function buildStorage(slots: ReadonlyMap<bigint, bigint>): MptTrie {
  return buildTrie(
    [...slots]
      .filter(([, value]) => value !== 0n)
      .map(([slot, value]) => [keccak_256(word(slot)), encodeRlp(fromUint(value))] as const),
  );
}

/** @param accounts By address in hex without `0x`. */
export function buildState(accounts: ReadonlyMap<string, AccountSketch>): BuiltState {
  const parts = new Map([...accounts].map(([address, sketch]) => [address, buildAccount(sketch)]));
  const trie = buildTrie(
    [...parts].map(
      ([address, { account }]) => [keccak_256(Buffer.from(address, 'hex')), encodeAccount(account)] as const,
    ),
  );
  return {
    stateRoot: trie.root,
    getProof(address, slots = []) {
      const part = parts.get(toHex(address)) ?? buildAccount({});
      const { nonce, balance, codeHash, storageRoot } = part.account;
      return {
        address: `0x${toHex(address)}`,
        accountProof: trie.prove(keccak_256(address)).map(hex),
        balance: `0x${balance.toString(16)}`,
        codeHash: hex(codeHash),
        nonce: `0x${nonce.toString(16)}`,
        storageHash: hex(storageRoot),
        storageProof: slots.map((slot) => ({
          key: `0x${slot.toString(16)}`,
          value: `0x${(part.slots.get(slot) ?? 0n).toString(16)}`,
          proof: part.trie.prove(keccak_256(word(slot))).map(hex),
        })),
      };
    },
  };
}

function buildAccount({ nonce = 0n, balance = 0n, code, storage: slots = new Map() }: AccountSketch): {
  readonly account: Account;
  readonly trie: MptTrie;
  readonly slots: ReadonlyMap<bigint, bigint>;
} {
  const trie = buildStorage(slots);
  const storageRoot = slots.size === 0 ? EMPTY_TRIE_ROOT : trie.root;
  const codeHash = code === undefined ? EMPTY_CODE_HASH : keccak_256(code);
  return { account: { nonce, balance, storageRoot, codeHash }, trie, slots };
}

function hex(bytes: Uint8Array): string {
  return `0x${toHex(bytes)}`;
}
