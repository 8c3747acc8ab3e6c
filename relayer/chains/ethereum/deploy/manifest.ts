/** What is known of a deployment: enough to go on where it stopped, and to compare a chain with. @module */
import type { Address, Hex } from 'viem';
import type { KeptContract } from './kept-code.ts';
import type { ClientSettings, CoreSettings } from './settings.ts';

/** Parts that exist once. */
export type CorePart =
  | 'ed25519Verifier'
  | 'secp256k1Verifier'
  | 'secp256k1EthVerifier'
  | 'routerLogic'
  | 'transferLogic'
  | 'escrowLogic'
  | 'voucherLogic'
  | 'accessSetup'
  | 'accessManager'
  | 'router'
  | 'transfer'
  | 'voucherBeacon'
  | 'escrowBeacon';

/** A contract on the chain. */
export interface ContractRecord {
  readonly contract: KeptContract;
  readonly address: Address;
  /** Whose constructor created it. */
  readonly transaction: Hex;
  readonly block: bigint;
  /** Hash of the code on the chain, immutables included. */
  readonly codeHash: Hex;
  readonly arguments: readonly unknown[];
}

/** A call that changed something. */
export interface CallRecord {
  readonly to: Address;
  readonly function: string;
  readonly arguments: readonly unknown[];
  readonly transaction: Hex;
  readonly block: bigint;
}

/** A light client with its registration. */
export interface ClientRecord {
  readonly settings: ClientSettings;
  readonly contract?: ContractRecord | undefined;
  readonly registration?: (CallRecord & { readonly clientId: string }) | undefined;
}

/** A transaction that may have been sent. Several when the fee was raised: at most one is ever included. */
export interface PendingTransaction {
  readonly step: string;
  readonly nonce: number;
  readonly attempts: readonly {
    readonly hash: Hex;
    readonly signed: Hex;
    readonly maxFeePerGas: bigint;
    readonly maxPriorityFeePerGas: bigint;
  }[];
}

export interface Manifest {
  readonly version: 1;
  /** Version of this program. */
  readonly causeway: string;
  readonly chainId: number;
  /** Two development chains of one id differ in it. */
  readonly genesisHash: Hex;
  readonly deployer: Address;
  readonly settings: CoreSettings;
  readonly contracts: Readonly<Partial<Record<CorePart, ContractRecord>>>;
  /** The call that gave out the roles. */
  readonly finished?: CallRecord | undefined;
  readonly clients: readonly ClientRecord[];
  readonly pending?: PendingTransaction | undefined;
}

/** Address of a part. @throws {Error} when it is not deployed yet */
export function addressOf(manifest: Pick<Manifest, 'contracts'>, part: CorePart): Address {
  const record = manifest.contracts[part];
  if (record === undefined) throw new Error(`unreachable: ${part} is needed before it is deployed`);
  return record.address;
}
