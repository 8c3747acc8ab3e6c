/** The part of `AbortSignal` that this package needs, since it is compiled without the platform's types. @module */

/** Every `AbortSignal` is one. */
export interface Signal {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** @throws the signal's reason when it is aborted. */
export function throwIfAborted(signal: Signal | undefined): void {
  if (signal?.aborted === true) throw signal.reason ?? new Error('aborted');
}
