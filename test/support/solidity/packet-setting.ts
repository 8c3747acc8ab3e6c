/** Packets between a Cosmos chain with deep stores and a deployment on anvil, with all that proves them. @module */
import { encodeUtf8 } from '@causeway/lightclient/codec';
import {
  buildTransferPayload,
  commitAcknowledgement,
  commitPacket,
  encodeBech32,
  type Height,
  type IbcPacket,
  packetKeys,
  TRANSFER_SUCCESS,
} from '@causeway/lightclient/ibc';
import { type ConsensusState, parseChainRevision } from '@causeway/lightclient/tendermint';
import { type Hex, maxUint256, type TransactionReceipt } from 'viem';
import {
  type ContractProof,
  encodeRecvCall,
  encodeRouterUpdateCall,
  type SharedProof,
} from '../../../relayer/chains/ethereum/encode-calls.ts';
import {
  encodeContractProof,
  encodeContractProofs,
  type ProvenClaim,
} from '../../../relayer/chains/ethereum/encode-proof.ts';
import { encodeContractUpdate } from '../../../relayer/chains/ethereum/encode-update.ts';
import { BASE_TIME, SECOND, sha256 } from '../build-header.ts';
import { type Bridge, type DeployedClient, encodeApproval, encodeDeparture, stateOf, voucherOf } from './bridge.ts';
import { buildDeepStores, type DeepStores } from './fixtures/deep-stores.ts';
import { type HardCase, hardBlock, hardCase, TRUSTED_HEIGHT } from './fixtures/hard-cases.ts';
import type { Stage } from './stage.ts';

/** Packets of a multicall. */
export const BATCH = 25;
/** Of the client on the Cosmos chain. */
const COSMOS_CLIENT = '08-wasm-0';
const IBC = encodeUtf8('ibc');
const SENDER = encodeBech32({ prefix: 'cosmos', bytes: sha256('sender').subarray(0, 20) });
const DENOM = 'uatom';
const HOUR = 3_600n;
/** Heights of the chain that the client comes to know, in order; their times. */
export const EARLY = 14n;
export const LATE = 20n;
export const LAST = 24n;
const HEIGHTS = [TRUSTED_HEIGHT, EARLY, LATE, LAST];
export const LATE_TIME = BASE_TIME + 2n * HOUR * SECOND;

/** What the tests of packets share. */
export interface PacketSetting {
  readonly stage: Stage;
  readonly bridge: Bridge;
  readonly client: DeployedClient;
  readonly origin: HardCase;
  /** What the Cosmos chain holds: commitments to `arriving`, acknowledgements of what is sent later. */
  readonly stores: DeepStores;
  readonly arriving: readonly IbcPacket[];
}

export async function preparePackets(stage: Stage, bridge: Bridge): Promise<PacketSetting> {
  const origin = hardCase('four');
  const client = await bridge.addClient({ ...origin.trusted.signedHeader, counterpartyId: COSMOS_CLIENT });
  const receivers = [stage.sender, `0x${'5'.repeat(40)}`];
  const arriving = Array.from({ length: 3 + 2 * BATCH }, (_, index) => arrival(index, client.id, receivers));
  const acknowledged = commitAcknowledgement({ appAcknowledgements: [TRANSFER_SUCCESS] });
  const answers = Array.from({ length: BATCH + 1 }, (_, index) => {
    const packet = { sequence: BigInt(index + 1), sourceClient: client.id, destinationClient: COSMOS_CLIENT };
    return [packetKeys(packet).acknowledgement, acknowledged] as const;
  });
  const commitments = arriving.map((packet) => [packetKeys(packet).commitment, commitPacket(packet)] as const);
  return { stage, bridge, client, origin, stores: buildDeepStores([...commitments, ...answers]), arriving };
}

/** The second one goes to somebody else. */
function arrival(index: number, destinationClient: string, [own = '', other = '']: readonly string[]): IbcPacket {
  const receiver = index === 1 ? other : own;
  const transfer = { denom: DENOM, amount: 1_000_000n, sender: SENDER, receiver, memo: '' };
  return {
    sequence: BigInt(index + 1),
    sourceClient: COSMOS_CLIENT,
    destinationClient,
    timeoutSeconds: BASE_TIME / SECOND + 12n * HOUR,
    payloads: [buildTransferPayload(transfer, 'application/x-solidity-abi')],
  };
}

/** Transfers to the Cosmos chain, each in a transaction of its own. */
export async function sendSome(
  { stage, bridge, client }: PacketSetting,
  count: number,
): Promise<readonly TransactionReceipt[]> {
  const token = await voucherOf(stage, bridge, client.id, DENOM);
  await stage.send({ to: token, data: encodeApproval(bridge.transfer, maxUint256) });
  const timeoutSeconds = LATE_TIME / SECOND - HOUR;
  const data = encodeDeparture({ token, amount: 7n, receiver: SENDER, sourceClient: client.id, timeoutSeconds });
  const sent: TransactionReceipt[] = [];
  while (sent.length < count) sent.push(await stage.send({ to: bridge.transfer, data }));
  return sent;
}

/** The call that tells the client of a height: all from the first block, by the same four. */
export function updateTo({ origin, stores, client }: PacketSetting, height: bigint): Hex {
  const header = { appHash: stores.root };
  const block = hardBlock({ height, signers: origin.signers, time: timeOf(height), header });
  const trusted = { height: TRUSTED_HEIGHT, state: stateOf(origin.trusted.signedHeader.header) };
  const heightBelow = HEIGHTS[HEIGHTS.indexOf(height) - 1] ?? TRUSTED_HEIGHT;
  return encodeRouterUpdateCall(client.id, encodeContractUpdate({ block, trusted }, heightBelow));
}

export function receive(setting: PacketSetting, packet: IbcPacket, height: bigint): Hex {
  return encodeRecvCall(packet, membership(setting, packetKeys(packet).commitment, height));
}

/** In one transaction, by proofs that share what they show. */
export function receiveAll(setting: PacketSetting, packets: readonly IbcPacket[], height: bigint): readonly Hex[] {
  const keys = packets.map((packet) => packetKeys(packet).commitment);
  return proveAll(setting, keys, height).flatMap((proof, index) => {
    const packet = packets[index];
    return packet === undefined ? [] : encodeRecvCall(packet, proof);
  });
}

/** Of keys that are there. */
export function proveAll(setting: PacketSetting, keys: readonly Uint8Array[], height: bigint): readonly SharedProof[] {
  const { stores } = setting;
  const batch = keys.map((key) => ({
    claim: { store: IBC, key, value: stores.valueOf(key) },
    proof: stores.membership(key),
  }));
  return proveBatch(setting, batch, height);
}

/** Of keys that are not. */
export function proveAbsences(
  setting: PacketSetting,
  keys: readonly Uint8Array[],
  height: bigint,
): readonly SharedProof[] {
  const batch = keys.map((key) => ({ claim: { store: IBC, key }, proof: setting.stores.nonMembership(key) }));
  return proveBatch(setting, batch, height);
}

function proveBatch(setting: PacketSetting, batch: readonly ProvenClaim[], height: bigint): readonly SharedProof[] {
  const heightOf = heightOfProof(setting, height);
  return encodeContractProofs(stateAt(setting, height), batch).map((proof) => ({ proof, height: heightOf }));
}

export function membership(setting: PacketSetting, key: Uint8Array, height: bigint): ContractProof {
  const { stores } = setting;
  const claim = { store: IBC, key, value: stores.valueOf(key) };
  return toProof(setting, height, encodeContractProof(stores.membership(key), claim));
}

export function absence(setting: PacketSetting, key: Uint8Array, height: bigint): ContractProof {
  return toProof(setting, height, encodeContractProof(setting.stores.nonMembership(key), { store: IBC, key }));
}

function toProof(setting: PacketSetting, height: bigint, proof: Uint8Array): ContractProof {
  return { proof, state: stateAt(setting, height), height: heightOfProof(setting, height) };
}

function stateAt({ origin, stores }: PacketSetting, height: bigint): ConsensusState {
  const { nextValidatorsHash } = origin.trusted.signedHeader.header;
  return { timestamp: timeOf(height), root: stores.root, nextValidatorsHash };
}

function heightOfProof({ origin }: PacketSetting, height: bigint): Height {
  const { chainId } = origin.trusted.signedHeader.header;
  return { revisionNumber: parseChainRevision(chainId), revisionHeight: height };
}

function timeOf(height: bigint): bigint {
  return height === EARLY ? BASE_TIME + height * SECOND : LATE_TIME + height;
}
