/** What to do when a chain refuses a transaction before including it: find the message to blame without paying. @module */
import type { ClientDriver } from '../ports/client-driver.ts';
import { faultOf, RETRY, type RelayerFault } from '../ports/fault.ts';
import { directionKey } from '../ports/lane.ts';
import { formatPacketKey, type PacketState } from '../ports/packet.ts';
import type { Change, ReadyStep } from '../ports/store.ts';
import { nextAttemptMs } from './backoff.ts';
import type { Batch } from './cut-batch.ts';
import { directionOf } from './direction-of.ts';
import { dropAsRedundant } from './recheck.ts';
import { jobFor } from './run.ts';
import type { Rejection, SubmitRun } from './submit-run.ts';

/** A step that fails by itself this often is parked. */
const PATIENCE = 3;
/** A chain that refuses rarely changes its mind, but a node may have lied. */
const LONGEST_PARK_MS = 600_000;

const HINTS: Partial<Record<RelayerFault['code'], string>> = {
  CHAIN_OUT_OF_FUNDS:
    'Send the signer some of the fee token; raise gasPrice where the chain speaks of insufficient fees.',
  CHAIN_SEQUENCE_MISMATCH: 'Where it goes on, another program signs with this key: give the relayer a key of its own.',
};

/** Returns whether the submitter may go on at once. */
export async function handleRejection(batch: Batch, rejection: Rejection, run: SubmitRun): Promise<boolean> {
  switch (rejection.reason) {
    case 'out-of-gas':
      run.gas.raise(batch.counts);
      return await countAttempts(batch.steps, fault('CHAIN_OUT_OF_GAS', rejection, run), run);
    case 'sequence-mismatch':
      return await countAttempts(batch.steps, fault('CHAIN_SEQUENCE_MISMATCH', rejection, run), run);
    case 'insufficient-funds':
      return await countAttempts(batch.steps, fault('CHAIN_OUT_OF_FUNDS', rejection, run), run);
    case 'redundant':
      await dropAsRedundant(batch.steps, run);
      // Without steps nothing has changed: the same transaction would be built again at once.
      return batch.steps.length > 0;
    case 'mempool-full':
      return false;
    case 'too-large':
      if (batch.steps.length > 1) return await isolate(batch.steps, run);
      return await blame(batch, rejection, run);
    case 'failed':
      return await blame(batch, rejection, run);
  }
}

function fault(code: RelayerFault['code'], { log }: Rejection, { chain }: SubmitRun): RelayerFault {
  const hint = HINTS[code];
  const message = `${chain.name} refused a transaction: ${log}`;
  return { code, message, ...(hint === undefined ? {} : { hint }), context: { chain: chain.name } };
}

/** Everything in the batch waits and is tried again. */
async function countAttempts(steps: readonly ReadyStep[], cause: RelayerFault, run: SubmitRun): Promise<boolean> {
  const { store } = run.context;
  let soonest = Number.POSITIVE_INFINITY;
  const changes = steps.map((step): Change => {
    const attempts = step.attempts + 1;
    const notBeforeMs = nextAttemptMs('later', attempts, run.context);
    soonest = Math.min(soonest, notBeforeMs);
    return {
      change: 'defer',
      key: step.key,
      fromVersion: step.version,
      patch: { attempts, notBeforeMs, lastFault: cause },
    };
  });
  await store.packets.commit('deferred', changes);
  if (Number.isFinite(soonest)) await run.queue.add({ name: 'submit', key: run.chain.name }, { notBeforeMs: soonest });
  return false;
}

async function isolate(steps: readonly ReadyStep[], { context }: SubmitRun): Promise<boolean> {
  await context.store.packets.commit(
    'isolated',
    steps.map(({ key, step }): Change => ({ change: 'isolate-step', key, step })),
  );
  return true;
}

/** One message of the batch fails. It is found by its index or by simulating halves, and then travels alone. */
async function blame(batch: Batch, rejection: Rejection, run: SubmitRun): Promise<boolean> {
  const { logger } = run.context;
  const index = rejection.messageIndex ?? messageIndexOf(rejection.log);
  if (index !== undefined && index < batch.firstStep) return await proveAgain(batch, rejection, run);
  const [only] = batch.steps;
  if (only === undefined) {
    logger.warn({ chain: run.chain.name }, `a client update was refused: ${rejection.log}`);
    await dropUpdates(batch, run);
    return false;
  }
  // No message is to blame: whoever proves again finds the client expired or frozen, and parks for that reason.
  if (await hasDeadClient(batch.steps, run)) return await proveAgain(batch, rejection, run);
  if (batch.steps.length === 1) return await judgeAlone(only, rejection, run);
  const culprit = index === undefined ? await bisect(batch, run) : batch.steps[index - batch.firstStep];
  if (culprit === undefined) return await countAttempts(batch.steps, fault('CHAIN_TX_REJECTED', rejection, run), run);
  logger.info(
    { chain: run.chain.name, packet: formatPacketKey(culprit.key), step: culprit.step },
    `taken out of its batch: ${rejection.log}`,
  );
  return await isolate([culprit], run);
}

/** Whether a client that must judge one of these proofs cannot any more. */
async function hasDeadClient(steps: readonly ReadyStep[], { chain, directions, context }: SubmitRun): Promise<boolean> {
  const drivers = directions
    .flatMap(({ onSource, onDestination }) => [onSource, onDestination])
    .filter(({ host, clientId }) => host === chain.name && steps.some((step) => step.clientId === clientId));
  const unique = new Map(drivers.map((driver) => [driver.clientId, driver]));
  const dead = await Promise.all([...unique.values()].map((driver) => isDead(driver, context.signal)));
  return dead.includes(true);
}

async function isDead(driver: ClientDriver, signal: AbortSignal): Promise<boolean> {
  try {
    const { status } = await driver.view(signal);
    return status === 'expired' || status === 'frozen';
  } catch (error) {
    return RETRY[faultOf(error).code] === 'never';
  }
}

/** Chains that number the failing message do so in one wording; its absence only costs a bisection. */
function messageIndexOf(log: string): number | undefined {
  const match = /message index: (\d+)/.exec(log);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** Simulates halves until one failing step is left. `undefined` when nothing fails any more. */
async function bisect(batch: Batch, { chain, context }: SubmitRun): Promise<ReadyStep | undefined> {
  const prefix = batch.messages.slice(0, batch.firstStep);
  const sequence = await chain.writer.nextSequence(context.signal);
  const fails = async (steps: readonly ReadyStep[]): Promise<boolean> => {
    const messages = [...prefix, ...steps.map(({ message }) => message)];
    return (await chain.writer.simulate(messages, sequence, context.signal)).status === 'failed';
  };
  let suspects = batch.steps;
  if (!(await fails(suspects))) return undefined;
  while (suspects.length > 1) {
    const half = suspects.slice(0, Math.ceil(suspects.length / 2));
    suspects = (await fails(half)) ? half : suspects.slice(half.length);
  }
  return suspects[0];
}

/** Alone and still refused: after a few tries it is parked, with what the chain said. */
async function judgeAlone(step: ReadyStep, rejection: Rejection, run: SubmitRun): Promise<boolean> {
  const { store, clock, logger, settings } = run.context;
  const patient = { ...run.context, settings: { ...settings, backoffCapMs: LONGEST_PARK_MS } };
  const attempts = step.attempts + 1;
  const cause = fault('CHAIN_TX_REJECTED', rejection, run);
  if (attempts < PATIENCE) return await countAttempts([step], cause, run);
  const reason = step.step === 'recv' ? 'recv-rejected' : 'close-rejected';
  const resumeTo = STATE_BEFORE[step.step];
  const detail = `${run.chain.name} refuses the ${step.step} message: ${rejection.log}`;
  const atMs = clock.now();
  const patch = {
    attempts,
    lastFault: cause,
    parked: { reason, resumeTo, detail },
    notBeforeMs: nextAttemptMs('later', attempts + 3, patient),
  } as const;
  await store.packets.commit('parked', [
    { change: 'advance', key: step.key, fromVersion: step.version, to: 'parked', why: detail, atMs, patch },
  ]);
  logger.warn({ chain: run.chain.name, packet: formatPacketKey(step.key), reason }, `parked: ${detail}`);
  const deps = directionOf(step.key, run.directions);
  if (deps !== undefined)
    await run.queue.add({ name: 'revive', key: directionKey(deps.direction) }, { notBeforeMs: patch.notBeforeMs });
  return true;
}

/** The states in which a step's proof is made. */
export const STATE_BEFORE = { recv: 'final', ack: 'ack-final', timeout: 'timing-out' } as const satisfies Record<
  ReadyStep['step'],
  PacketState
>;

/** The update was refused, so the proofs that rest on it are useless: they are made again at another height. */
async function proveAgain(batch: Batch, rejection: Rejection, run: SubmitRun): Promise<boolean> {
  const { store, clock } = run.context;
  const cause = fault('CLIENT_UPDATE_REJECTED', rejection, run);
  const atMs = clock.now();
  const waits = new Map<ReadyStep, number>();
  const changes = batch.steps.map((step): Change => {
    const attempts = step.attempts + 1;
    const notBeforeMs = nextAttemptMs('later', attempts, run.context);
    waits.set(step, notBeforeMs);
    const patch = { attempts, lastFault: cause, notBeforeMs };
    return {
      change: 'advance',
      key: step.key,
      fromVersion: step.version,
      to: STATE_BEFORE[step.step],
      why: cause.message,
      atMs,
      patch,
    };
  });
  await store.packets.commit('proofs-dropped', changes);
  await dropUpdates(batch, run);
  await wakeProvers(waits, run);
  return false;
}

/** Each step waits for a time of its own: the stage that proves it comes back then. */
async function wakeProvers(waits: ReadonlyMap<ReadyStep, number>, { directions, queue }: SubmitRun): Promise<void> {
  for (const [{ key, step }, notBeforeMs] of waits) {
    const deps = directionOf(key, directions);
    if (deps !== undefined) await queue.add(jobFor(STATE_BEFORE[step], deps), { notBeforeMs });
  }
}

async function dropUpdates(batch: Batch, { chain, context }: SubmitRun): Promise<void> {
  const changes = batch.updates.map(
    ({ clientId, height }): Change => ({ change: 'drop-client-update', chain: chain.name, clientId, height }),
  );
  await context.store.packets.commit('updates-dropped', changes);
}
