/** Waiting that a signal can end. On the global timers, unlike `node:timers/promises`, so that tests can turn the clock. @module */

/**
 * @param background Does not keep the process alive.
 * @throws the signal's reason when it is aborted before the time is over.
 */
export function sleep(ms: number, signal?: AbortSignal, background = false): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    if (background) timer.unref();
    return signal?.addEventListener('abort', onAbort, { once: true });
  });
}
