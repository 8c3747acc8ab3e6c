/** The transactions of a deployment, one after the other: a pure function of what is there already. @module */
import { type Abi, type Address, encodeDeployData, encodeFunctionData, type Hex } from 'viem';
import {
  accessSetupAbi,
  cometBftClientAbi,
  ed25519BatchVerifierAbi,
  erc1967ProxyAbi,
  ics20TransferAbi,
  ics26RouterAbi,
} from '../../../../contracts/abi/index.ts';
import { type KeptContract, readKeptCode, readKernel } from './kept-code.ts';
import { addressOf, type ClientRecord, type CorePart, type Manifest } from './manifest.ts';
import type { ClientSettings, CometBftTrust } from './settings.ts';

/** One transaction. */
export type Step = PartStep | ClientStep | FinishStep | RegistrationStep;

interface Sent {
  /** Unique in a deployment. */
  readonly name: string;
  readonly abi: Abi;
  readonly arguments: readonly unknown[];
  readonly data: Hex;
}

/** Creates a part. */
interface PartStep extends Sent {
  readonly kind: 'part';
  readonly part: CorePart;
  readonly contract: KeptContract;
}

/** Creates a light client. */
interface ClientStep extends Sent {
  readonly kind: 'client';
  readonly client: string;
  readonly contract: KeptContract;
}

/** Gives out the roles and registers clients with chosen ids. */
interface FinishStep extends Sent {
  readonly kind: 'finish';
  readonly to: Address;
  readonly function: string;
}

/** Registers a light client, whose id the router chooses. */
interface RegistrationStep extends Sent {
  readonly kind: 'registration';
  readonly client: string;
  readonly to: Address;
  readonly function: string;
}

type CoreStep = readonly [part: CorePart, contract: KeptContract, build?: (manifest: Manifest) => Construction];

interface Construction {
  readonly abi: Abi;
  readonly arguments: readonly unknown[];
}

/** Each needs only what is above it. */
const CORE_STEPS: readonly CoreStep[] = [
  ['ed25519Verifier', 'Ed25519BatchVerifier', constructEd25519Verifier],
  ['secp256k1Verifier', 'Secp256k1Verifier'],
  ['secp256k1EthVerifier', 'Secp256k1EthVerifier'],
  ['routerLogic', 'ICS26Router'],
  ['transferLogic', 'ICS20Transfer'],
  ['escrowLogic', 'Escrow'],
  ['voucherLogic', 'IBCERC20'],
  ['accessSetup', 'AccessSetup'],
  ['router', 'ERC1967Proxy', constructRouter],
  ['transfer', 'ERC1967Proxy', constructTransfer],
];

/** What is to be sent next; undefined when everything is there. */
export function nextStep(manifest: Manifest): Step | undefined {
  const core = CORE_STEPS.find(([part]) => manifest.contracts[part] === undefined);
  if (core !== undefined) return coreStep(core, manifest);
  // Ids can be chosen without delay only while the roles are not given out.
  const chosen = manifest.clients.filter(({ settings }) => settings.clientId !== undefined);
  const unfinished = manifest.finished === undefined;
  const early = unfinished ? chosen.find(({ contract }) => contract === undefined) : undefined;
  if (early !== undefined) return clientStep(early.settings, manifest);
  if (unfinished) return finishStep(chosen, manifest);
  const open = manifest.clients.find(({ registration }) => registration === undefined);
  if (open === undefined) return undefined;
  return open.contract === undefined
    ? clientStep(open.settings, manifest)
    : registrationStep(open.settings, open.contract.address, manifest);
}

/** Everything that is still to be sent, by name. */
export function remainingSteps(manifest: Manifest): readonly string[] {
  const unfinished = manifest.finished === undefined;
  const isEarly = ({ settings }: ClientRecord) => unfinished && settings.clientId !== undefined;
  const late = manifest.clients.filter((client) => !isEarly(client));
  return [
    ...CORE_STEPS.map(([part]) => part).filter((part) => manifest.contracts[part] === undefined),
    ...manifest.clients.filter(isEarly).flatMap(creationOf),
    ...(unfinished ? [FINISH] : []),
    ...late.flatMap((client) => [
      ...creationOf(client),
      ...(client.registration === undefined ? [registrationName(client.settings)] : []),
    ]),
  ];
}

const FINISH = 'finish';

function creationOf({ contract, settings }: ClientRecord): readonly string[] {
  return contract === undefined ? [creationName(settings)] : [];
}

function creationName({ name }: ClientSettings): string {
  return `cometBftClient ${name}`;
}

function registrationName({ name }: ClientSettings): string {
  return `addClient ${name}`;
}

function coreStep([part, contract, construct]: CoreStep, manifest: Manifest): Step {
  const construction = construct?.(manifest) ?? { abi: [], arguments: [] };
  return { kind: 'part', name: part, part, contract, ...construction, data: creationData(contract, construction) };
}

function creationData(contract: KeptContract, { abi, arguments: args }: Construction): Hex {
  const bytecode = readKeptCode(contract).creationCode;
  return args.length === 0 ? bytecode : encodeDeployData({ abi, bytecode, args: [...args] });
}

function constructEd25519Verifier(): Construction {
  return { abi: ed25519BatchVerifierAbi, arguments: [readKernel('sha512'), readKernel('multi-scalar')] };
}

function constructRouter(manifest: Manifest): Construction {
  const call = encodeFunctionData({
    abi: ics26RouterAbi,
    functionName: 'initialize',
    args: [addressOf(manifest, 'accessManager')],
  });
  return { abi: erc1967ProxyAbi, arguments: [addressOf(manifest, 'routerLogic'), call] };
}

function constructTransfer(manifest: Manifest): Construction {
  const call = encodeFunctionData({
    abi: ics20TransferAbi,
    functionName: 'initialize',
    args: [
      addressOf(manifest, 'router'),
      addressOf(manifest, 'escrowLogic'),
      addressOf(manifest, 'voucherLogic'),
      manifest.settings.permit2,
      addressOf(manifest, 'accessManager'),
    ],
  });
  return { abi: erc1967ProxyAbi, arguments: [addressOf(manifest, 'transferLogic'), call] };
}

function clientStep(settings: ClientSettings, manifest: Manifest): Step {
  const contract = 'CometBftClient';
  const construction = { abi: cometBftClientAbi, arguments: clientArguments(settings.trust, manifest) };
  const data = creationData(contract, construction);
  return { kind: 'client', name: creationName(settings), client: settings.name, contract, ...construction, data };
}

function clientArguments(trust: CometBftTrust, manifest: Manifest): readonly unknown[] {
  const clientState = {
    chainId: trust.chainId,
    trustLevel: trust.trustLevel,
    latestHeight: { revisionNumber: trust.revisionNumber, revisionHeight: trust.height },
    trustingPeriod: trust.trustingPeriod,
    unbondingPeriod: trust.unbondingPeriod,
    isFrozen: false,
    zkAlgorithm: 0,
  };
  const { timestamp, root, nextValidatorsHash } = trust;
  const verifiers = {
    ed25519: addressOf(manifest, 'ed25519Verifier'),
    secp256k1: addressOf(manifest, 'secp256k1Verifier'),
    secp256k1Eth: addressOf(manifest, 'secp256k1EthVerifier'),
  };
  return [clientState, { timestamp, root, nextValidatorsHash }, trust.maxClockDrift, verifiers];
}

function finishStep(clients: readonly ClientRecord[], manifest: Manifest): Step {
  const initial = clients.map(({ settings, contract }) => ({
    clientId: settings.clientId,
    counterparty: settings.counterparty,
    client: contract?.address,
  }));
  const { holders } = manifest.settings;
  const args = [addressOf(manifest, 'router'), addressOf(manifest, 'transfer'), holders, initial];
  const to = addressOf(manifest, 'accessSetup');
  return { kind: 'finish', name: FINISH, to, ...callOf(accessSetupAbi, FINISH, args) };
}

function registrationStep(settings: ClientSettings, client: Address, manifest: Manifest): Step {
  const call = callOf(ics26RouterAbi, 'addClient', [settings.counterparty, client]);
  const to = addressOf(manifest, 'router');
  return { kind: 'registration', name: registrationName(settings), client: settings.name, to, ...call };
}

function callOf(abi: Abi, functionName: string, args: readonly unknown[]): Omit<Sent, 'name'> & { function: string } {
  const data = encodeFunctionData({ abi, functionName, args: [...args] });
  return { abi, function: functionName, arguments: args, data };
}
