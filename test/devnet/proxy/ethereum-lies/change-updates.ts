/** Lies about the committees to come and about the order of periods. @module */
import { listAt } from '../../client/read-json.ts';
import { withAt } from '../change-json.ts';
import type { Fault } from '../fault.ts';
import { changeEntries, has, UPDATES } from '../light-client-json.ts';

const KEYS = 'data.next_sync_committee.pubkeys';

/** The next committee has the same members in the opposite order: its keys and their sum are in order, its root is not. */
export function forgeNextCommittee(): Fault {
  return changeEntries(
    'forge-next-committee',
    (entry) => (has(entry, KEYS) ? withAt(entry, KEYS, listAt(entry, KEYS).toReversed()) : entry),
    [UPDATES],
  );
}

/** A range of updates comes with the last period first. */
export function reverseUpdates(): Fault {
  return changeRange('reverse-updates', (entries) => entries.toReversed());
}

/** A range of updates lacks its first `count`. */
export function skipUpdates(count = 1): Fault {
  return changeRange('skip-updates', (entries) => entries.slice(count));
}

function changeRange(name: string, change: (entries: readonly unknown[]) => readonly unknown[]): Fault {
  return {
    name,
    concerns: ({ method }) => method === UPDATES,
    onReply: (_, reply) => {
      if (!('result' in reply) || !Array.isArray(reply.result) || reply.result.length < 2) return undefined;
      return { result: change(reply.result) };
    },
  };
}
