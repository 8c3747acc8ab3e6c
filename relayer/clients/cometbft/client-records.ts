/** What ibc-go stores about clients, beside their states. Source: ibc-go v10 `ibc/core/client/v2/counterparty.proto`. @module */
import { DecodeError, many, one, readMessage } from '@causeway/lightclient/codec';
import type { MerklePath } from '@causeway/lightclient/ibc';

const ANY = { typeUrl: one(1, 'string'), value: one(2, 'bytes') };

/** The message inside a `google.protobuf.Any` of exactly this type. @throws {DecodeError} */
export function decodeAny(bytes: Uint8Array, typeUrl: string, field: string): Uint8Array {
  const any = readMessage(bytes, ANY, field);
  if (any.typeUrl === typeUrl) return any.value ?? new Uint8Array(0);
  throw new DecodeError(`${field}.type_url`, typeUrl, any.typeUrl ?? 'none');
}

const MAX_PREFIX = 32;
const COUNTERPARTY_INFO = { merklePrefix: many(1, 'bytes', MAX_PREFIX), clientId: one(2, 'string') };

/** The record that a registration leaves, `ibc.core.client.v2.CounterpartyInfo`. @throws {DecodeError} */
export function decodeCounterpartyInfo(bytes: Uint8Array): { readonly clientId: string; readonly prefix: MerklePath } {
  const { merklePrefix, clientId = '' } = readMessage(bytes, COUNTERPARTY_INFO, 'counterparty');
  return { clientId, prefix: merklePrefix };
}
