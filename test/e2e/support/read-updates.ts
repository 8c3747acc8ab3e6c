/** Updates of a client, as the blocks of its chain have them. @module */
import { type ClientHeader, decodeClientHeader, TENDERMINT_TYPE_URLS } from '@causeway/lightclient/tendermint';
import { scanBlocks, unpackMessage } from 'causeway/devnet';
import { MsgUpdateClient } from 'cosmjs-types/ibc/core/client/v1/tx';
import type { BridgeEnd } from './bridge.ts';

export interface ClientUpdates {
  /** Of the transaction. */
  readonly hash: string;
  /** In the order of its messages. */
  readonly headers: readonly ClientHeader[];
}

/** Each successful transaction of our relayer, after block `after`, that updates the client on this end. */
export async function readUpdates(end: BridgeEnd, after = end.openedAt): Promise<readonly ClientUpdates[]> {
  const { chain, clientId, signer } = end;
  const txs = await scanBlocks(chain.client.rpc, after + 1n, await chain.client.height());
  return txs.flatMap(({ hash, code, messages }) => {
    if (code !== 0) return [];
    const headers = messages.flatMap((message) => {
      const update = unpackMessage(MsgUpdateClient, message);
      if (update?.clientId !== clientId || update.signer !== signer) return [];
      const { clientMessage } = update;
      return clientMessage?.typeUrl === TENDERMINT_TYPE_URLS.header ? [decodeClientHeader(clientMessage.value)] : [];
    });
    return headers.length === 0 ? [] : [{ hash, headers }];
  });
}

/** How many validators voted for no block, or not at all. */
export function countVotes({ signedHeader }: ClientHeader, flag: 'nil' | 'absent'): number {
  return signedHeader.commit.signatures.filter((signature) => signature.flag === flag).length;
}
