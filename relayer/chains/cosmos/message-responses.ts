/** The result data of a Cosmos transaction. Source: cosmos-sdk `cosmos/base/abci/v1beta1/abci.proto`. @module */
import { many, one, readMessage } from '@causeway/lightclient/codec';
import type { AnyMessage } from './transaction.ts';

/** Far above what fits into a transaction. */
const MAX_MESSAGES = 100_000;
const TX_MSG_DATA = { data: many(1, 'bytes', MAX_MESSAGES), responses: many(2, 'bytes', MAX_MESSAGES) };
const ANY = { type: one(1, 'string'), bytes: one(2, 'bytes') };
const NOTHING = new Uint8Array(0);

/** One response a message, in order; SDK 0.46 and later. @throws {DecodeError} */
export function readMessageResponses(data: Uint8Array): readonly AnyMessage[] {
  return readMessage(data, TX_MSG_DATA, 'data').responses.map((response, index) => {
    const { type = '', bytes = NOTHING } = readMessage(response, ANY, `data.responses[${index}]`);
    return { type, bytes };
  });
}
