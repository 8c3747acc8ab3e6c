/** Compares what is on a chain with a manifest and with the build. @module */
import { type Client, type Hex, keccak256 } from 'viem';
import { getCode } from 'viem/actions';
import { checkClients } from './check-clients.ts';
import { checkLinks } from './check-links.ts';
import { checkRoles } from './check-roles.ts';
import { type DeploymentCheck, judge } from './judge.ts';
import { hashWithoutImmutables, readKeptCode } from './kept-code.ts';
import type { ContractRecord, Manifest } from './manifest.ts';
import { ask } from './rpc-fault.ts';

/** Code of every contract, what they know of each other, roles with their delays, light clients. @throws {RelayerError} RPC_* */
export async function checkDeployment(client: Client, manifest: Manifest): Promise<readonly DeploymentCheck[]> {
  const code = await checkCode(client, manifest);
  // What other code answers means nothing.
  if (code.some(({ status }) => status !== 'ok')) return code;
  const links = await checkLinks(client, manifest);
  if (links.some(({ status }) => status === 'wrong')) return [...code, ...links];
  const [roles, clients] = await Promise.all([checkRoles(client, manifest), checkClients(client, manifest)]);
  return [...code, ...links, ...roles, ...clients];
}

async function checkCode(client: Client, manifest: Manifest): Promise<readonly DeploymentCheck[]> {
  const parts = Object.entries(manifest.contracts).map(([name, record]) => ({ name, record }));
  const clients = manifest.clients.flatMap(({ settings, contract }) =>
    contract === undefined ? [] : [{ name: `light client ${settings.name}`, record: contract }],
  );
  return await Promise.all([...parts, ...clients].map(({ name, record }) => checkContract(client, name, record)));
}

async function checkContract(client: Client, name: string, record: ContractRecord): Promise<DeploymentCheck> {
  const { address, codeHash } = record;
  const code = await ask(`code of ${name}`, () => getCode(client, { address }));
  return judge(`code of ${name} at ${address}`, ...compareCode(code, record, codeHash));
}

function compareCode(code: Hex | undefined, { contract }: ContractRecord, recorded: Hex): readonly [string, string] {
  const kept = readKeptCode(contract);
  if (code === undefined) return [`code of ${contract}`, 'no code'];
  const built = hashWithoutImmutables(code, kept);
  if (built !== kept.runtimeCodeHash) return [`${contract} of the build, ${kept.runtimeCodeHash}`, built];
  return [recorded, keccak256(code)];
}
