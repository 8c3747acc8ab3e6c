/** The traffic: one account sends many transfers, a hundred to a transaction. @module */
import { sendTransfers, TOKEN_DENOM } from 'causeway/devnet';
import { type Scene, SENDER } from './start-surroundings.ts';

const PER_TRANSACTION = 100;
/** Longer than anything a benchmark does. */
const TIMEOUT_SECONDS = 3_600n;

/** @returns the sequences, once all are in blocks. */
export async function sendMany(
  { source, destination, sourceClient }: Scene,
  count: number,
): Promise<readonly bigint[]> {
  const { client } = source.chain;
  const sender = source.chain.account(SENDER);
  const { timeNs } = await client.rpc.status();
  const transfer = {
    sourceClient,
    receiver: destination.chain.account(SENDER).address,
    token: { denom: TOKEN_DENOM, amount: 1n },
    timeoutSeconds: timeNs / 1_000_000_000n + TIMEOUT_SECONDS,
  };
  const sizes = Array.from({ length: Math.ceil(count / PER_TRANSACTION) }, (_, index) =>
    Math.min(PER_TRANSACTION, count - index * PER_TRANSACTION),
  );
  const sent = await Promise.all(
    sizes.map((size) =>
      sendTransfers(
        client,
        sender,
        Array.from({ length: size }, () => transfer),
      ),
    ),
  );
  return sent.flatMap(({ sequences }) => sequences);
}
