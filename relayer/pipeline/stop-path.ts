/** Two headers that contradict each other stop a path: evidence first, then the pause, in one write. @module */
import type { RelayerFault } from '../ports/fault.ts';
import type { Change } from '../ports/store.ts';

/** @param fault HEADER_CONFLICT. */
export function stopByHeaders({ message, context }: RelayerFault, path: string, atMs: number): readonly Change[] {
  const evidence = { kind: 'header-conflict', path, summary: message, details: context ?? {} } as const;
  return [
    { change: 'insert-evidence', evidence, atMs },
    { change: 'pause-path', path, reason: message, atMs },
  ];
}
