/** The chain that the contracts' tests run on: its rules are those that a user's transactions meet. @module */
import { createTestClient, http, publicActions, walletActions } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Anvil, startAnvil } from '../support/start-anvil.ts';

const GENESIS_TIME = 1_700_000_000;
const MOST_GAS = 16_777_216n;
let anvil: Anvil;

beforeAll(async () => {
  anvil = await startAnvil({ timestamp: GENESIS_TIME });
});
afterAll(() => anvil?.stop());

test('begins when it is told to, with funded accounts', async () => {
  const client = connect();
  expect(await client.getChainId()).toBe(anvil.chainId);
  expect((await client.getBlock({ blockNumber: 0n })).timestamp).toBe(BigInt(GENESIS_TIME));
  expect(await client.getBalance({ address: accountOf(9).address })).toBe(10n ** 22n);
});

test('refuses a transaction of more gas than Osaka allows', async () => {
  const client = connect();
  const transaction = { account: accountOf(0), chain: null, to: accountOf(1).address, value: 1n } as const;
  const hash = await client.sendTransaction({ ...transaction, gas: MOST_GAS });
  expect(await client.waitForTransactionReceipt({ hash })).toMatchObject({ status: 'success', gasUsed: 21_000n });
  await expect(client.sendTransaction({ ...transaction, gas: MOST_GAS + 1n })).rejects.toThrow(/gas/);
});

function connect() {
  const client = createTestClient({ mode: 'anvil', transport: http(anvil.url, { retryCount: 0 }) });
  return client.extend(publicActions).extend(walletActions);
}

function accountOf(addressIndex: number) {
  return mnemonicToAccount(anvil.mnemonic, { addressIndex });
}
