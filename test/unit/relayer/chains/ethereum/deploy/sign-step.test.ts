/** Transactions of a deployment as they are signed, by what a node says of gas, fees and funds. */
import { createClient, custom, keccak256, parseTransaction, toHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { describe, expect, test } from 'vitest';
import type { Step } from '../../../../../../relayer/chains/ethereum/deploy/plan.ts';
import { signStep } from '../../../../../../relayer/chains/ethereum/deploy/sign-step.ts';

const account = privateKeyToAccount(`0x${'07'.repeat(32)}`);
const CAP = 16_777_216n;
const ETHER = 10n ** 18n;
const GWEI = 10n ** 9n;

interface Told {
  readonly gas?: bigint;
  readonly balance?: bigint;
  readonly baseFee?: bigint;
}

/** A node that says this much. */
function nodeOf({ gas = 1_000_000n, balance = ETHER, baseFee = 10n * GWEI }: Told) {
  const answers: Readonly<Record<string, unknown>> = {
    eth_chainId: '0x1',
    eth_estimateGas: toHex(gas),
    eth_getBalance: toHex(balance),
    eth_maxPriorityFeePerGas: toHex(GWEI),
    eth_getBlockByNumber: { baseFeePerGas: toHex(baseFee), number: '0x1', timestamp: '0x1', transactions: [] },
  };
  const request = async ({ method }: { method: string }) => {
    if (method in answers) return answers[method];
    throw new Error(`want a method of the test, got ${method}`);
  };
  return createClient({ account, transport: custom({ request }, { retryCount: 0 }) });
}

const step: Step = {
  kind: 'part',
  name: 'routerLogic',
  part: 'routerLogic',
  contract: 'ICS26Router',
  abi: [],
  arguments: [],
  data: '0x6001',
};

describe('a step', () => {
  test('is signed for the chain, with this nonce and a tenth more gas than is estimated', async () => {
    const attempt = await signStep(nodeOf({}), step, 7, undefined);
    expect(attempt.hash).toBe(keccak256(attempt.signed));
    const transaction = parseTransaction(attempt.signed);
    expect(transaction).toMatchObject({ chainId: 1, nonce: 7, gas: 1_100_000n, data: '0x6001' });
    expect(transaction.to ?? undefined).toBeUndefined();
    expect(transaction).toMatchObject({ maxFeePerGas: attempt.maxFeePerGas, maxPriorityFeePerGas: GWEI });
  });

  test('has no more gas than a transaction may have', async () => {
    const { signed } = await signStep(nodeOf({ gas: CAP }), step, 0, undefined);
    expect(parseTransaction(signed).gas).toBe(CAP);
  });

  test('rejects what needs more (CHAIN_OUT_OF_GAS)', async () => {
    const fault = { code: 'CHAIN_OUT_OF_GAS', want: `at most ${CAP} gas`, got: `${CAP + 1n}` };
    await expect(signStep(nodeOf({ gas: CAP + 1n }), step, 0, undefined)).rejects.toMatchObject({ fault });
  });

  test('rejects an account that cannot pay for it (CHAIN_OUT_OF_FUNDS)', async () => {
    const { maxFeePerGas } = await signStep(nodeOf({}), step, 0, undefined);
    const needed = 1_100_000n * maxFeePerGas;
    await signStep(nodeOf({ balance: needed }), step, 0, undefined);
    const fault = { code: 'CHAIN_OUT_OF_FUNDS', want: `${needed} wei`, got: `${needed - 1n} wei` };
    await expect(signStep(nodeOf({ balance: needed - 1n }), step, 0, undefined)).rejects.toMatchObject({ fault });
  });

  test('offers an eighth more than before, also when fees have fallen', async () => {
    const before = await signStep(nodeOf({}), step, 0, undefined);
    const after = await signStep(nodeOf({ baseFee: GWEI }), step, 0, before);
    expect(after.maxFeePerGas).toBe((before.maxFeePerGas * 9n) / 8n + 1n);
    expect(after.maxPriorityFeePerGas).toBe((before.maxPriorityFeePerGas * 9n) / 8n + 1n);
    const risen = await signStep(nodeOf({ baseFee: 1000n * GWEI, balance: 10n * ETHER }), step, 0, before);
    expect(risen.maxFeePerGas).toBeGreaterThan(1000n * GWEI);
  });
});
