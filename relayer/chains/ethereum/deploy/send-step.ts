/** Sends one transaction of a deployment, or finds out what became of it, however often that takes. @module */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Hex, type TransactionReceipt, TransactionReceiptNotFoundError } from 'viem';
import { call, getTransactionCount, getTransactionReceipt, sendRawTransaction } from 'viem/actions';
import { RelayerError } from '../../../ports/fault.ts';
import type { PendingTransaction } from './manifest.ts';
import type { Step } from './plan.ts';
import { ask, toFault } from './rpc-fault.ts';
import { type Attempt, type DeployClient, signStep } from './sign-step.ts';

export interface SendOptions {
  /** Pays and signs. */
  readonly client: DeployClient;
  /** Stands in for sending, in tests of crashes. */
  readonly broadcast?: ((send: () => Promise<void>) => Promise<void>) | undefined;
  /** Tells a person what is being done. */
  readonly progress?: ((line: string) => void) | undefined;
  /** How long a transaction may take; ten minutes when undefined. */
  readonly timeoutMs?: number | undefined;
  /** After so long its fee is raised; a minute when undefined. */
  readonly raiseAfterMs?: number | undefined;
}

const DEFAULT_TIMEOUT_MS = 600_000;
const DEFAULT_RAISE_AFTER_MS = 60_000;
/** A nonce that is used while nobody knows our transaction: so often it is looked at again, for nodes differ for a moment. */
const LOOKS_AT_LOST = 5;

/** Writes down what is about to be sent; undefined when it has failed for good. */
export type Keep = (pending: PendingTransaction | undefined) => Promise<void>;

interface Sending {
  readonly step: Step;
  readonly keep: Keep;
  readonly options: SendOptions;
  readonly deadline: number;
}

/** @throws {RelayerError} CALL_REFUSED, CHAIN_TX_FAILED, CHAIN_OUT_OF_GAS, CHAIN_OUT_OF_FUNDS, RPC_* */
export async function sendStep(
  step: Step,
  before: PendingTransaction | undefined,
  keep: Keep,
  options: SendOptions,
): Promise<TransactionReceipt> {
  const sending = { step, keep, options, deadline: Date.now() + (options.timeoutMs ?? DEFAULT_TIMEOUT_MS) };
  if (before !== undefined) {
    const fate = await look(options.client, before);
    if (fate.kind === 'included') return await requireSuccess(fate.receipt, sending);
  }
  const pending = before ?? (await firstAttempt(sending));
  return await requireSuccess(await sendUntilIncluded(sending, pending, before === undefined), sending);
}

async function sendUntilIncluded(
  sending: Sending,
  start: PendingTransaction,
  isFresh: boolean,
): Promise<TransactionReceipt> {
  const { client } = sending.options;
  let pending = start;
  for (let fresh = isFresh; ; fresh = true) {
    const refused = await broadcastLast(pending, sending.options);
    if (refused !== undefined && fresh) throw refused;
    // What a node refuses after a restart gets new fees at once, under the same nonce.
    const fate = refused === undefined ? await watch(sending, pending) : await look(client, pending);
    if (fate.kind === 'included') return fate.receipt;
    const next = fate.kind === 'lost' ? await replaceLost(sending, pending) : await raiseFee(sending, pending);
    if ('receipt' in next) return next.receipt;
    pending = next;
  }
}

async function replaceLost(sending: Sending, { nonce }: PendingTransaction): Promise<PendingTransaction> {
  const { step, options } = sending;
  options.progress?.(`${step.name}: nonce ${nonce} went to another transaction; signing it again`);
  return await firstAttempt(sending);
}

/** Or the receipt, when the transaction was included meanwhile: then the step may not be possible any more. */
async function raiseFee(
  sending: Sending,
  pending: PendingTransaction,
): Promise<PendingTransaction | Extract<Fate, { kind: 'included' }>> {
  const { step, deadline, options } = sending;
  if (Date.now() >= deadline) {
    throw new RelayerError({
      code: 'RPC_TIMEOUT',
      message: `${step.name}: transaction ${pending.attempts.at(-1)?.hash} is not included yet`,
      hint: 'Run again to go on waiting for it.',
    });
  }
  options.progress?.(`${step.name}: raising the fee`);
  try {
    return await nextAttempt(sending, pending);
  } catch (error) {
    const fate = await look(options.client, pending);
    if (fate.kind === 'included') return fate;
    throw error;
  }
}

async function firstAttempt(sending: Sending): Promise<PendingTransaction> {
  const { step, options } = sending;
  const { address } = options.client.account;
  const count = () => getTransactionCount(options.client, { address, blockTag: 'pending' });
  return await nextAttempt(sending, { step: step.name, nonce: await ask(step.name, count), attempts: [] });
}

async function nextAttempt({ step, keep, options }: Sending, pending: PendingTransaction): Promise<PendingTransaction> {
  const attempt = await signStep(options.client, step, pending.nonce, pending.attempts.at(-1));
  const next = { ...pending, attempts: [...pending.attempts, attempt] };
  await keep(next);
  return next;
}

/** The refusal, unless it says that the transaction or its nonce is known: then the chain decides. */
async function broadcastLast({ attempts }: PendingTransaction, options: SendOptions): Promise<unknown> {
  const { client, broadcast = (send) => send() } = options;
  const signed = (attempts.at(-1) as Attempt).signed;
  try {
    await broadcast(async () => {
      await sendRawTransaction(client, { serializedTransaction: signed });
    });
    return undefined;
  } catch (error) {
    const fault = toFault('sending', error);
    const known =
      fault instanceof RelayerError &&
      /already known|already imported|nonce too low|nonce is lower/i.test(fault.message);
    return known ? undefined : fault;
  }
}

type Fate = { readonly kind: 'included'; readonly receipt: TransactionReceipt } | { readonly kind: 'lost' | 'waiting' };

async function watch({ options, deadline }: Sending, pending: PendingTransaction): Promise<Fate> {
  const { client, raiseAfterMs = DEFAULT_RAISE_AFTER_MS } = options;
  const end = Math.min(deadline, Date.now() + raiseAfterMs);
  let lost = 0;
  for (;;) {
    const fate = await look(client, pending);
    if (fate.kind === 'included') return fate;
    lost = fate.kind === 'lost' ? lost + 1 : 0;
    if (lost >= LOOKS_AT_LOST || Date.now() >= end) return fate;
    await sleep(client.pollingInterval);
  }
}

/** What the chain says of a transaction now. @throws {RelayerError} RPC_* */
export async function look(client: DeployClient, { attempts, nonce }: PendingTransaction): Promise<Fate> {
  const { address } = client.account;
  // Asked for first: what is used now and has no receipt afterwards was used by something else.
  const used = await ask('nonce', () => getTransactionCount(client, { address }));
  for (const { hash } of attempts) {
    const receipt = await receiptOf(client, hash);
    if (receipt !== undefined) return { kind: 'included', receipt };
  }
  return { kind: used > nonce ? 'lost' : 'waiting' };
}

async function receiptOf(client: DeployClient, hash: Hex): Promise<TransactionReceipt | undefined> {
  try {
    return await getTransactionReceipt(client, { hash });
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return undefined;
    throw toFault('receipt', error);
  }
}

async function requireSuccess(
  receipt: TransactionReceipt,
  { step, keep, options }: Sending,
): Promise<TransactionReceipt> {
  if (receipt.status === 'success') return receipt;
  await keep(undefined);
  const { client } = options;
  const to = 'to' in step ? { to: step.to } : {};
  // Says why, if it still does.
  await ask(step.name, () => call(client, { account: client.account, data: step.data, ...to }), step.abi);
  const message = `${step.name}: transaction ${receipt.transactionHash} failed after ${receipt.gasUsed} gas`;
  throw new RelayerError({ code: 'CHAIN_TX_FAILED', message });
}
