/** What anybody may tell a client of a Cosmos chain: headers, and two headers that cannot both be honest. @module */
import { createCometRpcProvider } from '@causeway/lightclient/providers';
import {
  type ClientHeader,
  decodeClientState,
  encodeClientHeader,
  encodeClientMisbehaviour,
  TENDERMINT_TYPE_URLS,
} from '@causeway/lightclient/tendermint';
import { type IncludedTx, packMessage } from 'causeway/devnet';
import { QueryClientStateRequest, QueryClientStateResponse } from 'cosmjs-types/ibc/core/client/v1/query';
import { MsgUpdateClient } from 'cosmjs-types/ibc/core/client/v1/tx';
import type { BridgeEnd } from './bridge.ts';
import { waitUntil } from './wait-until.ts';

/** The client on this end as its chain stores it, undecoded. */
export async function readClientState({ chain, clientId }: Pick<BridgeEnd, 'chain' | 'clientId'>): Promise<Uint8Array> {
  const types = { request: QueryClientStateRequest, response: QueryClientStateResponse };
  const { clientState } = await chain.client.query('/ibc.core.client.v1.Query/ClientState', types, { clientId });
  if (clientState === undefined) throw new Error(`want the client ${clientId}, got none`);
  return clientState.value;
}

/** The newest height that the client on this end knows of the other chain. */
export async function latestHeightOf(end: BridgeEnd): Promise<ClientHeader['trustedHeight']> {
  return decodeClientState(await readClientState(end)).latestHeight;
}

/** Until the client on this end has expired by the time of its chain. */
export async function waitUntilExpired({ chain, clientId, name }: BridgeEnd, followed: BridgeEnd): Promise<void> {
  const { latestHeight, trustingPeriod, chainId } = decodeClientState(await readClientState({ chain, clientId }));
  const provider = createCometRpcProvider({ chainId, url: followed.chain.rpcUrl });
  const { signedHeader } = await provider.lightBlock(latestHeight.revisionHeight);
  const expiresAt = signedHeader.header.time + trustingPeriod;
  const isPast = async (): Promise<boolean> => (await chain.client.rpc.status()).timeNs > expiresAt;
  await waitUntil(isPast, { timeoutMs: 120_000, what: `${clientId} on ${name} to expire`, everyMs: 500 });
}

export interface HeaderWish {
  /** Node that has the header. */
  readonly from: string;
  readonly height: bigint;
  /** What the client judges it by, and a node that has this block. */
  readonly trusted: { readonly height: ClientHeader['trustedHeight']; readonly from: string };
}

/** The header as an update of a client that follows `chainId`. */
export async function fetchHeader(chainId: string, { from, height, trusted }: HeaderWish): Promise<ClientHeader> {
  const honest = createCometRpcProvider({ chainId, url: trusted.from });
  const [block, root] = await Promise.all([
    createCometRpcProvider({ chainId, url: from }).lightBlock(height),
    honest.lightBlock(trusted.height.revisionHeight),
  ]);
  return {
    kind: 'header',
    signedHeader: block.signedHeader,
    validatorSet: block.validators,
    trustedHeight: trusted.height,
    trustedValidators: await honest.nextValidators(root.signedHeader.header),
  };
}

/** From the faucet, who is nobody in particular. */
export function submitHeader(end: BridgeEnd, header: ClientHeader): Promise<IncludedTx> {
  return submit(end, TENDERMINT_TYPE_URLS.header, encodeClientHeader(header));
}

export function submitMisbehaviour(
  end: BridgeEnd,
  [header1, header2]: readonly [ClientHeader, ClientHeader],
): Promise<IncludedTx> {
  const { clientId } = end;
  return submit(end, TENDERMINT_TYPE_URLS.misbehaviour, encodeClientMisbehaviour({ clientId, header1, header2 }));
}

function submit({ chain, clientId }: BridgeEnd, typeUrl: string, value: Uint8Array): Promise<IncludedTx> {
  const { faucet, client } = chain;
  const message = MsgUpdateClient.fromPartial({ clientId, clientMessage: { typeUrl, value }, signer: faucet.address });
  return client.signAndBroadcast(faucet, [packMessage(MsgUpdateClient, message)]);
}
