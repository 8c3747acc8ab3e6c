/**
 * Queries of ibc-go's `04-channel/v2`. PacketCommitments and paged PacketAcknowledgements are never used: in v10.3 they
 * fail for whole clients as soon as a sequence has the low byte 0x2f.
 * @module
 */
import {
  QueryNextSequenceSendRequest,
  QueryNextSequenceSendResponse,
  QueryPacketAcknowledgementRequest,
  QueryPacketAcknowledgementResponse,
  QueryUnreceivedAcksRequest,
  QueryUnreceivedAcksResponse,
  QueryUnreceivedPacketsRequest,
  QueryUnreceivedPacketsResponse,
} from 'cosmjs-types/ibc/core/channel/v2/query';
import { RelayerError } from '../../ports/fault.ts';
import { refusalOf } from './abci-query.ts';
import { grpcAnswer, grpcMethod, grpcQuery } from './grpc-query.ts';
import type { RpcEndpoint } from './rpc-endpoint.ts';
import { rpcError } from './rpc-fault.ts';

const SERVICE = '/ibc.core.channel.v2.Query';
const UNRECEIVED_PACKETS = grpcMethod(
  `${SERVICE}/UnreceivedPackets`,
  QueryUnreceivedPacketsRequest,
  QueryUnreceivedPacketsResponse,
);
const UNRECEIVED_ACKS = grpcMethod(
  `${SERVICE}/UnreceivedAcks`,
  QueryUnreceivedAcksRequest,
  QueryUnreceivedAcksResponse,
);
const NEXT_SEQUENCE = grpcMethod(
  `${SERVICE}/NextSequenceSend`,
  QueryNextSequenceSendRequest,
  QueryNextSequenceSendResponse,
);
const ACKNOWLEDGEMENT = grpcMethod(
  `${SERVICE}/PacketAcknowledgement`,
  QueryPacketAcknowledgementRequest,
  QueryPacketAcknowledgementResponse,
);

export interface LaneQuery {
  readonly endpoint: RpcEndpoint;
  readonly lane: string;
  readonly signal?: AbortSignal;
  /** State after this block; omitted: the newest. */
  readonly height?: bigint;
}

/** Which of the sequences asked about are open. */
export interface OpenSequences {
  readonly open: readonly bigint[];
  /** The block after which the node says so. */
  readonly height: bigint;
}

/** Of these, the ones without a receipt. */
export async function queryUnreceived(query: LaneQuery, sequences: readonly bigint[]): Promise<OpenSequences> {
  const request = { clientId: query.lane, sequences: [...sequences] };
  const { response, height } = await grpcAnswer(query.endpoint, UNRECEIVED_PACKETS, request, query);
  return { open: requireSubset(query, UNRECEIVED_PACKETS.path, response.sequences, sequences), height };
}

/** Of these, the ones whose commitment is still there: the query's name is the receiver's view. */
export async function queryCommitted(query: LaneQuery, sequences: readonly bigint[]): Promise<OpenSequences> {
  const request = { clientId: query.lane, packetAckSequences: [...sequences] };
  const { response, height } = await grpcAnswer(query.endpoint, UNRECEIVED_ACKS, request, query);
  return { open: requireSubset(query, UNRECEIVED_ACKS.path, response.sequences, sequences), height };
}

/** @throws {RelayerError} CLIENT_NOT_FOUND while the client has no registered counterparty: it cannot send. */
export async function queryNextSequence(query: LaneQuery): Promise<bigint> {
  try {
    const answer = await grpcQuery(query.endpoint, NEXT_SEQUENCE, { clientId: query.lane }, query);
    return answer.nextSequenceSend;
  } catch (cause) {
    if (!/not found/i.test(refusalOf(cause) ?? '')) throw cause;
    const message = `${query.lane} has no next sequence`;
    const hint = 'The client does not exist, or its counterparty is not registered: run link.';
    throw new RelayerError({ code: 'CLIENT_NOT_FOUND', message, hint }, { cause });
  }
}

/** Whether an acknowledgement was written. */
export async function queryIsAcknowledged(query: LaneQuery, sequence: bigint): Promise<boolean> {
  try {
    await grpcQuery(query.endpoint, ACKNOWLEDGEMENT, { clientId: query.lane, sequence }, query);
    return true;
  } catch (error) {
    if (/not found/i.test(refusalOf(error) ?? '')) return false;
    throw error;
  }
}

function requireSubset(
  { endpoint }: LaneQuery,
  method: string,
  answer: readonly bigint[],
  asked: readonly bigint[],
): readonly bigint[] {
  const known = new Set(asked);
  const stranger = answer.find((sequence) => !known.has(sequence));
  if (stranger === undefined) return answer;
  const site = { endpoint: endpoint.url, method };
  throw rpcError(site, { code: 'RPC_BAD_RESPONSE', want: 'sequences that were asked for', got: `${stranger}` });
}
