/** Which role each restricted function needs, that nobody goes round the delays, and who holds the roles. @module */
import { type Client, zeroAddress } from 'viem';
import { readContract } from 'viem/actions';
import { accessManagerAbi } from '../../../../contracts/abi/index.ts';
import { compare, type DeploymentCheck, judge } from './judge.ts';
import { addressOf, type Manifest } from './manifest.ts';
import { readAccess } from './read-access.ts';
import { ADMIN_ROLE, ROLES, type Role, restrictedFunctions, roleName } from './roles.ts';
import { ask } from './rpc-fault.ts';

const WEEK = 604_800;

/** Nothing before the roles are given out. @throws {RelayerError} RPC_* */
export async function checkRoles(client: Client, manifest: Manifest): Promise<readonly DeploymentCheck[]> {
  if (manifest.finished === undefined) return [];
  const manager = { address: addressOf(manifest, 'accessManager'), abi: accessManagerAbi } as const;
  const read = <T>(request: () => Promise<T>): Promise<T> => ask('access manager', request);
  const least = await read(() => readContract(client, { ...manager, functionName: 'MIN_DELAY' }));
  const functions = restrictedFunctions().map(async ({ target, name, selector, role }) => {
    const args = [addressOf(manifest, target), selector] as const;
    const got = await read(() => readContract(client, { ...manager, functionName: 'getTargetFunctionRole', args }));
    return compare(`who may call ${name} of ${target}`, roleName(role), roleName(got));
  });
  const admins = ROLES.map(async ({ id, name }) => {
    const got = await read(() => readContract(client, { ...manager, functionName: 'getRoleAdmin', args: [id] }));
    return compare(`who gives out role ${name}`, roleName(ADMIN_ROLE), roleName(got));
  });
  return [
    judge('least delay of the access manager', `${WEEK} s`, `${least} s`),
    ...(await Promise.all([...functions, ...admins])),
    ...(await checkMembers(client, manifest)),
  ];
}

async function checkMembers(client: Client, manifest: Manifest): Promise<readonly DeploymentCheck[]> {
  const { members } = await readAccess(client, manifest);
  const setUp = addressOf(manifest, 'accessSetup');
  const left = members.filter(({ account }) => account === setUp).map(({ name }) => name);
  const hasty = members.filter(({ role, delay }) => delay < WEEK && isDelayed(role));
  return [
    judge('roles that the set-up kept', 'none', left.join(', ') || 'none'),
    judge('members who need not wait a week', 'none', hasty.map(({ name }) => name).join(', ') || 'none'),
    ...ROLES.map(({ id, name, holder }) => {
      const wanted = holder === undefined ? zeroAddress : manifest.settings.holders[holder];
      const got = members.filter(({ role }) => role === id).map(({ account }) => account);
      return compare(`members of role ${name}`, wanted === zeroAddress ? 'nobody' : wanted, got.join(', ') || 'nobody');
    }),
  ];
}

/** A role that we do not know could be given anything. */
function isDelayed(id: bigint): boolean {
  const known: Role | undefined = ROLES.find((role) => role.id === id);
  return known === undefined || known.isDelayed;
}
