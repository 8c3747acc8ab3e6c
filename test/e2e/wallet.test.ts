/** What users send with wallets of others, not with tools of ours. @module */
import { connectWallet, TOKEN_DENOM } from 'causeway/devnet';
import { MsgTransfer } from 'cosmjs-types/ibc/applications/transfer/v1/tx';
import { expect, test } from 'vitest';
import { voucherDenom } from '../demo/check-supply.ts';
import { openBridge } from './support/bridge.ts';

test('accepts a transfer that CosmJS simulated, signed and sent', async () => {
  await using bridge = await openBridge();
  await bridge.start();
  const { a, b } = bridge;
  const { timeNs } = await a.chain.client.rpc.status();
  const transfer = MsgTransfer.fromPartial({
    sourcePort: 'transfer',
    sourceChannel: a.clientId,
    token: { denom: TOKEN_DENOM, amount: '1234' },
    sender: a.user.address,
    receiver: b.user.address,
    timeoutTimestamp: timeNs / 1_000_000_000n + 600n,
    memo: 'sent with CosmJS',
  });

  const wallet = await connectWallet(a.chain.rpcUrl, a.user);
  try {
    const message = { typeUrl: MsgTransfer.typeUrl, value: transfer };
    const sent = await wallet.signAndBroadcast(a.user.address, [message], 'auto');
    expect(sent, sent.rawLog).toMatchObject({ code: 0 });
  } finally {
    wallet.disconnect();
  }

  await bridge.waitUntilSettled();
  expect(await b.chain.client.balance(b.user.address, voucherDenom(b.clientId, TOKEN_DENOM))).toBe(1234n);
  expect(await bridge.expectInvariants()).toMatchObject({ success: 1, error: 0, timeout: 0 });
});
