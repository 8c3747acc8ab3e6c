/** The light clients of a deployment: what they were told to be, and how they are. @module */
import { type Client, decodeAbiParameters, getAddress, type Hex } from 'viem';
import { readContract } from 'viem/actions';
import { cometBftClientAbi, ics26RouterAbi } from '../../../../contracts/abi/index.ts';
import { compare, type DeploymentCheck, judge } from './judge.ts';
import { addressOf, type ClientRecord, type Manifest } from './manifest.ts';
import { ask } from './rpc-fault.ts';
import type { CometBftTrust } from './settings.ts';

const STATUS = ['active', 'frozen', 'expired'];

/** @throws {RelayerError} RPC_* */
export async function checkClients(client: Client, manifest: Manifest): Promise<readonly DeploymentCheck[]> {
  const checks = manifest.clients.map(async (entry) => [
    ...(entry.contract === undefined ? [] : await checkLightClient(client, entry, manifest)),
    ...(await checkRegistration(client, entry, manifest)),
  ]);
  return (await Promise.all(checks)).flat();
}

/** `active`, `frozen` or `expired`. @throws {RelayerError} RPC_* */
export async function readClientStatus(client: Client, address: Hex): Promise<string> {
  const at = { address, abi: cometBftClientAbi } as const;
  return STATUS[await ask('light client', () => readContract(client, { ...at, functionName: 'status' }))] ?? 'unknown';
}

async function checkLightClient(
  client: Client,
  { settings, contract }: ClientRecord,
  manifest: Manifest,
): Promise<readonly DeploymentCheck[]> {
  if (contract === undefined) return [];
  const at = { address: contract.address, abi: cometBftClientAbi } as const;
  const what = `light client ${settings.name}`;
  const [state, drift, verifiers, status] = await Promise.all([
    ask(what, () => readContract(client, { ...at, functionName: 'getClientState' })),
    ask(what, () => readContract(client, { ...at, functionName: 'maxClockDrift' })),
    ask(what, () => readContract(client, { ...at, functionName: 'verifiers' })),
    readClientStatus(client, contract.address),
  ]);
  const wanted = ['ed25519Verifier', 'secp256k1Verifier', 'secp256k1EthVerifier'] as const;
  const got = [verifiers.ed25519, verifiers.secp256k1, verifiers.secp256k1Eth];
  return [
    judge(`rules of ${what}`, describeTrust(settings.trust), describeState(state, drift)),
    judge(
      `verifiers of ${what}`,
      wanted.map((part) => addressOf(manifest, part)).join(', '),
      got.map((address) => getAddress(address)).join(', '),
    ),
    compare(`status of ${what}`, 'active', status),
  ];
}

async function checkRegistration(
  client: Client,
  { settings, contract, registration }: ClientRecord,
  manifest: Manifest,
): Promise<readonly DeploymentCheck[]> {
  if (contract === undefined || registration === undefined) return [];
  const { clientId } = registration;
  const router = { address: addressOf(manifest, 'router'), abi: ics26RouterAbi, args: [clientId] } as const;
  const [registered, counterparty] = await Promise.all([
    ask(clientId, () => readContract(client, { ...router, functionName: 'getClient' })),
    ask(clientId, () => readContract(client, { ...router, functionName: 'getCounterparty' })),
  ]);
  return [
    // An administrator migrates a client that is frozen or expired to another contract.
    compare(`contract of ${clientId}`, contract.address, getAddress(registered)),
    compare(`counterparty of ${clientId}`, describeEnd(settings.counterparty), describeEnd(counterparty)),
  ];
}

function describeEnd({ clientId, merklePrefix }: { readonly clientId: string; readonly merklePrefix: readonly Hex[] }) {
  return `${clientId} under ${merklePrefix.join(', ')}`;
}

function describeTrust(trust: CometBftTrust): string {
  const { chainId, revisionNumber, trustLevel, trustingPeriod, unbondingPeriod, maxClockDrift } = trust;
  return describe({ chainId, revisionNumber, trustLevel, trustingPeriod, unbondingPeriod }, maxClockDrift);
}

function describeState(bytes: Hex, drift: bigint): string {
  const { inputs } = constructorOf();
  const [state] = decodeAbiParameters([inputs[0]], bytes);
  return describe({ ...state, revisionNumber: state.latestHeight.revisionNumber }, drift);
}

function describe(
  rules: Omit<CometBftTrust, 'height' | 'timestamp' | 'root' | 'nextValidatorsHash' | 'maxClockDrift'>,
  drift: bigint | number,
) {
  const { chainId, revisionNumber, trustLevel, trustingPeriod, unbondingPeriod } = rules;
  const level = `${trustLevel.numerator}/${trustLevel.denominator}`;
  return `${chainId} (revision ${revisionNumber}), trust level ${level}, trusting ${trustingPeriod} s, unbonding ${unbondingPeriod} s, drift ${drift} s`;
}

function constructorOf() {
  const found = cometBftClientAbi.find((item) => item.type === 'constructor');
  if (found === undefined) throw new Error('unreachable: the light client has a constructor');
  return found;
}
