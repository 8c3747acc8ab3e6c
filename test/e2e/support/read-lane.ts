/** What a chain itself says about the packets of a client, without the paged queries that ibc-go v10.3 breaks. @module */
import type { ChainClient } from 'causeway/devnet';
import {
  QueryNextSequenceSendRequest,
  QueryNextSequenceSendResponse,
  QueryUnreceivedAcksRequest,
  QueryUnreceivedAcksResponse,
} from 'cosmjs-types/ibc/core/channel/v2/query';

const SERVICE = '/ibc.core.channel.v2.Query';
const CHUNK = 500;

/** All sequences that were sent from `clientId`. */
export async function sentSequences(client: ChainClient, clientId: string): Promise<readonly bigint[]> {
  const types = { request: QueryNextSequenceSendRequest, response: QueryNextSequenceSendResponse };
  try {
    const { nextSequenceSend } = await client.query(`${SERVICE}/NextSequenceSend`, types, { clientId });
    return Array.from({ length: Number(nextSequenceSend) - 1 }, (_, index) => BigInt(index) + 1n);
  } catch (error) {
    // Before the first packet there is no sequence.
    if (error instanceof Error && error.message.includes('sequence')) return [];
    throw error;
  }
}

/** Of the packets sent from `clientId`, those whose commitment is still there: neither acknowledged nor timed out. */
export async function committedSequences(
  client: ChainClient,
  clientId: string,
  sequences: readonly bigint[],
): Promise<readonly bigint[]> {
  const types = { request: QueryUnreceivedAcksRequest, response: QueryUnreceivedAcksResponse };
  const committed: bigint[] = [];
  for (let from = 0; from < sequences.length; from += CHUNK) {
    const packetAckSequences = sequences.slice(from, from + CHUNK);
    const answer = await client.query(`${SERVICE}/UnreceivedAcks`, types, { clientId, packetAckSequences });
    committed.push(...answer.sequences);
  }
  return committed;
}
