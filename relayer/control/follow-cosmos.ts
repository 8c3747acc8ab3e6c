/** Adds the light client of a Cosmos chain to a deployment on Ethereum. @module */
import type { Hex } from 'viem';
import type { ChainConfig } from '../../config/config.ts';
import { readClientStatus } from '../chains/ethereum/deploy/check-clients.ts';
import { addClients } from '../chains/ethereum/deploy/deploy-contracts.ts';
import type { ClientRecord, Manifest } from '../chains/ethereum/deploy/manifest.ts';
import { type ClientSettings, COSMOS_MERKLE_PREFIX } from '../chains/ethereum/deploy/settings.ts';
import type { DeployClient } from '../chains/ethereum/deploy/sign-step.ts';
import { RelayerError } from '../ports/fault.ts';
import type { TrustOptions } from './cometbft-trust.ts';

/** A light client to deploy. */
export interface FollowRequest {
  readonly chain: ChainConfig;
  readonly trust: TrustOptions;
  /** The client on that chain that follows Ethereum. */
  readonly counterpartyClientId: string;
  /** Of its paths; that of chains with the Cosmos SDK when undefined. */
  readonly merklePrefix?: readonly Hex[] | undefined;
  /** Chosen id, only in the run that gives out the roles. */
  readonly clientId?: string | undefined;
}

/**
 * The deployment with this client: one that is there stays, one that was not deployed yet begins anew.
 * @throws {RelayerError} CONFIG_INVALID, and as `readCometBftTrust`
 */
export async function follow(
  client: DeployClient,
  manifest: Manifest,
  request: FollowRequest,
  progress: (line: string) => void,
): Promise<Manifest> {
  const name = `${request.chain.chainId}/${request.counterpartyClientId}`;
  const known = manifest.clients.find(({ settings }) => settings.name === name);
  requireId(manifest, known, request);
  if (known !== undefined && (await mayStay(client, manifest, known, progress))) return manifest;
  // Rarely wanted, and what it loads is large.
  const { readCometBftTrust } = await import('./cometbft-trust.ts');
  const trust = await readCometBftTrust(request.chain, request.trust);
  progress(`${name}: follows ${trust.chainId} from block ${trust.height}`);
  const { merklePrefix = COSMOS_MERKLE_PREFIX, counterpartyClientId } = request;
  const counterparty = { clientId: counterpartyClientId, merklePrefix };
  const settings: ClientSettings = {
    name,
    trust,
    counterparty,
    clientId: request.clientId ?? known?.settings.clientId,
  };
  const others = manifest.clients.filter((entry) => entry !== known);
  return addClients({ ...manifest, clients: others }, [settings]);
}

/** Whether nothing about it is to be decided anew. */
async function mayStay(
  client: DeployClient,
  { pending }: Manifest,
  { settings, contract, registration }: ClientRecord,
  progress: (line: string) => void,
): Promise<boolean> {
  if (registration !== undefined || pending?.step.endsWith(` ${settings.name}`)) return true;
  if (contract === undefined) return false;
  const status = await readClientStatus(client, contract.address);
  if (status !== 'active')
    progress(`${settings.name}: ${contract.address} is ${status} already; deploying another one`);
  return status === 'active';
}

/** Ids are chosen while the roles are given out; later only by who may, a week after announcing it. */
function requireId(manifest: Manifest, known: ClientRecord | undefined, { clientId }: FollowRequest): void {
  if (clientId === undefined) return;
  const has = known?.registration?.clientId ?? known?.settings.clientId;
  if (has === clientId) return;
  const isLate = manifest.finished !== undefined || manifest.pending?.step === 'finish';
  if (known?.contract === undefined && !isLate) return;
  throw new RelayerError({
    code: 'CONFIG_INVALID',
    message: `The id ${clientId} cannot be chosen any more`,
    want: has ?? 'no --client-id: the router gives the next free one',
    got: clientId,
    hint: "The holder of role 'id customizer' can register the client under it, a week after announcing it.",
  });
}
