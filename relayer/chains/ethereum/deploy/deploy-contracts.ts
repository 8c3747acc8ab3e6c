/** Deploys the contracts on a chain. @module */
import { getBlock, getChainId } from 'viem/actions';
import type { Manifest } from './manifest.ts';
import { ask } from './rpc-fault.ts';
import { type RunOptions, runPlan } from './run-plan.ts';
import type { ClientSettings, CoreSettings } from './settings.ts';
import type { DeployClient } from './sign-step.ts';

export interface DeployOptions extends RunOptions {
  readonly settings: CoreSettings;
  /** Light clients to begin with. */
  readonly clients?: readonly ClientSettings[] | undefined;
  /** Written into the manifest. */
  readonly version: string;
}

/** Everything from nothing: verifiers, access manager, router and transfer application behind proxies, roles, light clients. */
export async function deployContracts({ settings, clients = [], version, ...run }: DeployOptions): Promise<Manifest> {
  return await runPlan(addClients(await beginManifest(run.client, settings, version), clients), run);
}

/** A deployment of which nothing is there. */
export async function beginManifest(client: DeployClient, settings: CoreSettings, version: string): Promise<Manifest> {
  const chainId = await ask('chain id', () => getChainId(client));
  const genesis = await ask('genesis block', () => getBlock(client, { blockNumber: 0n }));
  return {
    version: 1,
    causeway: version,
    chainId,
    genesisHash: genesis.hash,
    deployer: client.account.address,
    settings,
    contracts: {},
    clients: [],
  };
}

/** The deployment with light clients that are to be added. @throws {RelayerError} INPUT_INVALID */
export function addClients(manifest: Manifest, clients: readonly ClientSettings[]): Manifest {
  return { ...manifest, clients: [...manifest.clients, ...clients.map((settings) => ({ settings }))] };
}
