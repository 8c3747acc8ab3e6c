/**
 * Sends the transactions of a deployment. Before one is sent, its signed bytes are saved: after a crash the same bytes go out
 * again, and as a nonce is used once, nothing is deployed twice.
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Hex, type TransactionReceipt, TransactionReceiptNotFoundError } from 'viem';
import { call, getTransactionCount, getTransactionReceipt, sendRawTransaction } from 'viem/actions';
import { RelayerError } from '../../../ports/fault.ts';
import type { Manifest, PendingTransaction } from './manifest.ts';
import { nextStep, type Step } from './plan.ts';
import { recordStep } from './record-step.ts';
import { ask, toFault } from './rpc-fault.ts';
import { type Attempt, type DeployClient, signStep } from './sign-step.ts';

export interface RunOptions {
  /** Pays and signs. */
  readonly client: DeployClient;
  /** Durable when it returns. */
  readonly save?: ((manifest: Manifest) => void | Promise<void>) | undefined;
  /** Stands in for sending, in tests of crashes. */
  readonly broadcast?: ((send: () => Promise<void>) => Promise<void>) | undefined;
  /** Tells a person what is being done. */
  readonly progress?: ((line: string) => void) | undefined;
  /** How long a transaction may take; ten minutes when undefined. */
  readonly timeoutMs?: number | undefined;
}

const DEFAULT_TIMEOUT_MS = 600_000;
/** So long a fee may be too low before it is raised. */
const RAISE_AFTER_MS = 60_000;
/** A nonce that is used while nobody knows our transaction: so often it is looked at again, for nodes differ for a moment. */
const LOOKS_AT_LOST = 5;

/** Until nothing is left to do. @throws {RelayerError} CHAIN_*, RPC_*; what was done so far is saved */
export async function runPlan(start: Manifest, options: RunOptions): Promise<Manifest> {
  const { client, save = () => undefined, progress = () => undefined } = options;
  let manifest = start;
  for (let step = nextStep(manifest); step !== undefined; step = nextStep(manifest)) {
    const keep = async (pending: PendingTransaction | undefined): Promise<void> => {
      manifest = { ...manifest, pending };
      await save(manifest);
    };
    const receipt = await sendStep(step, manifest.pending, keep, options);
    manifest = await recordStep(client, manifest, step, receipt);
    await save(manifest);
    progress(`${step.name}: ${receipt.contractAddress ?? receipt.transactionHash}, ${receipt.gasUsed} gas`);
  }
  return manifest;
}

type Keep = (pending: PendingTransaction | undefined) => Promise<void>;

async function sendStep(
  step: Step,
  before: PendingTransaction | undefined,
  keep: Keep,
  options: RunOptions,
): Promise<TransactionReceipt> {
  const { client, progress = () => undefined } = options;
  const deadline = Date.now() + (options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  let pending = before ?? (await firstAttempt(client, step, keep));
  let fresh = before === undefined;
  for (;;) {
    const refused = await broadcastLast(pending, options);
    if (refused !== undefined && fresh) throw refused;
    const end = Math.min(deadline, Date.now() + RAISE_AFTER_MS);
    // What a node refuses after a restart gets new fees at once, under the same nonce.
    const fate = refused === undefined ? await watch(client, pending, end) : await look(client, pending);
    if (fate.kind === 'included') return await requireSuccess(fate.receipt, step, keep, client);
    if (fate.kind === 'lost') {
      progress(`${step.name}: nonce ${pending.nonce} went to another transaction; signing it again`);
      pending = await firstAttempt(client, step, keep);
    } else if (Date.now() >= deadline) {
      throw new RelayerError({
        code: 'RPC_TIMEOUT',
        message: `${step.name}: transaction ${pending.attempts.at(-1)?.hash} is not included yet`,
        hint: 'Run again to go on waiting for it.',
      });
    } else {
      progress(`${step.name}: raising the fee`);
      pending = await nextAttempt(client, step, pending, keep);
    }
    fresh = true;
  }
}

async function firstAttempt(client: DeployClient, step: Step, keep: Keep): Promise<PendingTransaction> {
  const { address } = client.account;
  const nonce = await ask(step.name, () => getTransactionCount(client, { address, blockTag: 'pending' }));
  return await nextAttempt(client, step, { step: step.name, nonce, attempts: [] }, keep);
}

async function nextAttempt(
  client: DeployClient,
  step: Step,
  pending: PendingTransaction,
  keep: Keep,
): Promise<PendingTransaction> {
  const attempt = await signStep(client, step, pending.nonce, pending.attempts.at(-1));
  const next = { ...pending, attempts: [...pending.attempts, attempt] };
  await keep(next);
  return next;
}

/** The refusal, unless it says that the transaction or its nonce is known: then the chain decides. */
async function broadcastLast({ attempts }: PendingTransaction, options: RunOptions): Promise<unknown> {
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

async function watch(client: DeployClient, pending: PendingTransaction, end: number): Promise<Fate> {
  let lost = 0;
  for (;;) {
    const fate = await look(client, pending);
    if (fate.kind === 'included') return fate;
    lost = fate.kind === 'lost' ? lost + 1 : 0;
    if (lost >= LOOKS_AT_LOST || Date.now() >= end) return fate;
    await sleep(client.pollingInterval);
  }
}

async function look(client: DeployClient, { attempts, nonce }: PendingTransaction): Promise<Fate> {
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
  step: Step,
  keep: Keep,
  client: DeployClient,
): Promise<TransactionReceipt> {
  if (receipt.status === 'success') return receipt;
  await keep(undefined);
  const to = 'to' in step ? { to: step.to } : {};
  // Says why, if it still does.
  await ask(step.name, () => call(client, { account: client.account, data: step.data, ...to }), step.abi);
  const message = `${step.name}: transaction ${receipt.transactionHash} failed after ${receipt.gasUsed} gas`;
  throw new RelayerError({ code: 'CHAIN_TX_FAILED', message });
}
