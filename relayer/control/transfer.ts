/** `causeway transfer`: sends tokens over a path, through the same journal as packets. @module */
import { one, readMessage } from '@causeway/lightclient/codec';
import { buildTransfer } from '../chains/cosmos/message-builders.ts';
import { readMessageResponses } from '../chains/cosmos/message-responses.ts';
import type { ConfirmRun } from '../pipeline/confirm.ts';
import { sendMessages } from '../pipeline/send-messages.ts';
import type { TransferReport, TransferRequest } from '../ports/control.ts';
import type { Lane } from '../ports/lane.ts';
import { formatPacketKey } from '../ports/packet.ts';

export interface TransferContext {
  /** The end to send from. */
  readonly lane: Lane;
  readonly run: ConfirmRun;
  /** Who gets the tokens when the request does not say. */
  readonly defaultReceiver: string;
}

const NS_PER_SECOND = 1_000_000_000n;
const RESPONSE = { sequence: one(1, 'uint64') };

/** Waits until the transfer's transaction is proven included. @throws {RelayerError} as `sendMessages`. */
export async function transfer(request: TransferRequest, context: TransferContext): Promise<TransferReport> {
  const { lane, run } = context;
  const { denom, amount, receiver = context.defaultReceiver, timeoutNs, memo } = request;
  const sender = run.chain.writer.signer;
  // Chain time: a timeout is compared with the destination's blocks, never with our clock.
  const { timeNs } = await run.chain.events.head(run.context.signal);
  const message = buildTransfer({
    sourceClient: lane.lane,
    token: { denom, amount },
    sender,
    receiver,
    timeoutSeconds: (timeNs + timeoutNs) / NS_PER_SECOND,
    ...(memo === undefined ? {} : { memo }),
  });
  const { data, hash, height } = await sendMessages([message], run);
  const [response] = readMessageResponses(data);
  if (response === undefined) throw new Error('unreachable: an included transfer has a response');
  const { sequence = 0n } = readMessage(response.bytes, RESPONSE, 'response');
  const key = { chain: lane.chain, protocol: lane.protocol, lane: lane.lane, sequence };
  return { chain: lane.chain, tx: hash, height, packet: formatPacketKey(key), sender, receiver };
}
