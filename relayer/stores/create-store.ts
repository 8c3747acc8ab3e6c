/** The store over any executor: everything but running SQL. @module */
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { createApplyChanges } from './apply-changes.ts';
import { createChainQueries } from './chain-queries.ts';
import type { Builder } from './dialect.ts';
import { createLeaseStore } from './leases.ts';
import { createLightBlockStore } from './light-blocks.ts';
import { createPacketQueries } from './packet-queries.ts';
import type { Executor } from './program.ts';
import type { LeaseHolder } from './schema.ts';
import { createTxQueries } from './tx-queries.ts';

export interface StoreParts {
  readonly builder: Builder;
  readonly executor: Executor;
  readonly clock: Clock;
  readonly holder: LeaseHolder;
}

export function createStore({ builder, executor, clock, holder }: StoreParts): Store {
  const applyChanges = createApplyChanges(builder);
  const packets = createPacketQueries(builder);
  const txs = createTxQueries(builder);
  const chains = createChainQueries(builder);
  const read = executor.read.bind(executor);
  return {
    packets: {
      commit: (_label, changes) => executor.write(() => applyChanges(changes, clock.now())),
      due: (query) => read(() => packets.due(query)),
      nextDue: (query) => read(() => packets.nextDue(query)),
      find: (keys) => read(() => packets.find(keys)),
      list: (filter) => read(() => packets.list(filter)),
      history: (key) => read(() => packets.history(key)),
    },
    txs: {
      readySteps: (query) => read(() => txs.readySteps(query)),
      nextReady: (query) => read(() => txs.nextReady(query)),
      liveTxs: (chain) => read(() => txs.liveTxs(chain)),
      inFlight: (chain) => read(() => txs.inFlight(chain)),
      txsOf: (key) => read(() => txs.txsOf(key)),
      txs: (filter) => read(() => txs.txs(filter)),
      clientUpdates: (chain, clientId) => read(() => txs.clientUpdates(chain, clientId)),
      pendingRefreshes: (chain) => read(() => txs.pendingRefreshes(chain)),
    },
    chains: {
      cursor: (chain) => read(() => chains.cursor(chain)),
      identity: (chain) => read(() => chains.identity(chain)),
      lanes: () => read(() => chains.lanes()),
      evidence: (limit) => read(() => chains.evidence(limit)),
      counts: () => read(() => chains.counts()),
      highestSequence: (chain, lane) => read(() => chains.highestSequence(chain, lane)),
    },
    lightBlocks: createLightBlockStore(builder, executor),
    leases: createLeaseStore(builder, executor, holder),
    close: () => executor.close(),
  };
}
