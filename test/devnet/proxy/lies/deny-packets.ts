/** Lies about which packets are pending, answered in the application's own encoding. @module */
import {
  QueryNextSequenceSendResponse,
  QueryPacketAcknowledgementsResponse,
  QueryPacketCommitmentResponse,
  QueryPacketCommitmentsResponse,
  QueryPacketReceiptResponse,
  QueryUnreceivedAcksRequest,
  QueryUnreceivedAcksResponse,
  QueryUnreceivedPacketsRequest,
  QueryUnreceivedPacketsResponse,
} from 'cosmjs-types/ibc/core/channel/v2/query';
import { flipByte } from '../change-json.ts';
import type { Fault } from '../fault.ts';
import { abciPath } from '../rpc-call.ts';
import { type AnswerLies, lieAboutAnswer } from './change-answer.ts';

const SERVICE = '/ibc.core.channel.v2.Query';
const LAST_PAGE = { nextKey: new Uint8Array(), total: 0n };

/** "All of these packets were received, and all of these acknowledgements too": nothing is left to do. */
export function claimAllDone(): Fault {
  return packetLie('claim-all-done', {
    [`${SERVICE}/UnreceivedPackets`]: (_, honest) =>
      QueryUnreceivedPacketsResponse.encode({
        ...QueryUnreceivedPacketsResponse.decode(honest),
        sequences: [],
      }).finish(),
    [`${SERVICE}/UnreceivedAcks`]: (_, honest) =>
      QueryUnreceivedAcksResponse.encode({ ...QueryUnreceivedAcksResponse.decode(honest), sequences: [] }).finish(),
    [`${SERVICE}/PacketReceipt`]: (_, honest) => claimReceipt(honest, true),
  });
}

/** "None of these packets was received, and none of these acknowledgements": everything is to be done again. */
export function claimNothingDone(): Fault {
  return packetLie('claim-nothing-done', {
    [`${SERVICE}/UnreceivedPackets`]: (request, honest) =>
      QueryUnreceivedPacketsResponse.encode({
        ...QueryUnreceivedPacketsResponse.decode(honest),
        sequences: QueryUnreceivedPacketsRequest.decode(request).sequences,
      }).finish(),
    [`${SERVICE}/UnreceivedAcks`]: (request, honest) =>
      QueryUnreceivedAcksResponse.encode({
        ...QueryUnreceivedAcksResponse.decode(honest),
        sequences: QueryUnreceivedAcksRequest.decode(request).packetAckSequences,
      }).finish(),
    [`${SERVICE}/PacketReceipt`]: (_, honest) => claimReceipt(honest, false),
  });
}

/** "No packet was sent": commitments that exist are not listed and not found. */
export function hideCommitments(): Fault {
  return packetLie('hide-commitments', {
    [`${SERVICE}/PacketCommitments`]: (_, honest) =>
      QueryPacketCommitmentsResponse.encode({
        ...QueryPacketCommitmentsResponse.decode(honest),
        commitments: [],
        pagination: LAST_PAGE,
      }).finish(),
    [`${SERVICE}/PacketCommitment`]: () => ({ notFound: 'packet commitment hash not found' }),
  });
}

/** "Nothing was acknowledged": acknowledgements that exist are not listed and not found. */
export function hideAcknowledgements(): Fault {
  return packetLie('hide-acknowledgements', {
    [`${SERVICE}/PacketAcknowledgements`]: (_, honest) =>
      QueryPacketAcknowledgementsResponse.encode({
        ...QueryPacketAcknowledgementsResponse.decode(honest),
        acknowledgements: [],
        pagination: LAST_PAGE,
      }).finish(),
    [`${SERVICE}/PacketAcknowledgement`]: () => ({ notFound: 'packet acknowledgement hash not found' }),
  });
}

/** Commitments that exist are given with one bit changed. */
export function changeCommitments(): Fault {
  return packetLie('change-commitments', {
    [`${SERVICE}/PacketCommitments`]: (_, honest) => {
      const answer = QueryPacketCommitmentsResponse.decode(honest);
      if (answer.commitments.length === 0) return undefined;
      const commitments = answer.commitments.map((state) => ({ ...state, data: flipByte(state.data, 0) }));
      return QueryPacketCommitmentsResponse.encode({ ...answer, commitments }).finish();
    },
    [`${SERVICE}/PacketCommitment`]: (_, honest) => {
      const answer = QueryPacketCommitmentResponse.decode(honest);
      if (answer.commitment.length === 0) return undefined;
      return QueryPacketCommitmentResponse.encode({ ...answer, commitment: flipByte(answer.commitment, 0) }).finish();
    },
  });
}

/** The next sequence of a client is given `by` higher, or lower when negative. */
export function misstateNextSequence(by: bigint): Fault {
  return packetLie('misstate-next-sequence', {
    [`${SERVICE}/NextSequenceSend`]: (_, honest) => {
      const answer = QueryNextSequenceSendResponse.decode(honest);
      const moved = answer.nextSequenceSend + by;
      return QueryNextSequenceSendResponse.encode({ ...answer, nextSequenceSend: moved < 1n ? 1n : moved }).finish();
    },
  });
}

function packetLie(name: string, lies: AnswerLies): Fault {
  return {
    name,
    concerns: (call) => (abciPath(call) ?? '') in lies,
    onReply: (call, reply) => lieAboutAnswer(lies, call, reply),
  };
}

function claimReceipt(honest: Uint8Array, received: boolean): Uint8Array {
  return QueryPacketReceiptResponse.encode({ ...QueryPacketReceiptResponse.decode(honest), received }).finish();
}
