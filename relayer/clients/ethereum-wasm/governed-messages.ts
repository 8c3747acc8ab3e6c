/**
 * Messages about wasm clients that only a chain's governance may send.
 * Source: ibc-go `proto/ibc/lightclients/wasm/v1/tx.proto`, `proto/ibc/core/client/v1/tx.proto`.
 * @module
 */
import { bytesField, concatBytes, stringField } from '@causeway/lightclient/codec';
import { encodeWasmMigration, type WasmMigration } from '@causeway/lightclient/ethereum/wasm-client';
import type { ChainMessage } from '../../ports/chain-writer.ts';

/** Type of the message that stores a contract. */
export const STORE_CODE_TYPE = '/ibc.lightclients.wasm.v1.MsgStoreCode';

/** `MsgStoreCode`. @param authority Address of the governance module. */
export function buildStoreCode(code: Uint8Array, authority: string): ChainMessage {
  return { type: STORE_CODE_TYPE, bytes: concatBytes(stringField(1, authority), bytesField(2, code)) };
}

export interface Migration {
  readonly clientId: string;
  /** Of the new code, which must be stored, and differ from the client's present one. */
  readonly checksum: Uint8Array;
  readonly migration: WasmMigration;
}

/** `MsgMigrateContract`: gives a client another code, and new fork parameters if asked to. */
export function buildMigrateContract({ clientId, checksum, migration }: Migration, authority: string): ChainMessage {
  return {
    type: '/ibc.lightclients.wasm.v1.MsgMigrateContract',
    bytes: concatBytes(
      stringField(1, authority),
      stringField(2, clientId),
      bytesField(3, checksum),
      bytesField(4, encodeWasmMigration(migration)),
    ),
  };
}

/** `MsgRecoverClient`: gives an expired or frozen client the state of an active one of the same kind. */
export function buildRecoverClient(subject: string, substitute: string, authority: string): ChainMessage {
  return {
    type: '/ibc.core.client.v1.MsgRecoverClient',
    bytes: concatBytes(stringField(1, subject), stringField(2, substitute), stringField(3, authority)),
  };
}
