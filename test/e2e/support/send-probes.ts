/** Packets of the application `probe` over a bridge: they say themselves how they want to be treated. @module */
import { sendProbes as send } from 'causeway/devnet';
import type { Bridge, Side } from './bridge.ts';

export interface ProbeOptions {
  /** From the sending chain's time on; default: ten minutes. */
  readonly timeoutSeconds?: number;
  /** A port that nobody listens at makes a packet impossible to receive. */
  readonly destinationPort?: string;
}

/** A text that goes to a port of its own. */
export type Probe = string | { readonly text: string; readonly destinationPort: string };

const NS_PER_SECOND = 1_000_000_000n;

/** Sends one packet for each text, all in one transaction, and waits until they are in a block. Returns their sequences. */
export async function sendProbes(
  bridge: Bridge,
  from: Side,
  texts: readonly Probe[],
  { timeoutSeconds = 600, destinationPort }: ProbeOptions = {},
): Promise<readonly bigint[]> {
  const { chain, clientId, user } = bridge[from];
  const timeout = (await chain.client.rpc.status()).timeNs / NS_PER_SECOND + BigInt(timeoutSeconds);
  const probes = texts.map((text) => ({
    sourceClient: clientId,
    timeoutSeconds: timeout,
    ...(destinationPort === undefined ? {} : { destinationPort }),
    ...(typeof text === 'string' ? { text } : text),
  }));
  return (await send(chain.client, user, probes)).sequences;
}
