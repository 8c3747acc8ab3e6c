/** What a deployment is to be: who may do what, and which chains it follows. @module */
import { type Address, type Hex, zeroAddress } from 'viem';

/** Who gets which role. The zero address leaves a role to nobody, until the administrator gives it out. */
export interface RoleHolders {
  /** Changes code, clients and roles, a week after announcing it. */
  readonly admin: Address;
  /** Stops the transfer application. */
  readonly pauser: Address;
  /** Lets it go on. */
  readonly unpauser: Address;
  /** Bounds what leaves an escrow in a day. */
  readonly rateLimiter: Address;
  /** Chooses ids of clients and ports, a week after announcing it. */
  readonly idCustomizer: Address;
  /** Makes tokens of others vouchers, a week after announcing it. */
  readonly erc20Customizer: Address;
}

/** What is deployed once a chain. */
export interface CoreSettings {
  readonly holders: RoleHolders;
  /** Permit2, or the zero address where there is none. */
  readonly permit2: Address;
}

/** Where a light client of a CometBFT chain begins, and by which rules it goes on. */
export interface CometBftTrust {
  readonly chainId: string;
  readonly revisionNumber: bigint;
  /** Height of the state that is believed without a proof. */
  readonly height: bigint;
  /** Nanoseconds since 1970. */
  readonly timestamp: bigint;
  readonly root: Hex;
  readonly nextValidatorsHash: Hex;
  readonly trustLevel: { readonly numerator: number; readonly denominator: number };
  /** Seconds. */
  readonly trustingPeriod: number;
  /** Seconds. */
  readonly unbondingPeriod: number;
  /** Seconds that a header may be ahead of the block, 15 to 60. */
  readonly maxClockDrift: number;
}

/** The client at the other end, and where its chain keeps what it commits to. */
export interface Counterparty {
  readonly clientId: string;
  /** Of each path; `["ibc", ""]` of chains with the Cosmos SDK. */
  readonly merklePrefix: readonly Hex[];
}

/** A light client that is registered with the router. */
export interface ClientSettings {
  /** Names it in the deployment; unique there. */
  readonly name: string;
  readonly trust: CometBftTrust;
  readonly counterparty: Counterparty;
  /** Chosen id, only before the roles are given out; `client-N` when undefined. */
  readonly clientId?: string | undefined;
}

/** Prefix of the paths of chains with the Cosmos SDK: the store `ibc`, and nothing before the key. */
export const COSMOS_MERKLE_PREFIX: readonly Hex[] = ['0x696263', '0x'];

/** One administrator, who may give out the other roles. */
export function onlyAdmin(admin: Address): RoleHolders {
  return {
    admin,
    pauser: zeroAddress,
    unpauser: zeroAddress,
    rateLimiter: zeroAddress,
    idCustomizer: zeroAddress,
    erc20Customizer: zeroAddress,
  };
}
