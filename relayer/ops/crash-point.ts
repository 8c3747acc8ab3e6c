/**
 * Kills the process at a chosen durable write or send, so that fault tests can show what a restart makes of it. Does nothing
 * unless CAUSEWAY_CRASH_AT is set.
 * @module
 */
import type { ChainWriter } from '../ports/chain-writer.ts';
import { RelayerError } from '../ports/fault.ts';
import type { Store } from '../ports/store.ts';
import { CRASH_LABELS, type CrashLabel, isCrashLabel } from './crash-labels.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** Ends the process without a chance to clean up. Tests give their own. */
export type Kill = () => void;

/**
 * When to crash. `after` and `before` a write: the n-th one with this label. `random`: after any write or send with this
 * probability, drawn from a seed.
 */
export type CrashPlan =
  | { readonly kind: 'after' | 'before'; readonly label: CrashLabel; readonly nth: number }
  | { readonly kind: 'random'; readonly seed: number; readonly probability: number };

const NAMED = /^(before:)?([a-z-]+)(?::([1-9]\d{0,8}))?$/;
const RANDOM = /^random:(\d{1,10}):(0?\.\d+|1)$/;

/**
 * Reads `label`, `label:n`, `before:label:n` or `random:SEED:P`. `before:confirmed` is a transaction that is included
 * while nobody has written that down.
 *
 * @throws {RelayerError} CONFIG_INVALID: a misspelt crash point would be a test that cannot fail.
 */
export function parseCrashPlan(text: string): CrashPlan {
  const [, seed, probability] = RANDOM.exec(text) ?? [];
  if (seed !== undefined && probability !== undefined && Number(probability) > 0) {
    return { kind: 'random', seed: Number(seed), probability: Number(probability) };
  }
  const [, before, label, nth = '1'] = NAMED.exec(text) ?? [];
  if (label !== undefined && isCrashLabel(label)) {
    return { kind: before === undefined ? 'after' : 'before', label, nth: Number(nth) };
  }
  throw new RelayerError({
    code: 'CONFIG_INVALID',
    message: 'CAUSEWAY_CRASH_AT cannot be read',
    want: `[before:]label[:n] or random:SEED:P, label one of ${CRASH_LABELS.join(', ')}`,
    got: `'${text.slice(0, 80)}'`,
  });
}

/** The store, dying after (or before) the planned write. @throws {RelayerError} CONFIG_INVALID */
export function withCrashPoints(store: Store, env: Env, kill: Kill = killSelf): Store {
  const guard = guardOf(env, kill);
  if (guard === undefined) return store;
  const { packets, lightBlocks, leases } = store;
  return {
    ...store,
    packets: { ...packets, commit: (label, changes) => guard(label, () => packets.commit(label, changes)) },
    lightBlocks: { ...lightBlocks, save: (...block) => guard('light-block', () => lightBlocks.save(...block)) },
    leases: { ...leases, acquire: (...wish) => guard('lease', () => leases.acquire(...wish)) },
  };
}

/** The writer, dying after (or before) the planned send. @throws {RelayerError} CONFIG_INVALID */
export function withCrashingWriter(writer: ChainWriter, env: Env, kill: Kill = killSelf): ChainWriter {
  const guard = guardOf(env, kill);
  if (guard === undefined) return writer;
  return { ...writer, broadcast: (tx, signal) => guard('broadcast', () => writer.broadcast(tx, signal)) };
}

/** Around a write or a send of a label. @throws {RelayerError} CONFIG_INVALID */
export function crashGuard(env: Env, kill: Kill = killSelf): Guard {
  return guardOf(env, kill) ?? ((_, write) => write());
}

export type Guard = <Result>(label: string, write: () => Promise<Result>) => Promise<Result>;

/** One guard for each environment: the store and all writers of a process count together. */
const guards = new WeakMap<Env, Guard>();

function guardOf(env: Env, kill: Kill): Guard | undefined {
  const text = env.CAUSEWAY_CRASH_AT;
  if (text === undefined || text === '') return undefined;
  const known = guards.get(env);
  if (known !== undefined) return known;
  const guard = createGuard(parseCrashPlan(text), kill);
  guards.set(env, guard);
  return guard;
}

function createGuard(plan: CrashPlan, kill: Kill): Guard {
  const isTime = plan.kind === 'random' ? drawFrom(plan) : countUpTo(plan);
  return async (label, write) => {
    if (plan.kind === 'before' && isTime(label)) kill();
    // A write that throws has not happened: it neither counts nor kills.
    const result = await write();
    if (plan.kind !== 'before' && isTime(label)) kill();
    return result;
  };
}

function countUpTo({ label, nth }: { readonly label: string; readonly nth: number }): (label: string) => boolean {
  let count = 0;
  return (seen) => seen === label && ++count === nth;
}

/** Mulberry32: small, and the same numbers everywhere for the same seed. */
function drawFrom({ seed, probability }: { readonly seed: number; readonly probability: number }): () => boolean {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 < probability;
  };
}

function killSelf(): void {
  process.kill(process.pid, 'SIGKILL');
}
