/** Puts messages that the relayer has built onto a devnet chain, without the relayer's own submitter. @module */
import { Any } from 'cosmjs-types/google/protobuf/any';
import type { ChainMessage } from '../../relayer/ports/chain-writer.ts';
import { attributeOf, type Chain, type IncludedTx } from '../devnet/index.ts';

/** Sends them in one transaction from the faucet, and waits until the next header proves what they did. */
export async function sendMessages(chain: Chain, messages: readonly ChainMessage[]): Promise<IncludedTx> {
  const packed = messages.map(({ type, bytes }) => Any.fromPartial({ typeUrl: type, value: bytes }));
  const tx = await chain.client.signAndBroadcast(chain.faucet, packed);
  await chain.client.waitForHeight(tx.height + 1n);
  return tx;
}

/** The id of the client that the message creates. */
export async function createClient(chain: Chain, message: ChainMessage): Promise<string> {
  const { events } = await sendMessages(chain, [message]);
  const id = attributeOf(events, 'create_client', 'client_id');
  if (id === undefined) throw new Error('want a client id, got none');
  return id;
}
