/** Finds out what became of our transactions, from blocks whose contents are proven. A node's word alone ends nothing. @module */
import type { ProvenTx } from '../ports/chain-reader.ts';
import type { RelayerFault } from '../ports/fault.ts';
import { formatPacketKey, type PacketRow, type PacketState, packetKey, type Step } from '../ports/packet.ts';
import type { StepResponse } from '../ports/packet-protocol.ts';
import type { Change, PacketPatch, TxHead, TxRow } from '../ports/store.ts';
import { nextAttemptMs } from './backoff.ts';
import { directionOf } from './direction-of.ts';
import { countMessages } from './estimate-gas.ts';
import { smaller } from './extremes.ts';
import { STATE_BEFORE } from './rejection.ts';
import { jobFor } from './run.ts';
import type { SubmitRun } from './submit-run.ts';

/** Blocks without a sign of a transaction after which its bytes are sent once more. */
const RESEND_AFTER = 3n;

export interface ConfirmRun extends SubmitRun {
  /** Per transaction hash: the last block searched. Only saves work: after a restart the search starts over. */
  readonly searched: Map<string, bigint>;
}

/** Decides what can be decided now. The watcher calls again with each block while transactions are in flight. */
export async function confirm(run: ConfirmRun): Promise<void> {
  const { chain, context } = run;
  const live = await context.store.txs.inFlight(chain.name);
  if (live.length === 0) return;
  const head = await chain.reader.verifiedHead(context.signal);
  // A block's results are committed to by its successor.
  const last = head.height - 1n;
  const open = new Map(live.map((tx) => [tx.hash, tx]));
  for (let height = firstUnsearched(live, run); height <= last && open.size > 0; height++) {
    const block = await chain.reader.provenBlock(height, context.signal);
    const byHash = new Map(block.transactions.map((proven) => [proven.hash, proven]));
    for (const tx of open.values()) {
      const proven = byHash.get(tx.hash);
      run.searched.set(tx.hash, height);
      if (proven === undefined) continue;
      await included(tx, { proven, height }, run);
      open.delete(tx.hash);
      run.searched.delete(tx.hash);
    }
  }
  for (const tx of open.values()) await missing(tx, last, run);
  // Places in flight may be free now.
  if (open.size < live.length) await run.queue.add({ name: 'submit', key: chain.name });
}

function firstUnsearched(live: readonly TxHead[], { searched }: ConfirmRun): bigint {
  const from = live.map((tx) => (searched.get(tx.hash) ?? tx.preparedHeight) + 1n);
  return from.reduce(smaller);
}

interface Inclusion {
  readonly proven: ProvenTx;
  readonly height: bigint;
}

/** With what it carries. */
async function readTx({ hash }: TxHead, { context }: ConfirmRun): Promise<TxRow> {
  const [tx] = await context.store.txs.txs({ hash, limit: 1 });
  if (tx === undefined) throw new Error(`unreachable: transaction ${hash} is in flight and not in the store`);
  return tx;
}

async function included(head: TxHead, inclusion: Inclusion, run: ConfirmRun): Promise<void> {
  const { chain, context } = run;
  const { proven, height } = inclusion;
  const { logger, store, clock } = context;
  const tx = await readTx(head, run);
  const { gasWanted, gasUsed } = proven;
  const status = proven.code === 0 ? 'included' : 'failed';
  chain.writer.settled({ hash: tx.hash, sequence: tx.sequence, status, gasWanted, gasUsed });
  const rows = await store.packets.find(tx.steps.map(({ key }) => key));
  const byKey = new Map(rows.map((row) => [formatPacketKey(packetKey(row.packet)), row]));
  const atMs = clock.now();
  const decided: Change = {
    change: 'update-tx',
    hash: tx.hash,
    state: status,
    includedHeight: height,
    code: proven.code,
    gasUsed,
    log: proven.log,
    atMs,
  };
  const fields = {
    chain: chain.name,
    tx: tx.hash,
    height: `${height}`,
    steps: tx.steps.length,
    gasUsed: `${gasUsed}`,
  };
  if (proven.code !== 0) {
    logger.warn({ ...fields, code: proven.code }, `transaction failed in its block: ${proven.log}`);
    if (gasUsed >= gasWanted) run.gas.raise(countMessages(tx) ?? { update: 1 });
    await store.packets.commit('confirmed', [decided, ...failedChanges(tx, proven, byKey, run)]);
    return;
  }
  learnGas(tx, proven, run);
  const changes = succeededChanges(tx, inclusion, byKey, run);
  const known = tx.clientUpdates.map(
    ({ clientId, height: of }): Change => ({ change: 'drop-client-update', chain: chain.name, clientId, height: of }),
  );
  await store.packets.commit('confirmed', [decided, ...known, ...changes]);
  logger.info(fields, 'transaction confirmed');
  logSteps(tx, changes, run);
  report(tx, byKey, run);
  for (const job of nextJobs(changes, byKey, run)) await run.queue.add(job);
}

/** A message that changed nothing says little about what one costs. */
function learnGas(tx: TxRow, { data, gasUsed }: ProvenTx, { chain, gas }: ConfirmRun): void {
  const counts = countMessages(tx);
  const responses = chain.codec.readResponses(data);
  if (counts === undefined || tx.steps.some(({ index }) => responses[index] === 'noop')) return;
  gas.learn(counts, tx.bytes.length, gasUsed, 'proven');
}

function succeededChanges(
  tx: TxRow,
  { proven, height }: Inclusion,
  rows: ReadonlyMap<string, PacketRow>,
  run: ConfirmRun,
): readonly Change[] {
  const responses = run.chain.codec.readResponses(proven.data);
  return tx.steps.flatMap(({ key, step, index }): readonly Change[] => {
    const row = rows.get(formatPacketKey(key));
    if (row === undefined || !isSubmitting(row.state)) return [];
    const end = EFFECT[step](responses[index] ?? 'other', { tx, nowMs: run.context.clock.now() });
    const patch = { attempts: 0, notBeforeMs: 0, lastFault: null, ...end.patch, ...receivedBy(step, row, height) };
    return [
      {
        change: 'advance',
        key,
        fromVersion: row.version,
        to: end.to,
        why: end.why,
        atMs: run.context.clock.now(),
        patch,
      },
    ];
  });
}

/** Unless the acknowledgement was seen: it can be proven after this block, but perhaps not before. */
function receivedBy(step: Step, { ackHeight }: PacketRow, height: bigint): PacketPatch {
  return step === 'recv' && ackHeight === undefined ? { ackHeight: height } : {};
}

function isSubmitting(state: PacketState): boolean {
  return state === 'delivering' || state === 'acknowledging' || state === 'withdrawing';
}

interface Effect {
  readonly to: PacketState;
  readonly why: string;
  readonly patch: PacketPatch;
}

/** What an included message does to its packet. A no-op proves that the step had been done before. */
const EFFECT: Record<Step, (response: StepResponse, at: { tx: TxRow; nowMs: number }) => Effect> = {
  recv: (response, { tx, nowMs }) => ({
    to: 'delivered',
    why: response === 'noop' ? `already received; ${tx.hash} changed nothing` : `received in ${tx.hash}`,
    patch: { deliveredAtMs: nowMs, ...(response === 'noop' ? {} : { receivedTx: tx.hash }) },
  }),
  ack: (response, { tx, nowMs }) => ({
    to: 'done',
    why: response === 'noop' ? `already acknowledged; ${tx.hash} changed nothing` : `acknowledged in ${tx.hash}`,
    patch: { closedAtMs: nowMs, outcomeBy: response === 'noop' ? 'other' : 'us', closedTx: tx.hash },
  }),
  timeout: (response, { tx, nowMs }) =>
    response === 'noop'
      ? { to: 'settling', why: `closed before; ${tx.hash} changed nothing`, patch: {} }
      : {
          to: 'timed-out',
          why: `refunded in ${tx.hash}`,
          patch: { closedAtMs: nowMs, outcome: 'timeout', outcomeBy: 'us', closedTx: tx.hash },
        },
};

/** Paid for and failed. The message to blame travels alone from now on; the others are tried again as they are. */
function failedChanges(
  tx: TxRow,
  proven: ProvenTx,
  rows: ReadonlyMap<string, PacketRow>,
  run: ConfirmRun,
): readonly Change[] {
  const { clock } = run.context;
  const blamed = /message index: (\d+)/.exec(proven.log)?.[1];
  const fault: RelayerFault = {
    code: 'CHAIN_TX_FAILED',
    message: `transaction ${tx.hash} failed in its block: ${proven.log}`,
    context: { chain: tx.chain, tx: tx.hash },
  };
  return tx.steps.flatMap(({ key, step, index }): readonly Change[] => {
    const row = rows.get(formatPacketKey(key));
    if (row === undefined) return [];
    const isBlamed = blamed === `${index}` || tx.steps.length === 1;
    if (!isBlamed) return [];
    const attempts = row.attempts + 1;
    const patch = {
      attempts,
      lastFault: fault,
      notBeforeMs: nextAttemptMs('later', attempts, run.context),
    };
    // Looked at afresh: it may have expired or been received meanwhile.
    const again: Change = {
      change: 'advance',
      key,
      fromVersion: row.version,
      to: STATE_BEFORE[step],
      why: fault.message,
      atMs: clock.now(),
      patch,
    };
    return [again];
  });
}

/** Not in any block up to `last`. Past its timeout height it is dead for certain; before that its bytes may be lost. */
async function missing(tx: TxHead, last: bigint, run: ConfirmRun): Promise<void> {
  const { chain, context } = run;
  const { store, logger, clock } = context;
  const fields = { chain: chain.name, tx: tx.hash, sequence: `${tx.sequence}` };
  if (last >= tx.timeoutHeight) {
    await store.packets.commit('expired', [
      { change: 'update-tx', hash: tx.hash, state: 'expired', atMs: clock.now() },
    ]);
    run.searched.delete(tx.hash);
    chain.writer.settled({ hash: tx.hash, sequence: tx.sequence, status: 'expired' });
    logger.warn(
      fields,
      `transaction was not included by block ${tx.timeoutHeight}; it is dead and its messages are sent again`,
    );
    await run.queue.add({ name: 'submit', key: chain.name });
    return;
  }
  const age = last - tx.preparedHeight;
  if (age > 0n && age % RESEND_AFTER === 0n) {
    const result = await chain.writer.resend(await readTx(tx, run), context.signal);
    logger.info({ ...fields, answer: result.status }, 'transaction not included yet; sent the same bytes again');
  }
}

/** As the stages do: a line for each packet, so that its whole life can be found by its name. */
function logSteps({ hash }: TxRow, changes: readonly Change[], { context, directions }: ConfirmRun): void {
  for (const change of changes) {
    if (change.change !== 'advance') continue;
    const path = directionOf(change.key, directions)?.direction.path;
    const packet = formatPacketKey(change.key);
    context.logger.info({ stage: 'confirm', path, packet, to: change.to, tx: hash }, change.why);
  }
}

function report(tx: TxRow, rows: ReadonlyMap<string, PacketRow>, run: ConfirmRun): void {
  const { chain, metrics, context } = run;
  for (const { key, step } of tx.steps) {
    const row = rows.get(formatPacketKey(key));
    if (row === undefined) continue;
    metrics.stepConfirmed(step, row.packet.source, row.packet.destination, context.clock.now() - row.seenAtMs);
  }
  for (const { clientId } of tx.clientUpdates) {
    const follows = followedBy(clientId, run);
    if (follows !== undefined) metrics.clientUpdated(follows, chain.name, clientId);
  }
}

/** The chain that one of our clients on this chain follows. */
function followedBy(clientId: string, { chain, directions }: ConfirmRun): string | undefined {
  const drivers = directions.flatMap(({ onSource, onDestination }) => [onSource, onDestination]);
  return drivers.find((driver) => driver.host === chain.name && driver.clientId === clientId)?.counterparty;
}

function nextJobs(
  changes: readonly Change[],
  rows: ReadonlyMap<string, PacketRow>,
  run: ConfirmRun,
): readonly { name: string; key: string }[] {
  const jobs = new Map<string, { name: string; key: string }>();
  for (const change of changes) {
    if (change.change !== 'advance' || change.to === 'done' || change.to === 'timed-out') continue;
    const deps = directionOf(change.key, run.directions);
    if (deps === undefined || !rows.has(formatPacketKey(change.key))) continue;
    const job = jobFor(change.to, deps);
    jobs.set(`${job.name} ${job.key}`, job);
  }
  return [...jobs.values()];
}
