/** The contracts on anvil, deployed as `causeway deploy ethereum` does, and what a test does with them. @module */
import type { IbcPacket } from '@causeway/lightclient/ibc';
import { type ConsensusState, type Header, parseChainRevision } from '@causeway/lightclient/tendermint';
import {
  type Address,
  decodeFunctionResult,
  encodeFunctionData,
  type Hex,
  hexToBytes,
  parseEventLogs,
  type TransactionReceipt,
  toHex,
  zeroAddress,
} from 'viem';
import { cometBftClientAbi, ibcErc20Abi, ics20TransferAbi, ics26RouterAbi } from '../../../contracts/abi/index.ts';
import { addClients, deployContracts } from '../../../relayer/chains/ethereum/deploy/deploy-contracts.ts';
import { addressOf, type Manifest } from '../../../relayer/chains/ethereum/deploy/manifest.ts';
import { runPlan } from '../../../relayer/chains/ethereum/deploy/run-plan.ts';
import { COSMOS_MERKLE_PREFIX, onlyAdmin } from '../../../relayer/chains/ethereum/deploy/settings.ts';
import type { Stage } from './stage.ts';

/** Where a light client begins: the header is believed. */
export interface ClientSpec {
  readonly header: Pick<Header, 'chainId' | 'height' | 'time' | 'appHash' | 'nextValidatorsHash'>;
  /** The client at the other end. Default: of no importance. */
  readonly counterpartyId?: string;
  /** Seconds; default: 30 days. */
  readonly trustingPeriod?: number;
}

/** A light client that is registered with the router. */
export interface DeployedClient {
  readonly address: Address;
  readonly id: string;
}

/** A transfer away from Ethereum. */
export interface Departure {
  readonly token: Address;
  readonly amount: bigint;
  readonly receiver: string;
  readonly sourceClient: string;
  readonly timeoutSeconds: bigint;
}

/** A deployment, which clients are added to. */
export interface Bridge {
  readonly router: Address;
  readonly transfer: Address;
  readonly verifiers: { readonly ed25519: Address; readonly secp256k1: Address; readonly secp256k1Eth: Address };
  /** What was done so far. */
  manifest(): Manifest;
  addClient(spec: ClientSpec): Promise<DeployedClient>;
}

const DAY = 86_400;

export async function deployBridge({ client, sender }: Stage): Promise<Bridge> {
  const settings = { holders: onlyAdmin(sender), permit2: zeroAddress };
  let manifest = await deployContracts({ client, settings, version: '0.0.0' });
  return {
    router: addressOf(manifest, 'router'),
    transfer: addressOf(manifest, 'transfer'),
    verifiers: {
      ed25519: addressOf(manifest, 'ed25519Verifier'),
      secp256k1: addressOf(manifest, 'secp256k1Verifier'),
      secp256k1Eth: addressOf(manifest, 'secp256k1EthVerifier'),
    },
    manifest: () => manifest,
    addClient: async (spec) => {
      const name = `client ${manifest.clients.length}`;
      manifest = await runPlan(addClients(manifest, [{ name, ...toSettings(spec) }]), { client });
      const { contract, registration } = manifest.clients.at(-1) ?? {};
      if (contract === undefined || registration === undefined) throw new Error('unreachable: the plan was run');
      return { address: contract.address, id: registration.clientId };
    },
  };
}

function toSettings({ header, counterpartyId = '08-wasm-0', trustingPeriod = 30 * DAY }: ClientSpec) {
  const { chainId, height, time, appHash, nextValidatorsHash } = header;
  return {
    counterparty: { clientId: counterpartyId, merklePrefix: COSMOS_MERKLE_PREFIX },
    trust: {
      chainId,
      revisionNumber: parseChainRevision(chainId),
      height,
      timestamp: time,
      root: toHex(appHash),
      nextValidatorsHash: toHex(nextValidatorsHash),
      trustLevel: { numerator: 1, denominator: 3 },
      trustingPeriod,
      unbondingPeriod: 2 * trustingPeriod,
      maxClockDrift: 15,
    },
  };
}

/** The state that a header leaves, as clients keep it. */
export function stateOf({ time, appHash, nextValidatorsHash }: ClientSpec['header']): ConsensusState {
  return { timestamp: time, root: appHash, nextValidatorsHash };
}

/** `advanceSession` of a light client. */
export function encodeSessionCall(evidence: Uint8Array): Hex {
  return encodeFunctionData({ abi: cometBftClientAbi, functionName: 'advanceSession', args: [toHex(evidence)] });
}

/** `sendTransfer` of the transfer application. */
export function encodeDeparture({ token, timeoutSeconds, ...rest }: Departure): Hex {
  const message = { denom: token, destPort: '', timeoutTimestamp: timeoutSeconds, memo: '', ...rest };
  return encodeFunctionData({ abi: ics20TransferAbi, functionName: 'sendTransfer', args: [message] });
}

/** The packets that a transaction sent. */
export function sentPackets({ logs }: TransactionReceipt): readonly IbcPacket[] {
  return parseEventLogs({ abi: ics26RouterAbi, logs, eventName: 'SendPacket' }).map(({ args: { packet } }) => ({
    sequence: packet.sequence,
    sourceClient: packet.sourceClient,
    destinationClient: packet.destClient,
    timeoutSeconds: packet.timeoutTimestamp,
    payloads: packet.payloads.map(({ destPort, value, ...rest }) => ({
      ...rest,
      destinationPort: destPort,
      value: hexToBytes(value),
    })),
  }));
}

/** The token that stands for one of another chain. @param denom There */
export async function voucherOf(stage: Stage, { transfer }: Bridge, clientId: string, denom: string): Promise<Address> {
  const call = { abi: ics20TransferAbi, functionName: 'ibcERC20Contract' } as const;
  const args = [`transfer/${clientId}/${denom}`] as const;
  const data = await stage.ask({ to: transfer, data: encodeFunctionData({ ...call, args }) });
  return decodeFunctionResult({ ...call, data });
}

export async function balanceOf(stage: Stage, token: Address, holder: Address): Promise<bigint> {
  const call = { abi: ibcErc20Abi, functionName: 'balanceOf' } as const;
  const data = await stage.ask({ to: token, data: encodeFunctionData({ ...call, args: [holder] }) });
  return decodeFunctionResult({ ...call, data });
}

export function encodeApproval(spender: Address, amount: bigint): Hex {
  return encodeFunctionData({ abi: ibcErc20Abi, functionName: 'approve', args: [spender, amount] });
}
