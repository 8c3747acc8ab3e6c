/** The whole deployment on anvil: verifiers, router, transfer application, and light clients from a first block. @module */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConsensusState, type Header, parseChainRevision } from '@causeway/lightclient/tendermint';
import { type Abi, type Address, encodeFunctionData, type Hex, stringToHex, toHex, zeroAddress } from 'viem';
import {
  accessSetupAbi,
  cometBftClientAbi,
  ed25519BatchVerifierAbi,
  erc1967ProxyAbi,
  escrowAbi,
  ibcErc20Abi,
  ics20TransferAbi,
  ics26RouterAbi,
  secp256k1EthVerifierAbi,
  secp256k1VerifierAbi,
} from '../../../contracts/abi/index.ts';
import type { Stage } from './stage.ts';

const SOLIDITY = join(import.meta.dirname, '../../../contracts/solidity');
const DRIFT_SECONDS = 15;

/** By the name of their contract. */
const ABIS = {
  AccessSetup: accessSetupAbi,
  CometBftClient: cometBftClientAbi,
  ERC1967Proxy: erc1967ProxyAbi,
  Ed25519BatchVerifier: ed25519BatchVerifierAbi,
  Escrow: escrowAbi,
  IBCERC20: ibcErc20Abi,
  ICS20Transfer: ics20TransferAbi,
  ICS26Router: ics26RouterAbi,
  Secp256k1EthVerifier: secp256k1EthVerifierAbi,
  Secp256k1Verifier: secp256k1VerifierAbi,
} as const satisfies Readonly<Record<string, Abi>>;

/** Of every contract that a transaction can come to. */
export const ALL_ERRORS: Abi = Object.values<Abi>(ABIS).flatMap((abi) => abi.filter(({ type }) => type === 'error'));

/** What a client is created from: the header is believed. */
export interface ClientSpec {
  readonly header: Pick<Header, 'chainId' | 'height'>;
  readonly state: ConsensusState;
  /** Default: a day. */
  readonly trustingSeconds?: number;
}

/** What is deployed once. */
export interface Bridge {
  readonly router: Address;
  readonly transfer: Address;
  readonly verifiers: { readonly ed25519: Address; readonly secp256k1: Address; readonly secp256k1Eth: Address };
  /** Gas of each deployment, by name. */
  readonly gas: ReadonlyMap<string, number>;
  createClient(spec: ClientSpec): Promise<Address>;
  /** Names a client to the router. @returns Its id there. */
  addClient(client: Address, counterpartyId: string): Promise<string>;
}

export async function deployBridge(stage: Stage): Promise<Bridge> {
  const gas = new Map<string, number>();
  const deploy = async (name: keyof typeof ABIS, args: readonly unknown[] = [], label: string = name) => {
    const deployed = await stage.deploy({ abi: ABIS[name], bytecode: readCode(name) }, args);
    gas.set(label, deployed.gas);
    return deployed.address;
  };
  const ed25519 = await deploy('Ed25519BatchVerifier', [readKernel('sha512'), readKernel('multi-scalar')]);
  const secp256k1 = await deploy('Secp256k1Verifier');
  const secp256k1Eth = await deploy('Secp256k1EthVerifier');
  const verifiers = { ed25519, secp256k1, secp256k1Eth };
  const setup = await deploy('AccessSetup');
  const authority = await stage.read<Address>({ to: setup, abi: accessSetupAbi, name: 'manager' });
  const behindProxy = async (name: 'ICS26Router' | 'ICS20Transfer', args: readonly unknown[]) => {
    const call = encodeFunctionData({ abi: ABIS[name] as Abi, functionName: 'initialize', args });
    return deploy('ERC1967Proxy', [await deploy(name), call], `proxy of ${name}`);
  };
  const router = await behindProxy('ICS26Router', [authority]);
  const parts = [await deploy('Escrow'), await deploy('IBCERC20')];
  const transfer = await behindProxy('ICS20Transfer', [router, ...parts, zeroAddress, authority]);
  const args = [router, transfer, holdersOf(stage.sender), []];
  gas.set('roles', Number((await stage.send({ to: setup, abi: accessSetupAbi, name: 'finish', args })).gasUsed));
  return {
    router,
    transfer,
    verifiers,
    gas,
    createClient: (spec) =>
      deploy('CometBftClient', [toClientState(spec), toAbiState(spec.state), DRIFT_SECONDS, verifiers]),
    addClient: async (client, clientId) => {
      const counterparty = { clientId, merklePrefix: [stringToHex('ibc'), '0x'] };
      const call = { to: router, abi: ics26RouterAbi, name: 'addClient', args: [counterparty, client] };
      const id = await stage.read<string>(call);
      await stage.send(call);
      return id;
    },
  };
}

function holdersOf(admin: Address) {
  const nobody = zeroAddress;
  const others = { pauser: nobody, unpauser: nobody, rateLimiter: nobody, idCustomizer: nobody };
  return { admin, ...others, erc20Customizer: nobody };
}

function toClientState({ header: { chainId, height }, trustingSeconds = 86_400 }: ClientSpec) {
  return {
    chainId,
    trustLevel: { numerator: 1, denominator: 3 },
    latestHeight: { revisionNumber: parseChainRevision(chainId), revisionHeight: height },
    trustingPeriod: trustingSeconds,
    unbondingPeriod: 2 * trustingSeconds,
    isFrozen: false,
    zkAlgorithm: 0,
  };
}

function toAbiState({ timestamp, root, nextValidatorsHash }: ConsensusState) {
  return { timestamp, root: toHex(root), nextValidatorsHash: toHex(nextValidatorsHash) };
}

function readCode(name: string): Hex {
  const { creationCode } = JSON.parse(readFileSync(join(SOLIDITY, 'artifacts', `${name}.json`), 'utf8'));
  return creationCode;
}

function readKernel(name: string): Hex {
  return readFileSync(join(SOLIDITY, 'kernels', `${name}.hex`), 'utf8').trim() as Hex;
}
