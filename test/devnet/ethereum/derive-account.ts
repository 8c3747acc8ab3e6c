/** Accounts of the execution chain: derived from names, so that a chain started twice has the same. @module */
import { createHash } from 'node:crypto';
import type { Address, Hex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

/** Someone who can sign transactions. */
export interface EthereumAccount {
  readonly name: string;
  /** With checksum. */
  readonly address: Address;
  /** secp256k1, 32 bytes: `privateKeyToAccount` of viem takes it. */
  readonly privateKey: Hex;
}

/** The account called `name`. */
export function deriveEthereumAccount(name: string): EthereumAccount {
  const privateKey: Hex = `0x${createHash('sha256').update(`causeway devnet account ${name}`).digest('hex')}`;
  return { name, address: privateKeyToAccount(privateKey).address, privateKey };
}
