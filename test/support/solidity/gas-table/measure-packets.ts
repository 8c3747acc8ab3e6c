/** What packets and their proofs cost on anvil: between a Cosmos chain with deep stores and the deployment. @module */
import { type IbcPacket, packetKeys, TRANSFER_SUCCESS } from '@causeway/lightclient/ibc';
import { decodeFunctionData, type Hex, hexToBytes, type TransactionReceipt } from 'viem';
import { lightClientAbi } from '../../../../contracts/abi/index.ts';
import { encodeAckCall, encodeMulticall, encodeTimeoutCall } from '../../../../relayer/chains/ethereum/encode-calls.ts';
import { SECOND } from '../../build-header.ts';
import { type Bridge, sentPackets } from '../bridge.ts';
import {
  absence,
  BATCH,
  EARLY,
  LAST,
  LATE,
  LATE_TIME,
  membership,
  type PacketSetting,
  preparePackets,
  proveAll,
  receive,
  receiveAll,
  sendSome,
  updateTo,
} from '../packet-setting.ts';
import { callsOf, type Frame, type Stage } from '../stage.ts';
import type { GasRowId } from './rows.ts';

type Figures = Readonly<Partial<Record<GasRowId, number>>>;

export async function measurePackets(stage: Stage, bridge: Bridge): Promise<Figures> {
  const setting = await preparePackets(stage, bridge);
  const update = await gasOf(setting, updateTo(setting, EARLY));
  const arrivals = await measureArrivals(setting);
  const departures = await measureDepartures(setting);
  const packets = receiveAll(setting, setting.arriving.slice(3 + BATCH), LAST);
  const together = await gasOf(setting, encodeMulticall([updateTo(setting, LAST), ...packets]));
  return { 'update-4-router': update, ...arrivals, ...departures, 'update-and-packets': together };
}

async function measureArrivals(setting: PacketSetting): Promise<Figures> {
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

async function measureDepartures(setting: PacketSetting): Promise<Figures> {
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

/** Execution, and 16 gas for each byte of the proof in the calldata, 4 for each that is 0. */
function priceOfProof({ gas, input }: Frame): number {
  const { functionName, args } = decodeFunctionData({ abi: lightClientAbi, data: input });
  if (functionName !== 'verifyMembership' && functionName !== 'verifyNonMembership') {
    throw new Error(`trace: want a proof, got ${functionName}`);
  }
  const [{ proof }] = args;
  return gas + sum(Array.from(hexToBytes(proof), (byte) => (byte === 0 ? 4 : 16)));
}

function send({ stage, bridge }: PacketSetting, data: Hex): Promise<TransactionReceipt> {
  return stage.send({ to: bridge.router, data });
}

async function gasOf(setting: PacketSetting, data: Hex): Promise<number> {
  return Number((await send(setting, data)).gasUsed);
}

function perPacket({ gasUsed }: TransactionReceipt): number {
  return Math.round(Number(gasUsed) / BATCH);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
