/**
 * Protobuf around the client's JSON.
 * Source: ibc-go `proto/ibc/lightclients/wasm/v1/wasm.proto`.
 * @module
 */
import { bytesField, concatBytes, messageField, one, readMessage } from '../../codec/index.ts';
import { decodeHeight, encodeHeight, type Height } from '../../ibc/height.ts';
import type { WasmClientState, WasmConsensusState } from './state.ts';
import {
  decodeWasmClientState,
  decodeWasmConsensusState,
  encodeWasmClientState,
  encodeWasmConsensusState,
} from './state-json.ts';

/** Type URLs for the `Any` around each wrapper. */
export const WASM_TYPE_URLS = {
  clientState: '/ibc.lightclients.wasm.v1.ClientState',
  consensusState: '/ibc.lightclients.wasm.v1.ConsensusState',
  clientMessage: '/ibc.lightclients.wasm.v1.ClientMessage',
} as const;

/** `ibc.lightclients.wasm.v1.ClientState` of a client that follows a beacon chain. */
export interface WrappedClientState {
  readonly state: WasmClientState;
  /** SHA-256 of the contract's code. */
  readonly checksum: Uint8Array;
  readonly latestHeight: Height;
}

const NOTHING = new Uint8Array(0);
const CLIENT_STATE = { data: one(1, 'bytes'), checksum: one(2, 'bytes'), latestHeight: one(3, 'bytes') };
const DATA = { data: one(1, 'bytes') };

/** Encodes `ibc.lightclients.wasm.v1.ClientState`, without an `Any` around it. */
export function wrapClientState({ state, checksum, latestHeight }: WrappedClientState): Uint8Array {
  return concatBytes(
    bytesField(1, encodeWasmClientState(state)),
    bytesField(2, checksum),
    messageField(3, encodeHeight(latestHeight)),
  );
}

/** @throws {DecodeError} */
export function unwrapClientState(bytes: Uint8Array, field = 'client_state'): WrappedClientState {
  const { data, checksum, latestHeight } = readMessage(bytes, CLIENT_STATE, field);
  return {
    state: decodeWasmClientState(data ?? NOTHING, `${field}.data`),
    checksum: checksum ?? NOTHING,
    latestHeight: decodeHeight(latestHeight ?? NOTHING, `${field}.latest_height`),
  };
}

/** Encodes `ibc.lightclients.wasm.v1.ConsensusState`, without an `Any` around it. */
export function wrapConsensusState(state: WasmConsensusState): Uint8Array {
  return bytesField(1, encodeWasmConsensusState(state));
}

/** @throws {DecodeError} */
export function unwrapConsensusState(bytes: Uint8Array, field = 'consensus_state'): WasmConsensusState {
  return decodeWasmConsensusState(readMessage(bytes, DATA, field).data ?? NOTHING, `${field}.data`);
}

/** Encodes `ibc.lightclients.wasm.v1.ClientMessage` around the JSON of a header or misbehaviour. */
export function wrapClientMessage(json: Uint8Array): Uint8Array {
  return bytesField(1, json);
}
