/** Calls of the router and of a light client: updates, misbehaviour, packets with their proofs, proofs alone. @module */
import { concatBytes } from '@causeway/lightclient/codec';
import type { Height, IbcPacket } from '@causeway/lightclient/ibc';
import type { ConsensusState } from '@causeway/lightclient/tendermint';
import { bytesToHex, encodeFunctionData, type Hex } from 'viem';
import { cometBftClientAbi, ics26RouterAbi } from '../../../contracts/abi/index.ts';
import { encodeContractState } from './encode-update.ts';

/** What a claim is proven by. */
export interface ContractProof {
  /** A height of which the client stores the state. */
  readonly height: Height;
  readonly state: ConsensusState;
  /** As `encodeContractProof` makes it. */
  readonly proof: Uint8Array;
}

/** One of the proofs of a multicall. */
export interface SharedProof {
  readonly height: Height;
  /** As `encodeContractProofs` makes them: with the state, if it is needed. */
  readonly proof: Uint8Array;
}

/** `updateClient` of a client itself. @param update As `encodeContractUpdate` makes it */
export function encodeClientUpdateCall(update: Uint8Array): Hex {
  return encodeFunctionData({ abi: cometBftClientAbi, functionName: 'updateClient', args: [bytesToHex(update)] });
}

/** `advanceSession` of a client. @param evidence One of the `advances` of `encodeSessionUpdate` */
export function encodeAdvanceCall(evidence: Uint8Array): Hex {
  return encodeFunctionData({ abi: cometBftClientAbi, functionName: 'advanceSession', args: [bytesToHex(evidence)] });
}

/** `updateClient` of the router, which passes the update on to its client of this id. */
export function encodeRouterUpdateCall(clientId: string, update: Uint8Array): Hex {
  return encodeFunctionData({
    abi: ics26RouterAbi,
    functionName: 'updateClient',
    args: [clientId, bytesToHex(update)],
  });
}

/** `misbehaviour` of a client itself. @param evidence As `encodeContractMisbehaviour` makes it */
export function encodeClientMisbehaviourCall(evidence: Uint8Array): Hex {
  return encodeFunctionData({ abi: cometBftClientAbi, functionName: 'misbehaviour', args: [bytesToHex(evidence)] });
}

/** `submitMisbehaviour` of the router. */
export function encodeRouterMisbehaviourCall(clientId: string, evidence: Uint8Array): Hex {
  const args = [clientId, bytesToHex(evidence)] as const;
  return encodeFunctionData({ abi: ics26RouterAbi, functionName: 'submitMisbehaviour', args });
}

/** `recvPacket`: the proof is of the packet's commitment at its source. */
export function encodeRecvCall(packet: IbcPacket, proof: ContractProof | SharedProof): Hex {
  const message = { packet: toAbiPacket(packet), proofCommitment: toProofBytes(proof), proofHeight: proof.height };
  return encodeFunctionData({ abi: ics26RouterAbi, functionName: 'recvPacket', args: [message] });
}

/** `ackPacket`: the proof is of the acknowledgement at the packet's destination. */
export function encodeAckCall(packet: IbcPacket, acknowledgement: Uint8Array, proof: ContractProof | SharedProof): Hex {
  const message = {
    packet: toAbiPacket(packet),
    acknowledgement: bytesToHex(acknowledgement),
    proofAcked: toProofBytes(proof),
    proofHeight: proof.height,
  };
  return encodeFunctionData({ abi: ics26RouterAbi, functionName: 'ackPacket', args: [message] });
}

/** `timeoutPacket`: the proof is of the receipt's absence at the packet's destination. */
export function encodeTimeoutCall(packet: IbcPacket, proof: ContractProof | SharedProof): Hex {
  const message = { packet: toAbiPacket(packet), proofTimeout: toProofBytes(proof), proofHeight: proof.height };
  return encodeFunctionData({ abi: ics26RouterAbi, functionName: 'timeoutPacket', args: [message] });
}

/** `verifyMembership` of a client itself. @param path Name of the store and key */
export function encodeMembershipCall(
  path: readonly [store: Uint8Array, key: Uint8Array],
  value: Uint8Array,
  proof: ContractProof | SharedProof,
): Hex {
  const claim = { proof: toProofBytes(proof), proofHeight: proof.height, path: path.map((part) => bytesToHex(part)) };
  const args = [{ ...claim, value: bytesToHex(value) }] as const;
  return encodeFunctionData({ abi: cometBftClientAbi, functionName: 'verifyMembership', args });
}

/** `verifyNonMembership` of a client itself. @param path Name of the store and key */
export function encodeAbsenceCall(
  path: readonly [store: Uint8Array, key: Uint8Array],
  proof: ContractProof | SharedProof,
): Hex {
  const claim = { proof: toProofBytes(proof), proofHeight: proof.height, path: path.map((part) => bytesToHex(part)) };
  return encodeFunctionData({ abi: cometBftClientAbi, functionName: 'verifyNonMembership', args: [claim] });
}

/** Several calls of the router in one, in their order; one that fails undoes all. */
export function encodeMulticall(calls: readonly Hex[]): Hex {
  return encodeFunctionData({ abi: ics26RouterAbi, functionName: 'multicall', args: [calls] });
}

/** The state comes first: the contract keeps no more than its hash. */
function toProofBytes(one: ContractProof | SharedProof): Hex {
  return bytesToHex('state' in one ? concatBytes(encodeContractState(one.state), one.proof) : one.proof);
}

function toAbiPacket(packet: IbcPacket) {
  return {
    sequence: packet.sequence,
    sourceClient: packet.sourceClient,
    destClient: packet.destinationClient,
    timeoutTimestamp: packet.timeoutSeconds,
    payloads: packet.payloads.map(({ sourcePort, destinationPort, version, encoding, value }) => ({
      sourcePort,
      destPort: destinationPort,
      version,
      encoding,
      value: bytesToHex(value),
    })),
  };
}
