/** A contract whose storage anyone may write, so that any slot of it can be proven. @module */
import { type Address, concat, type Hex, keccak256, pad, toHex } from 'viem';
import { textAt } from '../client/read-json.ts';
import type { EthereumAccount } from '../ethereum/derive-account.ts';
import type { ExecutionClient, MinedTransaction } from './execution-client.ts';

/**
 * Assembled by hand. 64 bytes of input are a slot and a value: it stores the value and logs it, with the slot as the only
 * topic. Any other input is a slot: it returns the value there.
 *
 *     CALLDATASIZE PUSH1 64 EQ PUSH1 write JUMPI
 *     PUSH0 CALLDATALOAD SLOAD PUSH0 MSTORE PUSH1 32 PUSH0 RETURN
 *     write: JUMPDEST PUSH1 32 CALLDATALOAD DUP1 PUSH0 CALLDATALOAD SSTORE
 *     PUSH0 MSTORE PUSH0 CALLDATALOAD PUSH1 32 PUSH0 LOG1 STOP
 */
const RUNTIME_CODE = concat(['0x36604014601057', '0x5f35545f5260205ff3', '0x5b602035805f3555', '0x5f525f3560205fa100']);

/** PUSH1 length DUP1 PUSH1 9 PUSH0 CODECOPY PUSH0 RETURN, and the code itself. */
const INIT_CODE = concat(['0x60218060095f395ff3', RUNTIME_CODE]);

/** A deployed storage contract. Slots and values are 32 bytes. */
export interface StorageContract {
  readonly address: Address;
  /** @throws {Error} when the transaction fails. */
  write(slot: Hex, value: Hex): Promise<MinedTransaction>;
  /** Writes zero, after which the slot is absent from the trie. */
  clear(slot: Hex): Promise<MinedTransaction>;
  /** The newest value. */
  read(slot: Hex): Promise<Hex>;
}

/** Deploys one; `owner` pays for it and for writes. */
export async function deployStorageContract(client: ExecutionClient, owner: EthereumAccount): Promise<StorageContract> {
  const address = await deployContract(client, owner, INIT_CODE);
  const write = async (slot: Hex, value: Hex) => {
    const mined = await client.send(owner, { to: address, data: concat([pad(slot), pad(value)]) });
    if (!mined.succeeded) throw new Error(`devnet: want ${slot} written, got a failed transaction ${mined.hash}`);
    return mined;
  };
  return {
    address,
    write,
    clear: (slot) => write(slot, '0x00'),
    read: async (slot) =>
      toHex(BigInt(String(await client.call('eth_getStorageAt', [address, pad(slot), 'latest']))), { size: 32 }),
  };
}

/** @throws {Error} when the code cannot be deployed. */
export async function deployContract(client: ExecutionClient, owner: EthereumAccount, initCode: Hex): Promise<Address> {
  const { contractAddress, succeeded, hash } = await client.send(owner, { data: initCode });
  if (contractAddress === undefined || !succeeded) throw new Error(`devnet: want a contract, got none from ${hash}`);
  return contractAddress;
}

/** Where Solidity keeps `mapping[key]` of a mapping declared at `slot`, for keys of 32 bytes. */
export function mappingSlot(key: Hex, slot: bigint): Hex {
  return keccak256(concat([pad(key), toHex(slot, { size: 32 })]));
}

/** The proof of an account and of slots of it, as `eth_getProof` gives it. */
export interface StorageProof {
  /** The state root's block, as asked for. */
  readonly blockNumber: bigint;
  /** The node's answer, untouched. */
  readonly raw: unknown;
}

/** Proofs at a block; that of an absent slot proves its absence. */
export async function getProof(
  client: ExecutionClient,
  address: Address,
  slots: readonly Hex[],
  blockNumber: bigint,
): Promise<StorageProof> {
  const raw = await client.call('eth_getProof', [address, slots.map((slot) => pad(slot)), toHex(blockNumber)]);
  textAt(raw, 'storageHash');
  return { blockNumber, raw };
}
