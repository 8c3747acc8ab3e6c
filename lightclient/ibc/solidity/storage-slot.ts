/** Where the Solidity router keeps commitments, for `eth_getProof`. Source: ERC-7201 and Solidity's storage layout. @module */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes, encodeUtf8, toHex } from '../../codec/index.ts';
import { encodeWord } from './abi.ts';

/** The namespace of the router's store; its first member is `mapping(bytes32 => bytes32) commitments`. */
const IBC_STORE = 'ibc.storage.IBCStore';

/** `keccak256(abi.encode(uint256(keccak256(namespace)) - 1)) & ~0xff`. */
export function erc7201Slot(namespace: string): Uint8Array {
  const hash = BigInt(`0x${toHex(keccak_256(encodeUtf8(namespace)))}`);
  const slot = keccak_256(encodeWord(hash - 1n));
  slot[31] = 0;
  return slot;
}

/** The slot of the commitment under a packet path: `K(K(path) || base)`. The trie's key is the hash of the slot. */
export function commitmentStorageSlot(path: Uint8Array): Uint8Array {
  return keccak_256(concatBytes(keccak_256(path), erc7201Slot(IBC_STORE)));
}
