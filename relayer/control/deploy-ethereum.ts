/** `causeway deploy ethereum`: brings the contracts to a chain, goes on where it stopped, and compares what is there. @module */
import { type Address, createClient, formatEther, http, zeroAddress } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { getBalance, getBlock, getChainId } from 'viem/actions';
import { checkDeployment } from '../chains/ethereum/deploy/check-deployment.ts';
import { beginManifest } from '../chains/ethereum/deploy/deploy-contracts.ts';
import { estimatePlan, type PlanEstimate } from '../chains/ethereum/deploy/estimate-plan.ts';
import type { DeploymentCheck } from '../chains/ethereum/deploy/judge.ts';
import type { ClientRecord, Manifest } from '../chains/ethereum/deploy/manifest.ts';
import { type Access, readAccess } from '../chains/ethereum/deploy/read-access.ts';
import { ask } from '../chains/ethereum/deploy/rpc-fault.ts';
import { adoptIncluded, runPlan } from '../chains/ethereum/deploy/run-plan.ts';
import { onlyAdmin, type RoleHolders } from '../chains/ethereum/deploy/settings.ts';
import type { DeployClient } from '../chains/ethereum/deploy/sign-step.ts';
import { crashGuard } from '../ops/crash-point.ts';
import { RelayerError } from '../ports/fault.ts';
import { VERSION } from '../version.ts';
import { type FollowRequest, follow } from './follow-cosmos.ts';
import { openManifest, readManifest } from './manifest-file.ts';

export interface EthereumDeployRequest {
  readonly rpc: string;
  readonly chainId: number;
  readonly manifestFile: string;
  /** What is not given stays as the manifest has it; in a new one nobody has it. */
  readonly holders: Partial<RoleHolders>;
  readonly permit2?: Address | undefined;
  readonly follow?: FollowRequest | undefined;
  /** Sends nothing and writes nothing. */
  readonly dryRun: boolean;
}

export interface DeployContext {
  /** 32 bytes. */
  readonly loadKey: () => Promise<Uint8Array>;
  readonly progress: (line: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface EthereumDeployReport {
  readonly manifestFile: string;
  readonly chainId: number;
  readonly deployer: Address;
  readonly contracts: Readonly<Record<string, Address>>;
  readonly clients: readonly DeployedClient[];
  /** What a dry run would send; what this run sent otherwise. */
  readonly plan: PlanEstimate & { readonly balance: bigint };
  readonly checks: readonly DeploymentCheck[];
}

export interface DeployedClient {
  readonly chainId: string;
  readonly counterparty: string;
  readonly clientId?: string | undefined;
  readonly address?: Address | undefined;
  readonly height: bigint;
}

export interface EthereumCheckReport {
  readonly manifestFile: string;
  readonly chainId: number;
  readonly contracts: Readonly<Record<string, Address>>;
  readonly clients: readonly DeployedClient[];
  readonly checks: readonly DeploymentCheck[];
  readonly access: Access;
}

/**
 * Deploys what is missing. Run again, it goes on, or finds that everything is there.
 * @throws {RelayerError} RPC_WRONG_CHAIN, CONFIG_INVALID for a manifest of something else, DEPLOYMENT_MISMATCH for contracts that
 * are not as they were deployed, CHAIN_OUT_OF_FUNDS before anything is sent, CHAIN_*, RPC_*
 */
export async function deployEthereum(
  request: EthereumDeployRequest,
  context: DeployContext,
): Promise<EthereumDeployReport> {
  const client = connect(request.rpc, await context.loadKey());
  await requireChain(client, request.chainId);
  if (request.dryRun) {
    const planned = await prepare(client, readManifest(request.manifestFile), request, context);
    return toReport(request, planned, await withBalance(client, planned), await checkDeployment(client, planned));
  }
  const file = openManifest(request.manifestFile);
  try {
    const planned = await prepare(client, file.manifest, request, context);
    const plan = await withBalance(client, planned);
    requireFunds(client, plan);
    const guard = crashGuard(context.env);
    const done = await runPlan(planned, {
      client,
      progress: context.progress,
      save: (manifest) => guard('manifest', async () => file.save(manifest)),
      broadcast: (send) => guard('broadcast', send),
    });
    const checks = await checkDeployment(client, done);
    requireRight(checks);
    return toReport(request, done, plan, checks);
  } finally {
    file.close();
  }
}

/** Compares a chain with a manifest and the build, and reads who holds which role. @throws {RelayerError} CONFIG_INVALID, RPC_* */
export async function checkEthereum(
  request: Pick<EthereumDeployRequest, 'rpc' | 'chainId' | 'manifestFile'>,
): Promise<EthereumCheckReport> {
  const { manifestFile, chainId } = request;
  const manifest = readManifest(manifestFile);
  if (manifest === undefined) throw invalid('There is no such manifest', 'the manifest of a deployment', manifestFile);
  const client = createClient({ transport: http(request.rpc, HTTP) });
  await requireChain(client, chainId);
  await requireSameChain(client, manifest);
  const checks = await checkDeployment(client, manifest);
  const hasAccess = manifest.contracts.accessManager !== undefined;
  const access = hasAccess ? await readAccess(client, manifest) : { members: [], operations: [] };
  return { ...describe(manifestFile, manifest), checks, access };
}

const HTTP = { batch: { batchSize: 50 }, timeout: 30_000 } as const;
const POLLING_MS = 1_000;

function connect(rpc: string, key: Uint8Array): DeployClient {
  const account = privateKeyToAccount(`0x${Buffer.from(key).toString('hex')}`);
  return createClient({ account, transport: http(rpc, HTTP), pollingInterval: POLLING_MS });
}

async function requireChain(client: Parameters<typeof getChainId>[0], chainId: number): Promise<void> {
  const got = await ask('chain id', () => getChainId(client));
  if (got === chainId) return;
  const message = 'the node is of another chain';
  throw new RelayerError({ code: 'RPC_WRONG_CHAIN', message, want: `${chainId}`, got: `${got}` });
}

/** The deployment with what was asked for, after what is there has been compared. */
async function prepare(
  client: DeployClient,
  known: Manifest | undefined,
  request: EthereumDeployRequest,
  { progress }: DeployContext,
): Promise<Manifest> {
  const manifest = known === undefined ? await begin(client, request) : await resume(client, known, request, progress);
  if (request.follow === undefined) return manifest;
  return await follow(client, manifest, request.follow, progress);
}

async function begin(
  client: DeployClient,
  { holders, permit2 = zeroAddress }: EthereumDeployRequest,
): Promise<Manifest> {
  const { admin } = holders;
  if (admin === undefined) throw invalid('A new deployment needs an administrator', '--admin', 'none');
  return await beginManifest(client, { holders: { ...onlyAdmin(admin), ...holders }, permit2 }, VERSION);
}

async function resume(
  client: DeployClient,
  manifest: Manifest,
  request: EthereumDeployRequest,
  progress: (line: string) => void,
): Promise<Manifest> {
  await requireSameChain(client, manifest);
  const { settings, deployer } = manifest;
  const same = (what: string, want: string, got: string | undefined) => {
    if (got !== undefined && got !== want) throw invalid(`The manifest has another ${what}`, want, got);
  };
  same('deployer', deployer, client.account.address);
  same('Permit2', settings.permit2, request.permit2);
  for (const [role, holder] of Object.entries(settings.holders)) {
    same(role, holder, request.holders[role as keyof RoleHolders]);
  }
  const checks = await checkDeployment(client, manifest);
  requireRight(checks);
  for (const { what, want, got } of checks.filter(({ status }) => status === 'changed')) {
    progress(`${what}: deployed as ${want}, now ${got}`);
  }
  return manifest;
}

async function requireSameChain(client: Parameters<typeof getBlock>[0], manifest: Manifest): Promise<void> {
  const chainId = await ask('chain id', () => getChainId(client));
  if (chainId !== manifest.chainId) {
    throw invalid('The manifest is of another chain', `${manifest.chainId}`, `${chainId}`);
  }
  const { hash } = await ask('genesis block', () => getBlock(client, { blockNumber: 0n }));
  if (hash === manifest.genesisHash) return;
  throw invalid('The manifest is of another chain with this id', `first block ${manifest.genesisHash}`, `${hash}`);
}

function requireRight(checks: readonly DeploymentCheck[]): void {
  const [first, ...more] = checks.filter(({ status }) => status === 'wrong');
  if (first === undefined) return;
  const others = more.length === 0 ? '' : `, and ${more.length} more`;
  throw new RelayerError({
    code: 'DEPLOYMENT_MISMATCH',
    message: `The chain has not what was deployed: ${first.what}${others}`,
    want: first.want,
    got: first.got,
    hint: 'See all of it with --check.',
  });
}

async function withBalance(client: DeployClient, manifest: Manifest): Promise<EthereumDeployReport['plan']> {
  const { address } = client.account;
  const plan = await estimatePlan(client, await adoptIncluded(client, manifest));
  return { ...plan, balance: await ask('balance', () => getBalance(client, { address })) };
}

function requireFunds(client: DeployClient, { balance, cost }: EthereumDeployReport['plan']): void {
  if (balance >= cost) return;
  throw new RelayerError({
    code: 'CHAIN_OUT_OF_FUNDS',
    message: `${client.account.address} cannot pay for the deployment`,
    want: `${formatEther(cost)} ether`,
    got: `${formatEther(balance)} ether`,
  });
}

function toReport(
  { manifestFile }: EthereumDeployRequest,
  manifest: Manifest,
  plan: EthereumDeployReport['plan'],
  checks: readonly DeploymentCheck[],
): EthereumDeployReport {
  return { ...describe(manifestFile, manifest), deployer: manifest.deployer, plan, checks };
}

function describe(manifestFile: string, { chainId, contracts, clients }: Manifest) {
  return {
    manifestFile,
    chainId,
    contracts: Object.fromEntries(Object.entries(contracts).map(([part, { address }]) => [part, address])),
    clients: clients.map(describeClient),
  };
}

function describeClient({ settings, contract, registration }: ClientRecord): DeployedClient {
  const { trust, counterparty } = settings;
  return {
    chainId: trust.chainId,
    counterparty: counterparty.clientId,
    clientId: registration?.clientId ?? settings.clientId,
    address: contract?.address,
    height: trust.height,
  };
}

function invalid(message: string, want: string, got: string): RelayerError {
  return new RelayerError({ code: 'CONFIG_INVALID', message, want, got });
}
