/** Who holds which role of a deployment, and what is announced: from the access manager's events, checked against its state. @module */
import {
  type Abi,
  type Address,
  type Client,
  getAddress,
  type Hex,
  parseEventLogs,
  slice,
  toFunctionSelector,
} from 'viem';
import { getBlockNumber, getLogs, readContract } from 'viem/actions';
import { accessManagerAbi, ics20TransferAbi, ics26RouterAbi } from '../../../../contracts/abi/index.ts';
import { RelayerError } from '../../../ports/fault.ts';
import { addressOf, type Manifest } from './manifest.ts';
import { roleName } from './roles.ts';
import { ask, toFault } from './rpc-fault.ts';

/** A member of a role. */
export interface RoleMember {
  readonly role: bigint;
  readonly name: string;
  readonly account: Address;
  /** Seconds between the announcement of a call and the call. */
  readonly delay: number;
}

/** A call that was announced and is neither made, nor cancelled, nor expired. */
export interface PendingOperation {
  readonly id: Hex;
  readonly caller: Address;
  readonly target: Address;
  /** Name of the function, or its selector. */
  readonly function: string;
  /** Unix seconds. */
  readonly readyAt: number;
}

export interface Access {
  readonly members: readonly RoleMember[];
  readonly operations: readonly PendingOperation[];
}

/** So many blocks at once are asked for at first; nodes that refuse get smaller questions. */
const FIRST_RANGE = 1_000_000n;
const LEAST_RANGE = 500n;

/** @throws {RelayerError} RPC_* */
export async function readAccess(client: Client, manifest: Manifest): Promise<Access> {
  const address = addressOf(manifest, 'accessManager');
  const manager = { address, abi: accessManagerAbi } as const;
  const events = parseEventLogs({ abi: accessManagerAbi, logs: await readLogs(client, address, manifest) });
  const granted = new Map<string, { readonly role: bigint; readonly account: Address }>();
  const scheduled = new Map<Hex, Omit<PendingOperation, 'readyAt'>>();
  for (const event of events) {
    if (event.eventName === 'RoleGranted') {
      const { roleId: role, account } = event.args;
      granted.set(`${role} ${account}`, { role, account: getAddress(account) });
    } else if (event.eventName === 'OperationScheduled') {
      const { operationId: id, caller, target, data } = event.args;
      scheduled.set(id, { id, caller: getAddress(caller), target: getAddress(target), function: functionOf(data) });
    }
  }
  const members = [...granted.values()].map(async ({ role, account }): Promise<readonly RoleMember[]> => {
    const args = [role, account] as const;
    const has = () => readContract(client, { ...manager, functionName: 'hasRole', args });
    const [isMember, delay] = await ask('roles', has);
    return isMember ? [{ role, name: roleName(role), account, delay }] : [];
  });
  const operations = [...scheduled.values()].map(async (operation): Promise<readonly PendingOperation[]> => {
    const get = () => readContract(client, { ...manager, functionName: 'getSchedule', args: [operation.id] });
    const readyAt = await ask('announced operations', get);
    return readyAt === 0 ? [] : [{ ...operation, readyAt }];
  });
  return {
    members: (await Promise.all(members)).flat().sort((a, b) => Number(a.role - b.role)),
    operations: (await Promise.all(operations)).flat().sort((a, b) => a.readyAt - b.readyAt),
  };
}

async function readLogs(client: Client, address: Address, { contracts }: Manifest) {
  const last = await ask('newest block', () => getBlockNumber(client, { cacheTime: 0 }));
  const logs = [];
  let range = FIRST_RANGE;
  for (let from = contracts.accessManager?.block ?? 0n; from <= last; ) {
    const to = from + range - 1n < last ? from + range - 1n : last;
    try {
      logs.push(...(await getLogs(client, { address, fromBlock: from, toBlock: to })));
      from = to + 1n;
    } catch (error) {
      const fault = toFault('events of the access manager', error);
      const isTooMuch = fault instanceof RelayerError && fault.fault.code === 'RPC_BAD_RESPONSE';
      if (!isTooMuch || range <= LEAST_RANGE) throw fault;
      range /= 4n;
    }
  }
  return logs;
}

function functionOf(data: Hex): string {
  const selector = slice(data, 0, 4);
  const abi: Abi = [...ics26RouterAbi, ...ics20TransferAbi, ...accessManagerAbi];
  const known = abi.find((item) => item.type === 'function' && toFunctionSelector(item) === selector);
  return known?.type === 'function' ? known.name : selector;
}
