/**
 * Messages about clients in protobuf, and what a transaction answers to a creation.
 * Source: ibc-go v10 `ibc/core/client/v1/tx.proto`, `ibc/core/client/v2/tx.proto`, `counterparty.proto`.
 * @module
 */
import {
  bytesField,
  concatBytes,
  DecodeError,
  many,
  messageField,
  one,
  readMessage,
  stringField,
} from '@causeway/lightclient/codec';
import type { MerklePath } from '@causeway/lightclient/ibc';
import {
  type ClientHeader,
  type ClientState,
  type ConsensusState,
  encodeClientHeader,
  encodeClientState,
  encodeConsensusState,
  TENDERMINT_TYPE_URLS,
} from '@causeway/lightclient/tendermint';
import type { ChainMessage } from '../../ports/chain-writer.ts';

function encodeAny(typeUrl: string, value: Uint8Array): Uint8Array {
  return concatBytes(stringField(1, typeUrl), bytesField(2, value));
}

const ANY = { typeUrl: one(1, 'string'), value: one(2, 'bytes') };

/** The message inside an `Any` of exactly this type. @throws {DecodeError} */
export function decodeAny(bytes: Uint8Array, typeUrl: string, field: string): Uint8Array {
  const any = readMessage(bytes, ANY, field);
  if (any.typeUrl === typeUrl) return any.value ?? new Uint8Array(0);
  throw new DecodeError(`${field}.type_url`, typeUrl, any.typeUrl ?? 'none');
}

export function buildCreateClient(
  clientState: ClientState,
  consensusState: ConsensusState,
  signer: string,
): ChainMessage {
  return {
    type: '/ibc.core.client.v1.MsgCreateClient',
    bytes: concatBytes(
      messageField(1, encodeAny(TENDERMINT_TYPE_URLS.clientState, encodeClientState(clientState))),
      messageField(2, encodeAny(TENDERMINT_TYPE_URLS.consensusState, encodeConsensusState(consensusState))),
      stringField(3, signer),
    ),
  };
}

export function buildUpdateClient(clientId: string, header: ClientHeader, signer: string): ChainMessage {
  return {
    type: '/ibc.core.client.v1.MsgUpdateClient',
    bytes: concatBytes(
      stringField(1, clientId),
      messageField(2, encodeAny(TENDERMINT_TYPE_URLS.header, encodeClientHeader(header))),
      stringField(3, signer),
    ),
  };
}

export interface Registration {
  readonly clientId: string;
  readonly counterpartyClientId: string;
  readonly counterpartyPrefix: MerklePath;
}

export function buildRegisterCounterparty(registration: Registration, signer: string): ChainMessage {
  return {
    type: '/ibc.core.client.v2.MsgRegisterCounterparty',
    bytes: concatBytes(
      stringField(1, registration.clientId),
      // The prefix has an empty element, which must be written.
      ...registration.counterpartyPrefix.map((key) => messageField(2, key)),
      stringField(3, registration.counterpartyClientId),
      stringField(4, signer),
    ),
  };
}

const MAX_PREFIX = 32;
const COUNTERPARTY_INFO = { merklePrefix: many(1, 'bytes', MAX_PREFIX), clientId: one(2, 'string') };

/** The record that a registration leaves on chain, `ibc.core.client.v2.CounterpartyInfo`. @throws {DecodeError} */
export function decodeCounterpartyInfo(bytes: Uint8Array): { readonly clientId: string; readonly prefix: MerklePath } {
  const { merklePrefix, clientId = '' } = readMessage(bytes, COUNTERPARTY_INFO, 'counterparty');
  return { clientId, prefix: merklePrefix };
}

const CREATE_RESPONSE = '/ibc.core.client.v1.MsgCreateClientResponse';
const MAX_RESPONSES = 10_000;
const TX_MSG_DATA = { data: many(1, 'bytes', MAX_RESPONSES), responses: many(2, 'bytes', MAX_RESPONSES) };

/** The id of the first client that a transaction created, from its result data (`TxMsgData`). @throws {DecodeError} */
export function readCreatedClientId(data: Uint8Array): string | undefined {
  const { responses } = readMessage(data, TX_MSG_DATA, 'data');
  for (const [index, response] of responses.entries()) {
    const { typeUrl, value } = readMessage(response, ANY, `data.msg_responses[${index}]`);
    if (typeUrl !== CREATE_RESPONSE) continue;
    return readMessage(value ?? new Uint8Array(0), { clientId: one(1, 'string') }, 'response').clientId;
  }
  return undefined;
}
