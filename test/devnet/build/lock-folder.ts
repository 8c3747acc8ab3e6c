/** One builder at a time for a cache entry, across processes. @module */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../process/is-alive.ts';

const POLL_MS = 300;

/**
 * Runs `work` while this process holds `lockFile`; `onWait` hears the holder's pid once. A lock whose holder died is taken over.
 * @throws whatever `work` throws.
 */
export async function withLock<T>(
  lockFile: string,
  work: () => Promise<T>,
  onWait: (pid: number) => void = () => undefined,
): Promise<T> {
  mkdirSync(dirname(lockFile), { recursive: true });
  let announced = false;
  while (!tryLock(lockFile)) {
    const holder = readHolder(lockFile);
    if (holder !== undefined && !isAlive(holder)) {
      removeStale(lockFile, holder);
      continue;
    }
    if (!announced && holder !== undefined) {
      onWait(holder);
      announced = true;
    }
    await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

function tryLock(lockFile: string): boolean {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined while the holder is still writing, or when it has just let go. */
function readHolder(lockFile: string): number | undefined {
  try {
    const text = readFileSync(lockFile, 'utf8');
    return text === '' ? undefined : Number(text);
  } catch {
    return undefined;
  }
}

/** Read again right before: another waiter may have taken the lock over in the meantime. */
function removeStale(lockFile: string, holder: number): void {
  if (readHolder(lockFile) === holder) rmSync(lockFile, { force: true });
}
