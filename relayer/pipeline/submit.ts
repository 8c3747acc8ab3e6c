/** Puts proven messages into transactions, one submitter per (chain, signer). Intent first, broadcast second. @module */
import type { SignedTx } from '../ports/chain-writer.ts';
import { RelayerError } from '../ports/fault.ts';
import type { SubmittedPackets } from '../ports/metrics.ts';
import type { Change, ClientUpdateRow, ReadyStep, TxHead, TxRow } from '../ports/store.ts';
import { type Batch, cutBatch } from './cut-batch.ts';
import { estimateGas } from './estimate-gas.ts';
import { dropRedundant } from './recheck.ts';
import { handleRejection } from './rejection.ts';
import type { Rejection, SubmitRun } from './submit-run.ts';

const LEASE_MS = 30_000;
/** Steps that are read for each that a transaction can hold: one that was done by others leaves its place to the next. */
const READY_SHARE = 1.25;

/** Sends what is ready, up to the allowed number of transactions in flight. */
export async function submit(run: SubmitRun): Promise<void> {
  const { chain, context } = run;
  const lease = `signer/${chain.name}/${chain.writer.signer}`;
  const token = await context.store.leases.acquire(lease, run.owner, LEASE_MS, context.clock.now());
  if (token === undefined) {
    const fault = { code: 'LEASE_LOST', message: `another process submits to ${chain.name} with this key` } as const;
    context.logger.debug({ chain: chain.name, code: fault.code }, fault.message);
    await retryLater(run, 5_000);
    return;
  }
  try {
    await sendAll(run, lease);
    await comeBack(run);
  } catch (error) {
    if (!(error instanceof RelayerError)) throw error;
    context.logger.warn({ chain: chain.name, code: error.fault.code, ...error.fault.context }, error.fault.message);
    await retryLater(run, 1_000);
  } finally {
    // Held only while sending, so that commands such as `causeway transfer` can use the same key in between.
    await context.store.leases.release(lease, run.owner);
  }
}

async function sendAll(run: SubmitRun, lease: string): Promise<void> {
  const { chain, context } = run;
  const { store, settings, clock, signal } = context;
  let live = await store.txs.inFlight(chain.name);
  if (live.some(({ state }) => state === 'prepared')) await resendPrepared(run);
  while (live.length < settings.maxInFlight && !signal.aborted) {
    // Renewed before each transaction: a submitter that lost its lease must not sign another one.
    if ((await store.leases.acquire(lease, run.owner, LEASE_MS, clock.now())) === undefined) {
      await retryLater(run, 5_000);
      return;
    }
    const sent = await sendNext(live, run);
    if (!sent) break;
    live = await store.txs.inFlight(chain.name);
  }
  if (live.length > 0) await run.queue.add({ name: 'confirm', key: chain.name });
}

/** Steps that were put off wait for different times, and the queue remembers the soonest wish alone. */
async function comeBack({ chain, context, queue }: SubmitRun): Promise<void> {
  const { store, clock } = context;
  const next = await store.txs.nextReady({ chain: chain.name, afterMs: clock.now() });
  if (next !== undefined) await queue.add({ name: 'submit', key: chain.name }, { notBeforeMs: next });
}

/** Builds and sends one transaction. `false` when there is nothing to send, or sending must pause. */
async function sendNext(live: readonly TxHead[], run: SubmitRun): Promise<boolean> {
  const { chain, context } = run;
  const { store, clock } = context;
  const nowMs = clock.now();
  const [ready, refreshes] = await Promise.all([
    store.txs.readySteps({ chain: chain.name, nowMs, limit: Math.ceil(chain.writer.limits.maxMessages * READY_SHARE) }),
    store.txs.pendingRefreshes(chain.name),
  ]);
  const steps = await dropRedundant(ready, run);
  // Everything was dropped: more may be ready behind it.
  if (steps.length === 0 && refreshes.length === 0) return ready.length > 0;
  const updates = await updatesOf(steps, run);
  const batch = cutBatch({
    steps,
    refreshes,
    updatesFor: (step) => updates.get(updateKey(step.clientId, step.proofHeight.revisionHeight)) ?? [],
    limits: chain.writer.limits,
    gasOf: (counts, bytes) => run.gas.estimate(counts, bytes).gas,
  });
  if (batch === undefined) return false;
  return await prepareAndSend(batch, live, run);
}

/** Updates not yet known to be on the chain: their rows are deleted when a transaction with them is confirmed. */
async function updatesOf(
  steps: readonly ReadyStep[],
  { chain, context }: SubmitRun,
): Promise<ReadonlyMap<string, readonly ClientUpdateRow[]>> {
  const clients = new Set(steps.map(({ clientId }) => clientId));
  const out = new Map<string, readonly ClientUpdateRow[]>();
  for (const clientId of clients) {
    for (const row of await context.store.txs.clientUpdates(chain.name, clientId)) {
      out.set(updateKey(clientId, row.height.revisionHeight), [row]);
    }
  }
  return out;
}

function updateKey(clientId: string, height: bigint): string {
  return `${clientId}/${height}`;
}

async function prepareAndSend(batch: Batch, live: readonly TxHead[], run: SubmitRun): Promise<boolean> {
  const { chain, context } = run;
  const { store, clock, settings, signal } = context;
  const sequence = await nextSequence(live, run);
  const gas = await estimateGas(batch, sequence, run);
  if (gas.status === 'failed') return await handleRejection(batch, gas, run);
  // Verified: a height that somebody made up would leave the transaction undecided until the chain gets there.
  const head = await chain.reader.verifiedHead(signal);
  const signed = await chain.writer.sign({
    messages: batch.messages,
    sequence,
    gasLimit: gas.limit,
    timeoutHeight: head.height + settings.txTimeoutBlocks,
  });
  const tx = toRow(signed, batch, { run, preparedHeight: head.height, nowMs: clock.now() });
  await store.packets.commit('intent', [{ change: 'insert-tx', tx }]);
  const rejection = await send(tx, run);
  if (rejection === undefined) return true;
  return await handleRejection(batch, rejection, run);
}

/** The account's next sequence, past our own transactions in flight. */
async function nextSequence(live: readonly TxHead[], { chain, context }: SubmitRun): Promise<bigint> {
  const last = live.at(-1);
  // With transactions in flight the chain's own answer lags behind ours.
  return last === undefined ? await chain.writer.nextSequence(context.signal) : last.sequence + 1n;
}

function toRow(
  signed: SignedTx,
  batch: Batch,
  { run, preparedHeight, nowMs }: { run: SubmitRun; preparedHeight: bigint; nowMs: number },
): TxRow {
  return {
    hash: signed.hash,
    chain: run.chain.name,
    signer: run.chain.writer.signer,
    sequence: signed.sequence,
    state: 'prepared',
    bytes: signed.bytes,
    gasLimit: signed.gasLimit,
    timeoutHeight: signed.timeoutHeight,
    preparedHeight,
    steps: batch.steps.map(({ key, step }, index) => ({ key, step, index: batch.firstStep + index })),
    clientUpdates: batch.updates.map(({ clientId, height }) => ({ clientId, height })),
    createdAtMs: nowMs,
  };
}

/** Broadcasts recorded bytes. Gives the rejection when the transaction is known to be refused, and so is dead. */
async function send(tx: TxRow, run: SubmitRun): Promise<Rejection | undefined> {
  const { chain, context, metrics } = run;
  const { store, clock, logger, signal } = context;
  const fields = { chain: chain.name, tx: tx.hash, sequence: `${tx.sequence}`, steps: tx.steps.length };
  const result = await chain.writer.broadcast(tx, signal);
  const atMs = clock.now();
  if (result.status === 'rejected' && result.reason !== 'mempool-full') {
    metrics.broadcastError(chain.name, result.reason);
    const failed: Change = { change: 'update-tx', hash: tx.hash, state: 'failed', log: result.log, atMs };
    await store.packets.commit('refused', [failed]);
    logger.info({ ...fields, reason: result.reason }, 'transaction refused before inclusion; nothing was paid');
    return { reason: result.reason, log: result.log };
  }
  if (result.status === 'rejected') {
    logger.info(fields, 'mempool is full; the same transaction is sent again later');
    await retryLater(run, 1_000);
    return undefined;
  }
  await store.packets.commit('broadcast-recorded', [{ change: 'update-tx', hash: tx.hash, state: 'broadcast', atMs }]);
  metrics.txSubmitted(chain.name, tx.steps.length + tx.clientUpdates.length, await carriedBy(tx, run));
  logger.info({ ...fields, updates: tx.clientUpdates.length }, 'transaction sent');
  return undefined;
}

/** For the metrics: where the oldest packet of a transaction travels, and since when it is known. */
async function carriedBy(tx: TxRow, { chain, context }: SubmitRun): Promise<SubmittedPackets | undefined> {
  const rows = await context.store.packets.find(tx.steps.map(({ key }) => key));
  const [first, ...others] = rows;
  if (first === undefined) return undefined;
  const { packet, seenAtMs } = others.reduce((oldest, row) => (row.seenAtMs < oldest.seenAtMs ? row : oldest), first);
  const { source, destination } = packet;
  const [own, counterparty] = source.chain === chain.name ? [source, destination] : [destination, source];
  return { own, counterparty, latencyMs: context.clock.now() - seenAtMs };
}

/**
 * Recorded but perhaps never sent, by a process that died in between: the very same bytes go out (again). A refusal says
 * nothing here, since an included transaction is refused as well: its fate is read from blocks.
 */
async function resendPrepared(run: SubmitRun): Promise<void> {
  const live = await run.context.store.txs.liveTxs(run.chain.name);
  for (const tx of live.filter(({ state }) => state === 'prepared')) await resend(tx, run);
}

async function resend(tx: TxRow, { chain, context }: SubmitRun): Promise<void> {
  const { store, clock, logger, signal } = context;
  const { status } = await chain.writer.broadcast(tx, signal);
  await store.packets.commit('broadcast-recorded', [
    { change: 'update-tx', hash: tx.hash, state: 'broadcast', atMs: clock.now() },
  ]);
  logger.info({ chain: chain.name, tx: tx.hash, answer: status }, 'transaction of an earlier run sent again');
}

async function retryLater({ queue, chain, context }: SubmitRun, delayMs: number): Promise<void> {
  await queue.add({ name: 'submit', key: chain.name }, { notBeforeMs: context.clock.now() + delayMs });
}
