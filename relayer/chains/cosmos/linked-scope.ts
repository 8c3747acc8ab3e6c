/** Scopes of work that end together. @module */

export interface LinkedScope {
  /** Aborted when a parent is, and when the scope ends. */
  readonly signal: AbortSignal;
  /** Ends the scope: what still runs in it stops. */
  end(reason?: unknown): void;
}

export function linkedScope(parents: readonly (AbortSignal | undefined)[]): LinkedScope {
  const controller = new AbortController();
  const links = parents.flatMap((parent) => {
    if (parent === undefined) return [];
    const onAbort = () => controller.abort(parent.reason);
    if (parent.aborted) onAbort();
    parent.addEventListener('abort', onAbort, { once: true });
    return [{ parent, onAbort }];
  });
  return {
    signal: controller.signal,
    end(reason) {
      for (const { parent, onAbort } of links) parent.removeEventListener('abort', onAbort);
      controller.abort(reason);
    },
  };
}
