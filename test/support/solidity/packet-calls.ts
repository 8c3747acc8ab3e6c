/** Calls of router and transfer application for packets of our own IBC code, and the packets that they send. @module */
import type { IbcPacket } from '@causeway/lightclient/ibc';
import {
  type Address,
  encodeFunctionData,
  type Hex,
  hexToBytes,
  parseEventLogs,
  type TransactionReceipt,
  toHex,
} from 'viem';
import { ics20TransferAbi, ics26RouterAbi } from '../../../contracts/abi/index.ts';
import type { Bridge } from './bridge.ts';
import type { Call } from './stage.ts';

/** What a proof is for, and where. */
export interface Proven {
  readonly proof: Uint8Array;
  readonly height: { readonly revisionNumber: bigint; readonly revisionHeight: bigint };
}

/** A transfer away from Ethereum. */
export interface Departure {
  readonly token: Address;
  readonly amount: bigint;
  readonly receiver: string;
  readonly sourceClient: string;
  readonly timeoutSeconds: bigint;
}

/** Calls of the router. */
export interface PacketCalls {
  receive(packet: IbcPacket, proven: Proven): Call;
  acknowledge(packet: IbcPacket, acknowledgement: Uint8Array, proven: Proven): Call;
  timeOut(packet: IbcPacket, proven: Proven): Call;
  update(clientId: string, message: Uint8Array): Call;
  misbehave(clientId: string, message: Uint8Array): Call;
  /** All of them in one transaction, or none. */
  together(calls: readonly Call[]): Call;
  /** Of the transfer application. */
  send(departure: Departure): Call;
}

export function packetCalls({ router, transfer }: Pick<Bridge, 'router' | 'transfer'>): PacketCalls {
  const call = (name: string, ...args: unknown[]): Call => ({ to: router, abi: ics26RouterAbi, name, args });
  return {
    receive: (packet, { proof, height }) =>
      call('recvPacket', { packet: toTuple(packet), proofCommitment: toHex(proof), proofHeight: height }),
    acknowledge: (packet, acknowledgement, { proof, height }) =>
      call('ackPacket', {
        packet: toTuple(packet),
        acknowledgement: toHex(acknowledgement),
        proofAcked: toHex(proof),
        proofHeight: height,
      }),
    timeOut: (packet, { proof, height }) =>
      call('timeoutPacket', { packet: toTuple(packet), proofTimeout: toHex(proof), proofHeight: height }),
    update: (clientId, message) => call('updateClient', clientId, toHex(message)),
    misbehave: (clientId, message) => call('submitMisbehaviour', clientId, toHex(message)),
    together: (calls) => call('multicall', calls.map(encodeCall)),
    send: ({ token: denom, amount, receiver, sourceClient, timeoutSeconds: timeoutTimestamp }) => {
      const message = { denom, amount, receiver, sourceClient, destPort: '', timeoutTimestamp, memo: '' };
      return { to: transfer, abi: ics20TransferAbi, name: 'sendTransfer', args: [message] };
    },
  };
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

function encodeCall({ abi, name, args = [] }: Call): Hex {
  return encodeFunctionData({ abi, functionName: name, args });
}

function toTuple({ sequence, sourceClient, destinationClient, timeoutSeconds, payloads }: IbcPacket) {
  return {
    sequence,
    sourceClient,
    destClient: destinationClient,
    timeoutTimestamp: timeoutSeconds,
    payloads: payloads.map(({ destinationPort, value, ...rest }) => ({
      ...rest,
      destPort: destinationPort,
      value: toHex(value),
    })),
  };
}
