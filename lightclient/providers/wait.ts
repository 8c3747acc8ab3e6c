/** Waiting, for light clients in an environment that has timers. @module */
import type { Signal } from '../sync/index.ts';

/** Resolves after that many milliseconds; rejects at once with the signal's reason when it aborts. */
export function wait(ms: number, signal?: Signal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
