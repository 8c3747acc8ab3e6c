/** The demo's traffic: tokens both ways, some of them back home, and one transfer that cannot arrive in time. @module */
import { buildTransfer, TOKEN_DENOM } from 'causeway/devnet';
import { type SupplyEnd, voucherDenom } from './check-supply.ts';

const SENDER = 'user';
/** Seconds; long enough for anything the demo does. */
const PATIENT = 600n;

/** Alpha sends three, beta two; none of them in a hurry. Returns how many packets that makes. */
export async function sendBothWays(a: SupplyEnd, b: SupplyEnd): Promise<number> {
  await Promise.all([
    send(a, b, { amounts: [100n, 200n, 300n], denom: TOKEN_DENOM, timeout: PATIENT }),
    send(b, a, { amounts: [70n, 80n], denom: TOKEN_DENOM, timeout: PATIENT }),
  ]);
  return 5;
}

/** A part of what beta got goes home, and one transfer of alpha is given too little time to be delivered. */
export async function sendHomeAndLate(a: SupplyEnd, b: SupplyEnd, lateSeconds: bigint): Promise<number> {
  await Promise.all([
    send(b, a, { amounts: [250n], denom: voucherDenom(b.clientId, TOKEN_DENOM), timeout: PATIENT }),
    send(a, b, { amounts: [999n], denom: TOKEN_DENOM, timeout: lateSeconds }),
  ]);
  return 2;
}

interface Batch {
  readonly amounts: readonly bigint[];
  readonly denom: string;
  /** Seconds of chain time from now. */
  readonly timeout: bigint;
}

async function send(from: SupplyEnd, to: SupplyEnd, { amounts, denom, timeout }: Batch): Promise<void> {
  const sender = from.chain.account(SENDER);
  const { timeNs } = await from.chain.client.rpc.status();
  const messages = amounts.map((amount) =>
    buildTransfer({
      sourceClient: from.clientId,
      sender: sender.address,
      receiver: to.chain.account(SENDER).address,
      token: { denom, amount },
      timeoutSeconds: timeNs / 1_000_000_000n + timeout,
    }),
  );
  await from.chain.client.signAndBroadcast(sender, messages);
}
