/** Packets between a Cosmos chain with millions of keys and the contracts: by real proofs of one multicall, and by forged ones. */
import { type IbcPacket, packetKeys, TRANSFER_SUCCESS } from '@causeway/lightclient/ibc';
import { type Hex, parseEventLogs } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ics26RouterAbi } from '../../contracts/abi/index.ts';
import {
  type ContractProof,
  encodeAckCall,
  encodeMulticall,
  encodeRecvCall,
  encodeRouterMisbehaviourCall,
  encodeTimeoutCall,
  type SharedProof,
} from '../../relayer/chains/ethereum/encode-calls.ts';
import { BASE_TIME, SECOND } from '../support/build-header.ts';
import { deployBridge, sentPackets } from '../support/solidity/bridge.ts';
import { hardMisbehaviour } from '../support/solidity/fixtures/hard-cases.ts';
import {
  absence,
  BATCH,
  EARLY,
  LATE,
  LATE_TIME,
  type PacketSetting,
  preparePackets,
  proveAbsences,
  proveAll,
  receiveAll,
  sendSome,
  updateTo,
} from '../support/solidity/packet-setting.ts';
import { openStage, type Stage } from '../support/solidity/stage.ts';

const MOST_GAS = 16_777_216n;

let stage: Stage;
let setting: PacketSetting;

// One deployment, and one story: each test begins where the one before it ended.
beforeAll(async () => {
  stage = await openStage({ timestamp: Number(BASE_TIME / SECOND) + 60 });
  setting = await preparePackets(stage, await deployBridge(stage));
}, 120_000);
afterAll(() => stage.stop());

const arriving = () => setting.arriving.slice(0, BATCH);
const commitmentsOf = (packets: readonly IbcPacket[]) => packets.map((packet) => packetKeys(packet).commitment);
const refusalOf = (...calls: readonly Hex[]) =>
  stage.refusalOf({ to: setting.bridge.router, data: encodeMulticall(calls) });
const send = (...calls: readonly Hex[]) => stage.send({ to: setting.bridge.router, data: encodeMulticall(calls) });

function pick<T>(list: readonly T[], index: number): T {
  const one = list[index];
  if (one === undefined) throw new Error(`want an entry ${index}, got ${list.length} entries`);
  return one;
}

test('receives 25 packets by proofs that share nodes, with the update they need, below the cap on gas', async () => {
  const receipt = await send(updateTo(setting, EARLY), ...receiveAll(setting, arriving(), EARLY));
  const written = parseEventLogs({ abi: ics26RouterAbi, logs: receipt.logs, eventName: 'WriteAcknowledgement' });
  expect(written.map(({ args }) => args.sequence)).toEqual(arriving().map(({ sequence }) => sequence));
  expect(receipt.gasUsed).toBeLessThan(MOST_GAS / 3n);
});

test('rejects proofs of a batch out of their order, and without the first (ProofNodeUnknown)', async () => {
  const calls = receiveAll(setting, arriving(), EARLY);
  expect(await refusalOf(...calls.slice(1))).toBe('ProofNodeUnknown');
  expect(await refusalOf(pick(calls, 1), pick(calls, 0))).toBe('ProofNodeUnknown');
  expect(await refusalOf(...calls)).toBeUndefined();
});

test('rejects a packet of which no more than its neighbour was proven (ProofNodeUnknown)', async () => {
  const [first, second] = [pick(arriving(), 0), pick(arriving(), 1)];
  const [whole, cut] = proveAll(setting, commitmentsOf([first, second]), EARLY);
  if (whole === undefined || cut === undefined) throw new Error('want two proofs');
  const forged = { ...second, timeoutSeconds: second.timeoutSeconds + 1n };
  const recv = (packet: IbcPacket, proof: SharedProof) => encodeRecvCall(packet, proof);
  expect(await refusalOf(recv(first, whole), recv(second, cut))).toBeUndefined();
  expect(await refusalOf(recv(first, whole), recv(forged, cut))).toBe('ProofNodeUnknown');
  const later = { ...cut, height: { ...cut.height, revisionHeight: cut.height.revisionHeight - 4n } };
  expect(await refusalOf(recv(first, whole), recv(second, later))).toBe('ProofNodeUnknown');
});

test('rejects what a frozen client remembers: a proof, misbehaviour, a proof by the first one (CCFrozen)', async () => {
  const [first, second] = receiveAll(setting, arriving(), EARLY);
  if (first === undefined || second === undefined) throw new Error('want two calls');
  const misbehaviour = encodeRouterMisbehaviourCall(setting.client.id, hardMisbehaviour(setting.origin));
  expect(await refusalOf(first, misbehaviour)).toBeUndefined();
  expect(await refusalOf(first, misbehaviour, second)).toBe('CCFrozen');
  expect(await refusalOf(misbehaviour, first)).toBe('CCFrozen');
});

test('acknowledges and times out what was sent, by proofs of one multicall each', async () => {
  const sent = (await sendSome(setting, BATCH + 3)).flatMap(sentPackets);
  const [answered, lost] = [sent.slice(0, BATCH), sent.slice(BATCH + 1)];
  const keys = answered.map((packet) => packetKeys(packet).acknowledgement);
  const proofs = proveAll(setting, keys, EARLY);
  const acknowledge = (acknowledgement: Uint8Array) =>
    answered.map((packet, index) => encodeAckCall(packet, acknowledgement, pick(proofs, index)));
  expect(await refusalOf(...acknowledge(Uint8Array.of(1)))).toBe('ProofRootMismatch');
  const receipt = await send(...acknowledge(TRANSFER_SUCCESS));
  expect(parseEventLogs({ abi: ics26RouterAbi, logs: receipt.logs, eventName: 'AckPacket' })).toHaveLength(BATCH);

  await stage.warp(LATE_TIME / SECOND + 10n);
  await send(updateTo(setting, LATE));
  const receipts = lost.map((packet) => packetKeys(packet).receipt);
  const absences = proveAbsences(setting, receipts, LATE);
  const timeOut = (index: number, proof: ContractProof | SharedProof) => encodeTimeoutCall(pick(lost, index), proof);
  expect(await refusalOf(timeOut(1, pick(absences, 1)))).toBe('ProofNodeUnknown');
  const early = absence(setting, pick(receipts, 0), EARLY);
  expect(await refusalOf(timeOut(0, early))).toBe('IBCInvalidTimeoutTimestamp');
  const ended = await send(timeOut(0, pick(absences, 0)), timeOut(1, pick(absences, 1)));
  expect(parseEventLogs({ abi: ics26RouterAbi, logs: ended.logs, eventName: 'TimeoutPacket' })).toHaveLength(2);
});
