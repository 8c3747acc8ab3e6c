/** What packets and their proofs cost on anvil: between a Cosmos chain with deep stores and the deployment. @module */
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
import { decodeFunctionData, type Hex, hexToBytes, maxUint256, type TransactionReceipt } from 'viem';
import { lightClientAbi } from '../../../../contracts/abi/index.ts';
import {
  type ContractProof,
  encodeAckCall,
  encodeMulticall,
  encodeRecvCall,
  encodeRouterUpdateCall,
  encodeTimeoutCall,
  type SharedProof,
} from '../../../../relayer/chains/ethereum/encode-calls.ts';
import { encodeContractProof, encodeContractProofs } from '../../../../relayer/chains/ethereum/encode-proof.ts';
import { encodeContractUpdate } from '../../../../relayer/chains/ethereum/encode-update.ts';
import { BASE_TIME, SECOND, sha256 } from '../../build-header.ts';
import {
  type Bridge,
  type DeployedClient,
  encodeApproval,
  encodeDeparture,
  sentPackets,
  stateOf,
  voucherOf,
} from '../bridge.ts';
import { buildDeepStores, type DeepStores } from '../fixtures/deep-stores.ts';
import { type HardCase, hardBlock, hardCase, TRUSTED_HEIGHT } from '../fixtures/hard-cases.ts';
import { callsOf, type Frame, type Stage } from '../stage.ts';
import type { GasRowId } from './rows.ts';

const BATCH = 25;
/** Of the client on the Cosmos chain. */
const COSMOS_CLIENT = '08-wasm-0';
const IBC = encodeUtf8('ibc');
const SENDER = encodeBech32({ prefix: 'cosmos', bytes: sha256('sender').subarray(0, 20) });
const DENOM = 'uatom';
const HOUR = 3_600n;
/** Heights of the chain that the client comes to know, in order; their times. */
const EARLY = 14n;
const LATE = 20n;
const LAST = 24n;
const HEIGHTS = [TRUSTED_HEIGHT, EARLY, LATE, LAST];
const LATE_TIME = BASE_TIME + 2n * HOUR * SECOND;

type Figures = Readonly<Partial<Record<GasRowId, number>>>;

/** Everything that the measurements share. */
interface Setting {
  readonly stage: Stage;
  readonly bridge: Bridge;
  readonly client: DeployedClient;
  readonly origin: HardCase;
  /** What the Cosmos chain holds: commitments to `arriving`, acknowledgements of what is sent later. */
  readonly stores: DeepStores;
  readonly arriving: readonly IbcPacket[];
}

export async function measurePackets(stage: Stage, bridge: Bridge): Promise<Figures> {
  const setting = await prepare(stage, bridge);
  const update = await gasOf(setting, updateTo(setting, EARLY));
  const arrivals = await measureArrivals(setting);
  const departures = await measureDepartures(setting);
  const packets = receiveAll(setting, setting.arriving.slice(3 + BATCH), LAST);
  const together = await gasOf(setting, encodeMulticall([updateTo(setting, LAST), ...packets]));
  return { 'update-4-router': update, ...arrivals, ...departures, 'update-and-packets': together };
}

async function prepare(stage: Stage, bridge: Bridge): Promise<Setting> {
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

async function measureArrivals(setting: Setting): Promise<Figures> {
  const [first, second, third] = setting.arriving.map((packet) => receive(setting, packet, EARLY));
  if (first === undefined || second === undefined || third === undefined) throw new Error('want three packets');
  const newToken = await gasOf(setting, first);
  const newReceiver = await gasOf(setting, second);
  const single = await send(setting, third);
  const [alone] = callsOf(await setting.stage.traceOf(single), setting.client.address).map(priceOfProof);
  const redundant = await gasOf(setting, third);
  const packets = receiveAll(setting, setting.arriving.slice(3, 3 + BATCH), EARLY);
  const batch = await send(setting, encodeMulticall(packets));
  const proofs = callsOf(await setting.stage.traceOf(batch), setting.client.address).map(priceOfProof);
  const further = proofs.slice(1);
  if (alone === undefined || further.length !== BATCH - 1)
    throw new Error(`want ${BATCH} proofs, got ${proofs.length}`);
  return {
    'recv-new-token': newToken,
    'recv-new-receiver': newReceiver,
    'recv-single': Number(single.gasUsed),
    'recv-redundant': redundant,
    'recv-batch': perPacket(batch),
    'membership-single': alone,
    'membership-batch': Math.round(sum(further) / further.length),
  };
}

async function measureDepartures(setting: Setting): Promise<Figures> {
  const { stage, client } = setting;
  const receipts = await sendSome(setting, BATCH + 2);
  const [alone, ...others] = receipts.flatMap(sentPackets);
  const last = others.pop();
  if (alone === undefined || last === undefined) throw new Error('want packets that were sent');
  const acknowledge = (packets: readonly IbcPacket[]) =>
    proveAll(
      setting,
      packets.map((packet) => packetKeys(packet).acknowledgement),
      EARLY,
    ).map((proof, index) => encodeAckCall(packets[index] ?? alone, TRANSFER_SUCCESS, proof));
  const ackSingle = await gasOf(
    setting,
    encodeAckCall(alone, TRANSFER_SUCCESS, membership(setting, packetKeys(alone).acknowledgement, EARLY)),
  );
  const ackBatch = await send(setting, encodeMulticall(acknowledge(others)));
  await stage.warp(LATE_TIME / SECOND + 10n);
  await send(setting, updateTo(setting, LATE));
  const timeout = await send(setting, encodeTimeoutCall(last, absence(setting, packetKeys(last).receipt, LATE)));
  const [absent] = callsOf(await stage.traceOf(timeout), client.address).map(priceOfProof);
  return {
    send: Number(receipts.at(-1)?.gasUsed),
    'ack-single': ackSingle,
    'ack-batch': perPacket(ackBatch),
    'timeout-single': Number(timeout.gasUsed),
    'absence-single': absent ?? Number.NaN,
  };
}

async function sendSome({ stage, bridge, client }: Setting, count: number): Promise<readonly TransactionReceipt[]> {
  const token = await voucherOf(stage, bridge, client.id, DENOM);
  await stage.send({ to: token, data: encodeApproval(bridge.transfer, maxUint256) });
  const timeoutSeconds = LATE_TIME / SECOND - HOUR;
  const data = encodeDeparture({ token, amount: 7n, receiver: SENDER, sourceClient: client.id, timeoutSeconds });
  const sent: TransactionReceipt[] = [];
  while (sent.length < count) sent.push(await stage.send({ to: bridge.transfer, data }));
  return sent;
}

/** All from the first block, by the same four. */
function updateTo({ origin, stores, client }: Setting, height: bigint): Hex {
  const header = { appHash: stores.root };
  const block = hardBlock({ height, signers: origin.signers, time: timeOf(height), header });
  const trusted = { height: TRUSTED_HEIGHT, state: stateOf(origin.trusted.signedHeader.header) };
  const heightBelow = HEIGHTS[HEIGHTS.indexOf(height) - 1] ?? TRUSTED_HEIGHT;
  return encodeRouterUpdateCall(client.id, encodeContractUpdate({ block, trusted }, heightBelow));
}

function receive(setting: Setting, packet: IbcPacket, height: bigint): Hex {
  return encodeRecvCall(packet, membership(setting, packetKeys(packet).commitment, height));
}

/** In one transaction, by proofs that share what they show. */
function receiveAll(setting: Setting, packets: readonly IbcPacket[], height: bigint): readonly Hex[] {
  const keys = packets.map((packet) => packetKeys(packet).commitment);
  return proveAll(setting, keys, height).flatMap((proof, index) => {
    const packet = packets[index];
    return packet === undefined ? [] : encodeRecvCall(packet, proof);
  });
}

function proveAll(setting: Setting, keys: readonly Uint8Array[], height: bigint): readonly SharedProof[] {
  const { stores } = setting;
  const batch = keys.map((key) => ({
    claim: { store: IBC, key, value: stores.valueOf(key) },
    proof: stores.membership(key),
  }));
  const heightOf = heightOfProof(setting, height);
  return encodeContractProofs(stateAt(setting, height), batch).map((proof) => ({ proof, height: heightOf }));
}

function membership(setting: Setting, key: Uint8Array, height: bigint): ContractProof {
  const { stores } = setting;
  const claim = { store: IBC, key, value: stores.valueOf(key) };
  return toProof(setting, height, encodeContractProof(stores.membership(key), claim));
}

function absence(setting: Setting, key: Uint8Array, height: bigint): ContractProof {
  return toProof(setting, height, encodeContractProof(setting.stores.nonMembership(key), { store: IBC, key }));
}

function toProof(setting: Setting, height: bigint, proof: Uint8Array): ContractProof {
  return { proof, state: stateAt(setting, height), height: heightOfProof(setting, height) };
}

function stateAt({ origin, stores }: Setting, height: bigint): ConsensusState {
  const { nextValidatorsHash } = origin.trusted.signedHeader.header;
  return { timestamp: timeOf(height), root: stores.root, nextValidatorsHash };
}

function heightOfProof({ origin }: Setting, height: bigint): Height {
  const { chainId } = origin.trusted.signedHeader.header;
  return { revisionNumber: parseChainRevision(chainId), revisionHeight: height };
}

function timeOf(height: bigint): bigint {
  return height === EARLY ? BASE_TIME + height * SECOND : LATE_TIME + height;
}

/** Execution, and 16 gas for each byte of the proof in the calldata, 4 for each that is 0. */
function priceOfProof({ gas, input }: Frame): number {
  const { functionName, args } = decodeFunctionData({ abi: lightClientAbi, data: input });
  if (functionName !== 'verifyMembership' && functionName !== 'verifyNonMembership') {
    throw new Error(`trace: want a proof, got ${functionName}`);
  }
  const [{ proof }] = args;
  return gas + sum(Array.from(hexToBytes(proof), (byte) => (byte === 0 ? 4 : 16)));
}

function send({ stage, bridge }: Setting, data: Hex): Promise<TransactionReceipt> {
  return stage.send({ to: bridge.router, data });
}

async function gasOf(setting: Setting, data: Hex): Promise<number> {
  return Number((await send(setting, data)).gasUsed);
}

function perPacket({ gasUsed }: TransactionReceipt): number {
  return Math.round(Number(gasUsed) / BATCH);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
