/** Creating a light client of `counterparty` on `host`, and telling two clients about each other. One factory per client type. @module */
import type { ChainMessage } from './chain-writer.ts';
import type { ChainName } from './packet.ts';

/** What `host` has recorded as the counterparty of a client, proven under a header that we verified. */
export type CounterpartyRecord =
  | { readonly status: 'none' }
  | { readonly status: 'registered'; readonly clientId: string; readonly prefix: readonly Uint8Array[] };

export interface ClientFactory {
  readonly host: ChainName;
  readonly counterparty: ChainName;
  /** A message that creates the client at a header of `counterparty` that we verified. */
  buildCreate(signal?: AbortSignal): Promise<ChainMessage>;
  /** The new client's id, from the result data of the transaction that created it; `undefined` when it created none. */
  readCreatedId(data: Uint8Array): string | undefined;
  /**
   * Is `clientId` on `host` an active client of the very chain `counterparty`?
   * @throws {RelayerError} CLIENT_NOT_FOUND, CLIENT_EXPIRED, CLIENT_FROZEN, CONFIG_INVALID with what it follows instead.
   */
  check(clientId: string, signal?: AbortSignal): Promise<void>;
  buildRegister(clientId: string, counterpartyClientId: string): ChainMessage;
  /** Reads the counterparty record of a client of `host`, with proof. */
  readCounterparty(clientId: string, signal?: AbortSignal): Promise<CounterpartyRecord>;
  /** The Merkle prefix under which `counterparty` stores IBC data: what `host` must have registered. */
  readonly counterpartyPrefix: readonly Uint8Array[];
}
