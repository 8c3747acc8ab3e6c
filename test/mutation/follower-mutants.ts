/** What `npm run test:mutation` breaks in the follower of a beacon chain. @module */
import { type Mutant, unit } from './mutant.ts';

export const FOLLOWER_MUTANTS: readonly Mutant[] = [
  {
    name: 'second-history-unseen',
    does: 'the follower of a beacon chain takes an update that contradicts what it knows for any other',
    edit: {
      file: 'lightclient/sync/ethereum/refuse-rival.ts',
      find: '  if (rival === undefined) return;',
      put: '  if (rival === undefined || source !== undefined) return;',
    },
    killers: [unit('lightclient/sync/ethereum/conflict')],
  },
  {
    name: 'liar-asked-again',
    does: 'an endpoint that gave a wrong update is never put aside',
    edit: {
      file: 'lightclient/sync/ethereum/endpoint-pool.ts',
      find: 'entry.aside = true;',
      put: 'entry.aside = false;',
    },
    killers: [unit('lightclient/sync/ethereum/endpoints')],
  },
  {
    name: 'old-checkpoint-believed',
    does: 'the follower of a beacon chain starts from a checkpoint of any age',
    edit: {
      file: 'lightclient/sync/ethereum/context.ts',
      find: '  if (age <= settings.maxCheckpointAge) return;',
      put: '  if (age <= settings.maxCheckpointAge || age > 0n) return;',
    },
    killers: [unit('lightclient/sync/ethereum/trust')],
  },
];
