/** Sends messages that belong to no packet, and waits until their fate is proven. Same journal, same guards as packets. @module */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChainMessage } from '../ports/chain-writer.ts';
import { RelayerError } from '../ports/fault.ts';
import type { TxRow } from '../ports/store.ts';
import { type ConfirmRun, confirm } from './confirm.ts';
import { gasLimitFor } from './estimate-gas.ts';
import { guessGas } from './gas-model.ts';

/** Renewed all the time: short, so that a command that was killed does not keep its successor waiting. */
const LEASE_MS = 10_000;
const LEASE_PATIENCE_MS = 30_000;
const POLL_MS = 200;

export interface SentMessages {
  readonly hash: string;
  readonly height: bigint;
  /** The proven result data. */
  readonly data: Uint8Array;
}

/** @throws {RelayerError} CHAIN_TX_REJECTED, CHAIN_TX_FAILED or CHAIN_TX_EXPIRED with what the chain said. */
export async function sendMessages(messages: readonly ChainMessage[], run: ConfirmRun): Promise<SentMessages> {
  const { chain, context } = run;
  const { store, clock, settings, signal } = context;
  const lease = `signer/${chain.name}/${chain.writer.signer}`;
  await takeLease(lease, run);
  const renew = (): Promise<void> => renewLease(lease, run);
  try {
    // Whatever is not decided yet holds a sequence.
    await settle(run, () => true, renew);
    const { sequence, gasUsed } = await simulateNext(messages, run);
    const gasLimit = gasLimitFor(gasUsed, chain.writer.limits.gasAdjustment);
    const { height } = await chain.reader.verifiedHead(signal);
    const timeoutHeight = height + settings.txTimeoutBlocks;
    const signed = await chain.writer.sign({ messages, sequence, gasLimit, timeoutHeight });
    const tx: TxRow = {
      ...signed,
      chain: chain.name,
      signer: chain.writer.signer,
      state: 'prepared',
      preparedHeight: height,
      steps: [],
      clientUpdates: [],
      createdAtMs: clock.now(),
    };
    // Without the lease somebody else may be using this very sequence.
    await renew();
    await store.packets.commit('intent', [{ change: 'insert-tx', tx }]);
    const result = await chain.writer.broadcast(signed, signal);
    if (result.status === 'rejected') {
      const { hash } = signed;
      await store.packets.commit('refused', [
        { change: 'update-tx', hash, state: 'failed', log: result.log, atMs: clock.now() },
      ]);
      throw refused(chain.name, result.log);
    }
    return await resultOf(signed.hash, run, renew);
  } finally {
    await store.leases.release(lease, run.owner);
  }
}

/** A refused sequence tells the right one, so it is asked for again; a node that keeps misstating it is put aside meanwhile. */
const SEQUENCE_TRIES = 3;

async function simulateNext(
  messages: readonly ChainMessage[],
  { chain, context: { signal } }: ConfirmRun,
): Promise<{ readonly sequence: bigint; readonly gasUsed: bigint }> {
  for (let tries = 1; ; tries++) {
    const sequence = await chain.writer.nextSequence(signal);
    const bytes = messages.reduce((sum, message) => sum + message.bytes.length, 0);
    const expected = { gas: guessGas(messages.length, bytes), isProven: false };
    const gas = await chain.writer.simulate(messages, sequence, signal, expected);
    if (gas.status === 'ok') return { sequence, gasUsed: gas.gasUsed };
    if (gas.reason !== 'sequence-mismatch' || tries === SEQUENCE_TRIES) throw refused(chain.name, gas.log);
  }
}

/** A running relayer holds the lease only while it sends; one that died holds it until it ends. */
async function takeLease(lease: string, { chain, context, owner }: ConfirmRun): Promise<void> {
  const { store, clock, signal } = context;
  const deadline = clock.now() + LEASE_PATIENCE_MS;
  while ((await store.leases.acquire(lease, owner, LEASE_MS, clock.now())) === undefined) {
    if (clock.now() >= deadline) {
      const message = `a running relayer keeps submitting to ${chain.name} with this key`;
      throw new RelayerError({ code: 'LEASE_LOST', message, hint: 'Stop it for a moment, or use another key.' });
    }
    await sleep(POLL_MS, undefined, { signal });
  }
}

async function renewLease(lease: string, { chain, context, owner }: ConfirmRun): Promise<void> {
  const { store, clock } = context;
  if ((await store.leases.acquire(lease, owner, LEASE_MS, clock.now())) !== undefined) return;
  const message = `another process began to submit to ${chain.name} with this key`;
  throw new RelayerError({ code: 'LEASE_LOST', message, hint: 'Run this again.' });
}

function refused(chain: string, log: string): RelayerError {
  return new RelayerError({
    code: 'CHAIN_TX_REJECTED',
    message: `${chain} refused a transaction: ${log}`,
    context: { chain },
  });
}

/** Decides what an earlier command has sent, or recorded and perhaps not sent: it may have done what this one is about to do. */
export async function settleCommands(run: ConfirmRun): Promise<void> {
  await settle(run, ({ steps, clientUpdates }) => steps.length + clientUpdates.length === 0);
}

/** Waits until these transactions are decided; `beforeEach` runs before each look. */
async function settle(
  run: ConfirmRun,
  concerns: (tx: TxRow) => boolean,
  beforeEach: () => Promise<void> = async () => undefined,
): Promise<void> {
  const { chain, context } = run;
  const { store, signal } = context;
  for (;;) {
    const live = (await store.txs.liveTxs(chain.name)).filter(concerns);
    if (live.length === 0) return;
    await beforeEach();
    for (const tx of live) if (tx.state === 'prepared') await chain.writer.broadcast(tx, signal);
    await confirmOnce(run);
    await sleep(POLL_MS, undefined, { signal });
  }
}

/** Waits for the transaction's block and reads its result from it. */
async function resultOf(hash: string, run: ConfirmRun, renew: () => Promise<void>): Promise<SentMessages> {
  const { chain, context } = run;
  for (;;) {
    await renew();
    await confirmOnce(run);
    const [tx] = await context.store.txs.txs({ hash, limit: 1 });
    if (tx?.state === 'expired') {
      const message = `${chain.name} did not include ${hash} by block ${tx.timeoutHeight}`;
      throw new RelayerError({ code: 'CHAIN_TX_EXPIRED', message });
    }
    if (tx?.state === 'failed') {
      throw new RelayerError({
        code: 'CHAIN_TX_FAILED',
        message: `${hash} failed on ${chain.name}: ${tx.log ?? 'no log'}`,
      });
    }
    const height = tx?.state === 'included' ? tx.includedHeight : undefined;
    if (height !== undefined) return { hash, height, data: await dataOf(hash, height, run) };
    await sleep(POLL_MS, undefined, { signal: context.signal });
  }
}

/** The proven result data of an included transaction. */
export async function dataOf(hash: string, height: bigint, { chain, context }: ConfirmRun): Promise<Uint8Array> {
  const block = await chain.reader.provenBlock(height, context.signal);
  const proven = block.transactions.find((tx) => tx.hash === hash);
  if (proven === undefined) throw new Error(`unreachable: ${hash} was proven to be in block ${height}`);
  return proven.data;
}

async function confirmOnce(run: ConfirmRun): Promise<void> {
  try {
    await confirm(run);
  } catch (error) {
    if (!(error instanceof RelayerError) || error.fault.code !== 'CHAIN_NOT_FINAL') throw error;
  }
}
