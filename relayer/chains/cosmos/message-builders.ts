/** Messages that set things up: clients, counterparties, transfers. Source: the proto files of ibc-go. @module */
import { concatBytes, messageField, one, readMessage, stringField, uintField } from '@causeway/lightclient/codec';
import type { ChainMessage } from '../../ports/chain-writer.ts';
import { readMessageResponses } from './message-responses.ts';
import { type AnyMessage, type Coin, encodeAny, encodeCoin } from './transaction.ts';

/** `ibc.core.client.v1.MsgCreateClient`. */
export function buildCreateClient(clientState: AnyMessage, consensusState: AnyMessage, signer: string): ChainMessage {
  return {
    type: '/ibc.core.client.v1.MsgCreateClient',
    bytes: concatBytes(
      messageField(1, encodeAny(clientState)),
      messageField(2, encodeAny(consensusState)),
      stringField(3, signer),
    ),
  };
}

const CREATED = { clientId: one(1, 'string') };

/** The id of the client that a transaction created; `undefined` when it created none. @throws {DecodeError} */
export function readCreatedClientId(data: Uint8Array): string | undefined {
  const response = readMessageResponses(data).find(
    ({ type }) => type === '/ibc.core.client.v1.MsgCreateClientResponse',
  );
  return response === undefined ? undefined : readMessage(response.bytes, CREATED, 'response').clientId;
}

/** `ibc.core.client.v1.MsgUpdateClient`: a header or misbehaviour. */
export function buildUpdateClient(clientId: string, clientMessage: AnyMessage, signer: string): ChainMessage {
  return {
    type: '/ibc.core.client.v1.MsgUpdateClient',
    bytes: concatBytes(stringField(1, clientId), messageField(2, encodeAny(clientMessage)), stringField(3, signer)),
  };
}

export interface Counterparty {
  readonly clientId: string;
  /** Of the counterparty's store: `["ibc", ""]` for ibc-go, as bytes. */
  readonly prefix: readonly Uint8Array[];
  readonly counterpartyClientId: string;
}

/** `ibc.core.client.v2.MsgRegisterCounterparty`: once for ever. An empty prefix element is written, too. */
export function buildRegisterCounterparty(counterparty: Counterparty, signer: string): ChainMessage {
  return {
    type: '/ibc.core.client.v2.MsgRegisterCounterparty',
    bytes: concatBytes(
      stringField(1, counterparty.clientId),
      ...counterparty.prefix.map((element) => messageField(2, element)),
      stringField(3, counterparty.counterpartyClientId),
      stringField(4, signer),
    ),
  };
}

export interface Transfer {
  /** The client on the sending chain. */
  readonly sourceClient: string;
  readonly token: Coin;
  readonly sender: string;
  readonly receiver: string;
  /** Unix time in seconds; at most a day ahead of the chain's time. */
  readonly timeoutSeconds: bigint;
  readonly memo?: string;
  /** Of the payload; default `application/json`. */
  readonly encoding?: string;
}

/** `ibc.applications.transfer.v1.MsgTransfer` over IBC v2: the client id stands where the channel stood. */
export function buildTransfer(transfer: Transfer): ChainMessage {
  return {
    type: '/ibc.applications.transfer.v1.MsgTransfer',
    bytes: concatBytes(
      stringField(1, 'transfer'),
      stringField(2, transfer.sourceClient),
      messageField(3, encodeCoin(transfer.token)),
      stringField(4, transfer.sender),
      stringField(5, transfer.receiver),
      // The height timeout of classic channels; ibc-go wants the zero height.
      messageField(6, new Uint8Array(0)),
      uintField(7, transfer.timeoutSeconds),
      stringField(8, transfer.memo ?? ''),
      stringField(9, transfer.encoding ?? 'application/json'),
    ),
  };
}
