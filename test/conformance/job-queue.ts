/** What every queue driver must hold to, whatever it runs on. @module */
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RelayerError } from '../../relayer/ports/fault.ts';
import type { Job, JobQueue } from '../../relayer/ports/job-queue.ts';

const WORK: Job = { name: 'prove', key: 'alpha/07-tendermint-0>beta' };
/** Far enough away to tell "later" from "now" on a busy machine. */
const LATER_MS = 60_000;

/** A handler that is stopped at each run until the test lets it go on. */
interface Gate {
  readonly handler: (job: Job, signal: AbortSignal) => Promise<void>;
  /** The runs that have begun, in order. */
  readonly runs: Job[];
  /** Resolves when the n-th run (from 1) has begun. */
  begun(n: number): Promise<void>;
  /** Lets the oldest run that is still going on end. */
  finish(error?: Error): void;
  readonly signals: AbortSignal[];
}

function createGate(): Gate {
  const runs: Job[] = [];
  const signals: AbortSignal[] = [];
  const endings: ((error?: Error) => void)[] = [];
  const waiting: { n: number; resolve: () => void }[] = [];
  return {
    runs,
    signals,
    handler: (job, signal) => {
      runs.push(job);
      signals.push(signal);
      for (const { n, resolve } of waiting) if (runs.length >= n) resolve();
      return new Promise((resolve, reject) => {
        endings.push((error) => {
          if (error === undefined) resolve();
          else reject(error);
        });
      });
    },
    begun: (n) => new Promise((resolve) => (runs.length >= n ? resolve() : waiting.push({ n, resolve }))),
    finish: (error) => {
      endings.shift()?.(error);
    },
  };
}

/** Awaits what a driver reports only when it is asked. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(5);
}

export function describeJobQueue(name: string, make: () => Promise<JobQueue>): void {
  describe(`job queue: ${name}`, () => {
    let queue: JobQueue;
    beforeEach(async () => {
      queue = await make();
    });
    afterEach(() => queue.close(0));
    const context = { queue: () => queue };

    describe('adding', () => describeAdding(context));
    describe('waking up', () => describeWaking(context));
    describe('running', () => describeRunning(context));
    describe('failing', () => describeFailing(context));
    describe('stopping', () => describeStopping(context));
  });
}

interface Context {
  readonly queue: () => JobQueue;
}

function describeAdding({ queue }: Context): void {
  test('runs a job with its name and key', async () => {
    const gate = createGate();
    await queue().process('prove', 1, gate.handler);
    await queue().add(WORK);
    await gate.begun(1);
    expect(gate.runs).toEqual([WORK]);
    gate.finish();
  });

  test('runs what was added before anybody processed it', async () => {
    const gate = createGate();
    await queue().add(WORK);
    await queue().process('prove', 1, gate.handler);
    await gate.begun(1);
    gate.finish();
  });

  test.each([
    ['a colon', 'a:b'],
    ['digits only', '12345'],
    ['a path', 'alpha/07-tendermint-0>beta'],
    ['nothing', ''],
    ['spaces, percent and other scripts', '50 % für 日本 {x}'],
    ['300 characters', 'k'.repeat(300)],
  ])('takes a key with %s', async (_, key) => {
    const gate = createGate();
    await queue().process('prove', 1, gate.handler);
    await queue().add({ name: 'prove', key });
    await gate.begun(1);
    expect(gate.runs).toEqual([{ name: 'prove', key }]);
    gate.finish();
  });

  test('runs a job once, however often it was added while it waited', async () => {
    const gate = createGate();
    for (let i = 0; i < 20; i++) await queue().add(WORK);
    expect((await queue().counts()).prove).toEqual({ waiting: 1, delayed: 0, active: 0, failed: 0 });
    await queue().process('prove', 4, gate.handler);
    await gate.begun(1);
    gate.finish();
    await until(async () => isIdle(await queue().counts()));
    expect(gate.runs).toHaveLength(1);
  });

  test('keeps jobs of different names and keys apart', async () => {
    const proofs = createGate();
    const submits = createGate();
    await queue().process('prove', 2, proofs.handler);
    await queue().process('submit', 1, submits.handler);
    await queue().add(WORK);
    await queue().add({ ...WORK, key: 'other' });
    await queue().add({ ...WORK, name: 'submit' });
    await Promise.all([proofs.begun(2), submits.begun(1)]);
    expect(proofs.runs.map((job) => job.key).sort()).toEqual([WORK.key, 'other']);
    expect(submits.runs).toEqual([{ ...WORK, name: 'submit' }]);
  });
}

function describeWaking({ queue }: Context): void {
  test('does not run a job before its time', async () => {
    const startedAt = Date.now();
    const gate = createGate();
    await queue().process('prove', 1, gate.handler);
    await queue().add(WORK, { notBeforeMs: startedAt + 150 });
    expect((await queue().counts()).prove).toMatchObject({ waiting: 0, delayed: 1 });
    await gate.begun(1);
    expect(Date.now()).toBeGreaterThanOrEqual(startedAt + 150);
    gate.finish();
  });

  test('moves a waiting job forward when the new time is sooner', async () => {
    const gate = createGate();
    await queue().process('prove', 1, gate.handler);
    await queue().add(WORK, { notBeforeMs: Date.now() + LATER_MS });
    await queue().add(WORK, { notBeforeMs: Date.now() + 50 });
    await gate.begun(1);
    gate.finish();
    await until(async () => isIdle(await queue().counts()));
    expect(gate.runs).toHaveLength(1);
  });

  test('does not move a waiting job back when the new time is later', async () => {
    const gate = createGate();
    await queue().process('prove', 1, gate.handler);
    await queue().add(WORK, { notBeforeMs: Date.now() + 50 });
    await queue().add(WORK, { notBeforeMs: Date.now() + LATER_MS });
    await gate.begun(1);
    gate.finish();
  });

  test('runs a job exactly once more when it was added while it ran', async () => {
    const gate = createGate();
    await queue().process('prove', 4, gate.handler);
    await queue().add(WORK);
    await gate.begun(1);
    for (let i = 0; i < 10; i++) await queue().add(WORK);
    gate.finish();
    await gate.begun(2);
    gate.finish();
    await until(async () => isIdle(await queue().counts()));
    expect(gate.runs).toHaveLength(2);
  });

  test('keeps the soonest of the times that were added while the job ran', async () => {
    const gate = createGate();
    await queue().process('prove', 1, gate.handler);
    await queue().add(WORK);
    await gate.begun(1);
    await queue().add(WORK, { notBeforeMs: Date.now() + LATER_MS });
    await queue().add(WORK);
    await queue().add(WORK, { notBeforeMs: Date.now() + LATER_MS });
    gate.finish();
    await gate.begun(2);
    gate.finish();
  });

  test('keeps the soonest of the times that were added all at once', async () => {
    const gate = createGate();
    await queue().process('prove', 1, gate.handler);
    await queue().add(WORK);
    for (let n = 1; n <= 20; n++) {
      await gate.begun(n);
      const later = Array.from({ length: 8 }, () => ({ notBeforeMs: Date.now() + LATER_MS }));
      // The one for now is somewhere among the others, another place each time.
      const wishes = [...later.slice(n % 8), {}, ...later.slice(0, n % 8)];
      await Promise.all(wishes.map((wish) => queue().add(WORK, wish)));
      gate.finish();
    }
    await gate.begun(21);
    gate.finish();
  });

  test('lets a job that runs ask for its own next run', async () => {
    const gate = createGate();
    let asked = 0;
    await queue().process('prove', 1, async (job, signal) => {
      if (asked++ === 0) await queue().add(job, { notBeforeMs: Date.now() + LATER_MS });
      return gate.handler(job, signal);
    });
    await queue().add(WORK);
    await gate.begun(1);
    gate.finish();
    await until(async () => (await queue().counts()).prove?.delayed === 1);
    await queue().add(WORK);
    await gate.begun(2);
    gate.finish();
  });

  test('loses no wake-up while many are added and runs end', async () => {
    let wanted = 0;
    let seen = 0;
    await queue().process('prove', 2, async () => {
      const now = wanted;
      await delay(Math.random() * 3);
      seen = now;
    });
    for (let i = 0; i < 300; i++) {
      wanted = i + 1;
      await queue().add(WORK);
      if (i % 3 === 0) await delay(Math.random() * 3);
    }
    await until(async () => isIdle(await queue().counts()));
    expect(seen).toBe(300);
  });
}

function describeRunning({ queue }: Context): void {
  test('never runs one job twice at once, and others beside it', async () => {
    const going = new Map<string, number>();
    let worst = 0;
    let widest = 0;
    let runs = 0;
    await queue().process('prove', 3, async ({ key }) => {
      going.set(key, (going.get(key) ?? 0) + 1);
      worst = Math.max(worst, going.get(key) ?? 0);
      widest = Math.max(
        widest,
        [...going.values()].reduce((sum, count) => sum + count, 0),
      );
      await delay(4);
      going.set(key, (going.get(key) ?? 0) - 1);
      runs++;
    });
    for (let i = 0; i < 60; i++) {
      await Promise.all(['a', 'b', 'c', 'd', 'e'].map((key) => queue().add({ name: 'prove', key })));
    }
    await until(async () => isIdle(await queue().counts()));
    expect(runs).toBeGreaterThan(5);
    expect(worst).toBe(1);
    expect(widest).toBe(3);
  });

  test('runs the job with the smallest priority first', async () => {
    const gate = createGate();
    await queue().add({ name: 'prove', key: 'clearing' }, { priority: 10 });
    await queue().add({ name: 'prove', key: 'live' }, { priority: 1 });
    await queue().add({ name: 'prove', key: 'between' }, { priority: 5 });
    await queue().process('prove', 1, gate.handler);
    for (let n = 1; n <= 3; n++) {
      await gate.begun(n);
      gate.finish();
    }
    expect(gate.runs.map((job) => job.key)).toEqual(['live', 'between', 'clearing']);
  });

  test('moves a waiting job up when it is added with a smaller priority', async () => {
    const gate = createGate();
    await queue().add({ name: 'prove', key: 'first' }, { priority: 5 });
    await queue().add({ name: 'prove', key: 'second' }, { priority: 10 });
    await queue().add({ name: 'prove', key: 'second' }, { priority: 1 });
    await queue().add({ name: 'prove', key: 'second' }, { priority: 7 });
    await queue().process('prove', 1, gate.handler);
    await gate.begun(1);
    gate.finish();
    await gate.begun(2);
    gate.finish();
    expect(gate.runs.map((job) => job.key)).toEqual(['second', 'first']);
  });

  test('counts what waits, is delayed, runs and has failed', async () => {
    const gate = createGate();
    await queue().process('prove', 1, gate.handler);
    await queue().add({ name: 'prove', key: 'fails' });
    await gate.begun(1);
    gate.finish(new RelayerError({ code: 'CONFIG_INVALID', message: 'no such lane' }));
    await until(async () => (await queue().counts()).prove?.failed === 1);
    await queue().add({ name: 'prove', key: 'runs' });
    await gate.begun(2);
    await queue().add({ name: 'prove', key: 'waits' });
    await queue().add({ name: 'prove', key: 'is delayed' }, { notBeforeMs: Date.now() + LATER_MS });
    expect((await queue().counts()).prove).toEqual({ waiting: 1, delayed: 1, active: 1, failed: 1 });
  });
}

function describeFailing({ queue }: Context): void {
  test('retries a job that threw, after a while', async () => {
    const gate = createGate();
    await queue().process('prove', 1, gate.handler);
    await queue().add(WORK);
    await gate.begun(1);
    const failedAt = Date.now();
    gate.finish(new Error('a bug'));
    await gate.begun(2);
    // The shortest backoff there is; the jitter decides how much more it is.
    expect(Date.now() - failedAt).toBeGreaterThanOrEqual(45);
    gate.finish();
    await until(async () => isIdle(await queue().counts()));
    expect(gate.runs).toEqual([WORK, WORK]);
  });

  test('does not retry what no repetition cures, until it is added again', async () => {
    const gate = createGate();
    await queue().process('prove', 1, gate.handler);
    await queue().add(WORK);
    await gate.begun(1);
    gate.finish(new RelayerError({ code: 'STORE_FULL', message: 'the disk is full' }));
    await until(async () => (await queue().counts()).prove?.failed === 1);
    expect((await queue().counts()).prove).toMatchObject({ waiting: 0, delayed: 0, active: 0 });
    await queue().add(WORK);
    await gate.begun(2);
    gate.finish();
  });

  test('goes on with other jobs while one fails', async () => {
    const done: string[] = [];
    await queue().process('prove', 1, async ({ key }) => {
      if (key === 'bad') throw new Error('always');
      done.push(key);
    });
    await queue().add({ name: 'prove', key: 'bad' });
    await queue().add({ name: 'prove', key: 'good' });
    await until(async () => done.includes('good'));
  });

  test('moves a failed job forward when it is added again', async () => {
    const gate = createGate();
    await queue().process('prove', 1, gate.handler);
    await queue().add(WORK);
    // By then the backoff is up to 8 s long, which the test could not wait for.
    for (let n = 1; n <= 4; n++) {
      await gate.begun(n);
      gate.finish(new Error('again'));
      await until(async () => (await queue().counts()).prove?.active === 0);
      await queue().add(WORK);
    }
    await gate.begun(5);
    gate.finish();
  });
}

function describeStopping({ queue }: Context): void {
  test('starts nothing while it is paused and everything afterwards', async () => {
    const gate = createGate();
    await queue().process('prove', 2, gate.handler);
    await queue().pause();
    await queue().add(WORK);
    await queue().add({ ...WORK, key: 'soon' }, { notBeforeMs: Date.now() + 20 });
    await delay(100);
    expect(gate.runs).toEqual([]);
    await queue().resume();
    await gate.begun(2);
  });

  test('lets what runs go on while it is paused', async () => {
    const gate = createGate();
    await queue().process('prove', 1, gate.handler);
    await queue().add(WORK);
    await gate.begun(1);
    await queue().pause();
    expect(gate.signals[0]?.aborted).toBe(false);
    gate.finish();
    await until(async () => isIdle(await queue().counts()));
    await queue().add(WORK);
    await queue().resume();
    await gate.begun(2);
  });

  test('aborts what runs when it is closed, and waits for it', async () => {
    let ended = false;
    await queue().process('prove', 1, async (_, signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await delay(50);
      ended = true;
    });
    await queue().add(WORK);
    await until(async () => (await queue().counts()).prove?.active === 1);
    await queue().close(5_000);
    expect(ended).toBe(true);
  });

  test('does not wait longer than it was told for a job that ignores its signal', async () => {
    const gate = createGate();
    await queue().process('prove', 1, gate.handler);
    await queue().add(WORK);
    await gate.begun(1);
    const startedAt = Date.now();
    await queue().close(100);
    expect(Date.now() - startedAt).toBeLessThan(2_000);
    expect(gate.signals[0]?.aborted).toBe(true);
    gate.finish();
  });

  test('takes nothing up after it was closed, and may be closed twice', async () => {
    const gate = createGate();
    await queue().process('prove', 1, gate.handler);
    await queue().close(0);
    await queue().close(0);
    await queue().add(WORK);
    await delay(50);
    expect(gate.runs).toEqual([]);
  });
}

function isIdle(counts: Awaited<ReturnType<JobQueue['counts']>>): boolean {
  return Object.values(counts).every(({ waiting, delayed, active }) => waiting + delayed + active === 0);
}
