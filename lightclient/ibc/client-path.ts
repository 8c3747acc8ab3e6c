/** Keys of client records in the `ibc` store of an ibc-go chain. Source: ibc-go `24-host/client_keys.go`, `02-client/v2/types/keys.go`. @module */
import { encodeUtf8 } from '../codec/index.ts';
import { formatHeight, type Height } from './height.ts';

/** Any key below `clients/{clientId}/`. */
export function clientKey(clientId: string, name: string): Uint8Array {
  return encodeUtf8(`clients/${clientId}/${name}`);
}

/** Where a client state is stored, inside an `Any`. */
export function clientStateKey(clientId: string): Uint8Array {
  return clientKey(clientId, 'clientState');
}

/** Where the consensus state of a height is stored, inside an `Any`. */
export function consensusStateKey(clientId: string, height: Height): Uint8Array {
  return clientKey(clientId, `consensusStates/${formatHeight(height)}`);
}

/** The counterparty of a client: its id there and the Merkle prefix of its store. */
export function counterpartyKey(clientId: string): Uint8Array {
  return clientKey(clientId, 'counterparty');
}

/** The list of relayers that a client accepts. */
export function clientConfigKey(clientId: string): Uint8Array {
  return clientKey(clientId, 'config');
}

/** The signer who may register the client's counterparty. */
export function clientCreatorKey(clientId: string): Uint8Array {
  return clientKey(clientId, 'creator');
}
