/** What packets and their proofs cost on anvil: between a Cosmos chain with deep stores and the deployment. @module */
import { concatBytes, encodeUtf8 } from '@causeway/lightclient/codec';
import {
  buildTransferPayload,
  commitAcknowledgement,
  commitPacket,
  encodeBech32,
  type IbcPacket,
  packetKeys,
  TRANSFER_SUCCESS,
} from '@causeway/lightclient/ibc';
import { parseChainRevision } from '@causeway/lightclient/tendermint';
import { type Address, decodeFunctionData, hexToBytes, maxUint256, type TransactionReceipt } from 'viem';
import { ibcErc20Abi, ics20TransferAbi, lightClientAbi } from '../../../../contracts/abi/index.ts';
import { encodeContractProof } from '../../../../relayer/chains/ethereum/encode-proof.ts';
import { encodeContractState, encodeContractUpdate } from '../../../../relayer/chains/ethereum/encode-update.ts';
import { BASE_TIME, SECOND, sha256, toConsensusState } from '../../build-header.ts';
import type { Entry } from '../../build-proof.ts';
import type { Bridge } from '../bridge.ts';
import { buildDeepStores, type DeepStores } from '../fixtures/deep-stores.ts';
import { type HardCase, hardBlock, hardCase, TRUSTED_HEIGHT } from '../fixtures/hard-cases.ts';
import { type PacketCalls, type Proven, packetCalls, sentPackets } from '../packet-calls.ts';
import { type Call, callsOf, type Frame, type Stage } from '../stage.ts';
import type { GasRowId } from './rows.ts';

const BATCH = 25;
/** Of the client on the Cosmos chain. */
const COSMOS_CLIENT = '08-wasm-0';
const IBC = encodeUtf8('ibc');
const SENDER = encodeBech32({ prefix: 'cosmos', bytes: sha256('sender').subarray(0, 20) });
const HOUR = 3_600n;
/** Heights of the chain that the client comes to know, in order; their times. */
const EARLY = 14n;
const LATE = 20n;
const LAST = 24n;
const LATE_TIME = BASE_TIME + 2n * HOUR * SECOND;

type Figures = Readonly<Partial<Record<GasRowId, number>>>;

/** Everything that the measurements share. */
interface Setting {
  readonly stage: Stage;
  readonly calls: PacketCalls;
  readonly client: Address;
  readonly clientId: string;
  readonly origin: HardCase;
  /** What the Cosmos chain holds: commitments to `arriving`, acknowledgements of what is sent later. */
  readonly stores: DeepStores;
  readonly arriving: readonly IbcPacket[];
}

export async function measurePackets(stage: Stage, bridge: Bridge): Promise<Figures> {
  const setting = await prepare(stage, bridge);
  const update = await gasOf(setting, setting.calls.update(setting.clientId, updateTo(setting, EARLY)));
  const arrivals = await measureArrivals(setting);
  const token = await voucherOf(setting, bridge);
  const approve: Call = { to: token, abi: ibcErc20Abi, name: 'approve', args: [bridge.transfer, maxUint256] };
  await stage.send(approve);
  const departures = await measureDepartures(setting, token);
  return { 'update-4-router': update, ...arrivals, ...departures, 'update-and-packets': await measureBoth(setting) };
}

async function prepare(stage: Stage, bridge: Bridge): Promise<Setting> {
  const origin = hardCase('four');
  const { header } = origin.trusted.signedHeader;
  const client = await bridge.createClient({ header, state: toConsensusState(origin.trusted.signedHeader) });
  const clientId = await bridge.addClient(client, COSMOS_CLIENT);
  const receivers = [stage.sender, `0x${'5'.repeat(40)}`];
  const arriving = Array.from({ length: 3 + 2 * BATCH }, (_, index) => arrival(index, clientId, receivers));
  const acknowledged = { appAcknowledgements: [TRANSFER_SUCCESS] };
  const entries = [
    ...arriving.map((packet): Entry => [packetKeys(packet).commitment, commitPacket(packet)]),
    ...Array.from(
      { length: BATCH + 1 },
      (_, index): Entry => [acknowledgementKey(clientId, index), commitAcknowledgement(acknowledged)],
    ),
  ];
  const stores = buildDeepStores(entries);
  return { stage, calls: packetCalls(bridge), client, clientId, origin, stores, arriving };
}

/** The second one goes to somebody else. */
function arrival(index: number, destinationClient: string, [own = '', other = '']: readonly string[]): IbcPacket {
  const receiver = index === 1 ? other : own;
  const transfer = { denom: 'uatom', amount: 1_000_000n, sender: SENDER, receiver, memo: '' };
  return {
    sequence: BigInt(index + 1),
    sourceClient: COSMOS_CLIENT,
    destinationClient,
    timeoutSeconds: BASE_TIME / SECOND + 12n * HOUR,
    payloads: [buildTransferPayload(transfer, 'application/x-solidity-abi')],
  };
}

function acknowledgementKey(sourceClient: string, index: number): Uint8Array {
  return packetKeys({ sequence: BigInt(index + 1), sourceClient, destinationClient: COSMOS_CLIENT }).acknowledgement;
}

async function measureArrivals(setting: Setting): Promise<Figures> {
  const { stage, calls, arriving } = setting;
  const receive = (packet: IbcPacket) =>
    calls.receive(packet, membership(setting, packetKeys(packet).commitment, EARLY));
  const [first, second, third, ...rest] = arriving.map(receive);
  if (first === undefined || second === undefined || third === undefined) throw new Error('want three packets');
  const firstReceipt = await stage.send(first);
  const newReceiver = await gasOf(setting, second);
  const single = await gasOf(setting, third);
  const redundant = await gasOf(setting, third);
  const batch = await stage.send(calls.together(rest.slice(0, BATCH)));
  const proofs = callsOf(await stage.traceOf(batch), setting.client).map(priceOfProof);
  const [alone, ...further] = proofs;
  if (alone === undefined || further.length !== BATCH - 1)
    throw new Error(`want ${BATCH} proofs, got ${proofs.length}`);
  return {
    'recv-new-token': Number(firstReceipt.gasUsed),
    'recv-new-receiver': newReceiver,
    'recv-single': single,
    'recv-redundant': redundant,
    'recv-batch': perPacket(batch),
    'membership-single': alone,
    'membership-batch': Math.round(sum(further) / further.length),
  };
}

async function measureDepartures(setting: Setting, token: Address): Promise<Figures> {
  const { stage, calls, clientId } = setting;
  const timeoutSeconds = LATE_TIME / SECOND - HOUR;
  const send = calls.send({ token, amount: 7n, receiver: SENDER, sourceClient: clientId, timeoutSeconds });
  const receipts: TransactionReceipt[] = [];
  for (let index = 0; index < BATCH + 2; index++) receipts.push(await stage.send(send));
  const packets = receipts.flatMap(sentPackets);
  const acknowledge = (packet: IbcPacket) =>
    calls.acknowledge(packet, TRANSFER_SUCCESS, membership(setting, packetKeys(packet).acknowledgement, EARLY));
  const [alone, ...others] = packets.slice(0, BATCH + 1).map(acknowledge);
  const last = packets[BATCH + 1];
  if (alone === undefined || last === undefined) throw new Error('want packets that were sent');
  const ackSingle = await gasOf(setting, alone);
  const ackBatch = await stage.send(calls.together(others));
  await stage.warp(LATE_TIME / SECOND + 10n);
  await stage.send(calls.update(clientId, updateTo(setting, LATE)));
  const key = packetKeys(last).receipt;
  const proof = encodeContractProof(setting.stores.nonMembership(key), { store: IBC, key });
  const timeout = await stage.send(calls.timeOut(last, toProven(setting, LATE, proof)));
  const [absence] = callsOf(await stage.traceOf(timeout), setting.client).map(priceOfProof);
  return {
    send: Number(receipts.at(-1)?.gasUsed),
    'ack-single': ackSingle,
    'ack-batch': perPacket(ackBatch),
    'timeout-single': Number(timeout.gasUsed),
    'absence-single': absence ?? 0,
  };
}

/** A later block, and the packets in it. */
async function measureBoth(setting: Setting): Promise<number> {
  const { calls, clientId, arriving } = setting;
  const packets = arriving.slice(3 + BATCH).map((packet) => {
    return calls.receive(packet, membership(setting, packetKeys(packet).commitment, LAST));
  });
  return gasOf(setting, calls.together([calls.update(clientId, updateTo(setting, LAST)), ...packets]));
}

/** All from the first block, by the same four. */
function updateTo({ origin, stores }: Setting, height: bigint): Uint8Array {
  const time = height === EARLY ? origin.block.signedHeader.header.time : LATE_TIME + height;
  const block = hardBlock({ height, signers: origin.signers, time, header: { appHash: stores.root } });
  const state = toConsensusState(origin.trusted.signedHeader);
  const heightBelow = height === EARLY ? TRUSTED_HEIGHT : height === LATE ? EARLY : LATE;
  return encodeContractUpdate({ block, trusted: { height: TRUSTED_HEIGHT, state } }, heightBelow);
}

function membership(setting: Setting, key: Uint8Array, height: bigint): Proven {
  const claim = { store: IBC, key, value: setting.stores.valueOf(key) };
  return toProven(setting, height, encodeContractProof(setting.stores.membership(key), claim));
}

function toProven({ origin, stores }: Setting, height: bigint, proof: Uint8Array): Proven {
  const { header } = origin.trusted.signedHeader;
  const timestamp = height === EARLY ? origin.block.signedHeader.header.time : LATE_TIME + height;
  const state = { timestamp, root: stores.root, nextValidatorsHash: header.nextValidatorsHash };
  return {
    proof: concatBytes(encodeContractState(state), proof),
    height: { revisionNumber: parseChainRevision(header.chainId), revisionHeight: height },
  };
}

async function voucherOf({ stage, clientId }: Setting, { transfer }: Bridge): Promise<Address> {
  const args = [`transfer/${clientId}/uatom`];
  return stage.read<Address>({ to: transfer, abi: ics20TransferAbi, name: 'ibcERC20Contract', args });
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

async function gasOf({ stage }: Setting, call: Call): Promise<number> {
  return Number((await stage.send(call)).gasUsed);
}

function perPacket({ gasUsed }: TransactionReceipt): number {
  return Math.round(Number(gasUsed) / BATCH);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
