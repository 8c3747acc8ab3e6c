/** Roles of the access manager, and which functions they are for: what `Roles.sol` and `AccessSetup.sol` say. @module */
import { type Abi, type Hex, toFunctionSelector } from 'viem';
import { ics20TransferAbi, ics26RouterAbi } from '../../../../contracts/abi/index.ts';
import type { RoleHolders } from './settings.ts';

/** A role by its number on the chain. */
export interface Role {
  readonly id: bigint;
  readonly name: string;
  /** Whose settings fill it at first. */
  readonly holder?: keyof RoleHolders;
  /** Its members wait a week before each call. */
  readonly isDelayed: boolean;
}

/** The role that everybody has. */
const PUBLIC_ROLE = 2n ** 64n - 1n;

export const ADMIN_ROLE = 0n;

export const ROLES: readonly Role[] = [
  { id: ADMIN_ROLE, name: 'admin', holder: 'admin', isDelayed: true },
  { id: 1n, name: 'relayer', isDelayed: false },
  { id: 2n, name: 'pauser', holder: 'pauser', isDelayed: false },
  { id: 3n, name: 'unpauser', holder: 'unpauser', isDelayed: false },
  { id: 4n, name: 'delegate sender', isDelayed: false },
  { id: 5n, name: 'rate limiter', holder: 'rateLimiter', isDelayed: false },
  { id: 6n, name: 'id customizer', holder: 'idCustomizer', isDelayed: true },
  { id: 7n, name: 'erc20 customizer', holder: 'erc20Customizer', isDelayed: true },
];

/** A function that the access manager restricts. */
export interface RestrictedFunction {
  readonly target: 'router' | 'transfer';
  readonly name: string;
  readonly selector: Hex;
  readonly role: bigint;
}

/** By name; of overloads the one that takes an id of the caller's choice, which comes first in its inputs. */
const ROLE_OF: Readonly<Record<RestrictedFunction['target'], Readonly<Record<string, bigint>>>> = {
  router: {
    recvPacket: PUBLIC_ROLE,
    ackPacket: PUBLIC_ROLE,
    timeoutPacket: PUBLIC_ROLE,
    updateClient: PUBLIC_ROLE,
    addClient: 6n,
    addIBCApp: 6n,
    migrateClient: ADMIN_ROLE,
    setAppCallbackGas: ADMIN_ROLE,
    upgradeToAndCall: ADMIN_ROLE,
  },
  transfer: {
    pause: 2n,
    unpause: 3n,
    sendTransferWithSender: 4n,
    setCustomERC20: 7n,
    upgradeEscrowTo: ADMIN_ROLE,
    upgradeIBCERC20To: ADMIN_ROLE,
    upgradeToAndCall: ADMIN_ROLE,
  },
};

/** Everything that a role is needed for. Escrows ask for `setRateLimit` under the transfer application's address. */
export function restrictedFunctions(): readonly RestrictedFunction[] {
  return [
    ...functionsOf('router', ics26RouterAbi),
    ...functionsOf('transfer', ics20TransferAbi),
    entry('transfer', 'setRateLimit', toFunctionSelector('setRateLimit(address,uint256)'), 5n),
  ];
}

/** Name of a role, by its number. */
export function roleName(id: bigint): string {
  if (id === PUBLIC_ROLE) return 'everyone';
  return ROLES.find((role) => role.id === id)?.name ?? `role ${id}`;
}

function functionsOf(target: RestrictedFunction['target'], abi: Abi): readonly RestrictedFunction[] {
  return abi.flatMap((item) => {
    if (item.type !== 'function') return [];
    const role = ROLE_OF[target][item.name];
    const isOpenOverload = /^add(?:Client|IBCApp)$/.test(item.name) && item.inputs[0]?.type !== 'string';
    return role === undefined || isOpenOverload ? [] : [entry(target, item.name, toFunctionSelector(item), role)];
  });
}

function entry(target: RestrictedFunction['target'], name: string, selector: Hex, role: bigint): RestrictedFunction {
  return { target, name, selector, role };
}
