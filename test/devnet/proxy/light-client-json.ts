/** Where the beacon API's answers hold light-client objects. @module */
import { at, bigintAt } from '../client/read-json.ts';
import type { Fault } from './fault.ts';

const BASE = 'beacon/light_client/';

/** The four methods of the light-client server. */
export const BOOTSTRAP = `${BASE}bootstrap`;
export const UPDATES = `${BASE}updates`;
export const FINALITY_UPDATE = `${BASE}finality_update`;
export const OPTIMISTIC_UPDATE = `${BASE}optimistic_update`;

/** The answers of `method`, each `{version, data}`: a list for a range of updates, otherwise one. */
export function listEntries(method: string, result: unknown): readonly unknown[] {
  return method === UPDATES && Array.isArray(result) ? result : [result];
}

/** The slot in whose block an update was signed. */
export function signatureSlotOf(entry: unknown): bigint {
  return bigintAt(entry, 'data.signature_slot');
}

/** A fault that changes each entry; `change` returns the entry itself where there is nothing to change. */
export function changeEntries(
  name: string,
  change: (entry: unknown) => unknown,
  methods: readonly string[] = [BOOTSTRAP, UPDATES, FINALITY_UPDATE, OPTIMISTIC_UPDATE],
): Fault {
  return {
    name,
    concerns: (call) => methods.includes(call.method),
    onReply: ({ method }, reply) => {
      if (!('result' in reply)) return undefined;
      const entries = listEntries(method, reply.result);
      const changed = entries.map(change);
      if (changed.every((entry, i) => entry === entries[i])) return undefined;
      return { result: Array.isArray(reply.result) ? changed : changed[0] };
    },
  };
}

/** Whether something is at `path` of an entry. */
export function has(entry: unknown, path: string): boolean {
  return at(entry, path) !== undefined;
}
