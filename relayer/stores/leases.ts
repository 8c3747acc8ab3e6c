/** Leases with fencing tokens, over an executor. @module */
import type { LeaseStore } from '../ports/store.ts';
import type { Builder } from './dialect.ts';
import { compile, type Executor, execute, first, type Program } from './program.ts';
import type { LeaseHolder } from './schema.ts';
import { toMsColumn } from './values.ts';

export function createLeaseStore(builder: Builder, executor: Executor, holder: LeaseHolder): LeaseStore {
  return {
    acquire: async (name, owner, ttlMs, nowMs) => {
      const lease = { name, owner, holder, token: 1, expires_at_ms: toMsColumn(nowMs + ttlMs) };
      const taken = await executor.write(() =>
        first(
          compile(
            builder
              .insertInto('lease')
              .values(lease)
              .onConflict((conflict) =>
                conflict
                  .column('name')
                  .doUpdateSet((eb) => ({
                    owner,
                    holder,
                    expires_at_ms: lease.expires_at_ms,
                    // Only an unbroken hold keeps its token: whoever lost the lease, even to nobody, gets a new one.
                    token: eb
                      .case()
                      .when(eb.and([eb('lease.owner', '=', owner), eb('lease.expires_at_ms', '>', nowMs)]))
                      .then(eb.ref('lease.token'))
                      .else(eb('lease.token', '+', 1))
                      .end(),
                  }))
                  .where(({ or, eb }) => or([eb('lease.owner', '=', owner), eb('lease.expires_at_ms', '<=', nowMs)])),
              )
              .returning('token'),
          ),
        ),
      );
      return taken === undefined ? undefined : BigInt(taken.token);
    },
    release: (name, owner) =>
      executor.write(() =>
        execute(
          compile(
            builder.updateTable('lease').set({ expires_at_ms: 0 }).where('name', '=', name).where('owner', '=', owner),
          ),
        ),
      ),
  };
}

/** Ends the leases of a service that is gone, for its successor. */
export function endServiceLeases(builder: Builder): Program<void> {
  return execute(compile(builder.updateTable('lease').set({ expires_at_ms: 0 }).where('holder', '=', 'service')));
}
