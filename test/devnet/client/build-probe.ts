/** Packets of the devnet's own application `probe`, which say themselves how they want to be treated. See `simd/main.go`. @module */
import type { Any } from 'cosmjs-types/google/protobuf/any';
import { MsgSendPacket, MsgSendPacketResponse } from 'cosmjs-types/ibc/core/channel/v2/tx';
import type { Account } from '../chain/derive-keys.ts';
import type { ChainClient, IncludedTx } from './chain-client.ts';
import { packMessage } from './pack-message.ts';

/** One packet of the application `probe`. */
export interface ProbeSpec {
  readonly sourceClient: string;
  readonly sender: string;
  /** `refuse`, `later`, `answer SEQUENCE` or any other text; with ` after SEQUENCE` at its end it cannot be closed before. */
  readonly text: string;
  /** Unix time in seconds; at most a day ahead of the chain's time. */
  readonly timeoutSeconds: bigint;
  /** Default `probe`. A port that nobody listens at makes the packet impossible to receive. */
  readonly destinationPort?: string;
}

/** The message that sends it. */
export function buildProbe({ sourceClient, sender, text, timeoutSeconds, destinationPort = 'probe' }: ProbeSpec): Any {
  const payload = { sourcePort: 'probe', destinationPort, version: '1', encoding: 'text/plain' };
  return packMessage(
    MsgSendPacket,
    MsgSendPacket.fromPartial({
      sourceClient,
      timeoutTimestamp: timeoutSeconds,
      payloads: [{ ...payload, value: Buffer.from(text) }],
      signer: sender,
    }),
  );
}

/** Probes in a block. */
export interface SentProbes {
  readonly tx: IncludedTx;
  /** The packets' sequences, in the order of the probes. */
  readonly sequences: readonly bigint[];
}

/** Sends probes of one sender in one transaction and waits for it. @throws {TxError} when one of them fails. */
export async function sendProbes(
  client: ChainClient,
  sender: Account,
  probes: readonly Omit<ProbeSpec, 'sender'>[],
): Promise<SentProbes> {
  const messages = probes.map((probe) => buildProbe({ ...probe, sender: sender.address }));
  const tx = await client.signAndBroadcast(sender, messages);
  return { tx, sequences: tx.responses.map(({ value }) => MsgSendPacketResponse.decode(value).sequence) };
}
