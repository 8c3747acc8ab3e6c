/** Verified light blocks, over an executor. @module */
import type { LightBlockStore } from '../ports/store.ts';
import type { Builder } from './dialect.ts';
import { compile, type Executor, execute, first, type Query } from './program.ts';
import { toBytes, toU64Text } from './values.ts';

export function createLightBlockStore(builder: Builder, executor: Executor): LightBlockStore {
  const select = (chain: string) =>
    builder.selectFrom('light_block').select(['height', 'block']).where('chain', '=', chain);
  const load = async (query: Query<{ height: string; block: Uint8Array }>) => {
    const row = await executor.read(() => first(query));
    return row === undefined ? undefined : { height: BigInt(row.height), block: toBytes(row.block) };
  };
  return {
    save: (chain, height, block) =>
      executor.write(() =>
        execute(
          compile(
            builder
              .insertInto('light_block')
              .values({ chain, height: toU64Text(height), block })
              .onConflict((conflict) => conflict.columns(['chain', 'height']).doUpdateSet({ block })),
          ),
        ),
      ),
    load: async (chain, height) => (await load(compile(select(chain).where('height', '=', toU64Text(height)))))?.block,
    latest: (chain, height) => {
      const newest = select(chain).orderBy('height', 'desc').limit(1);
      return load(compile(height === undefined ? newest : newest.where('height', '<=', toU64Text(height))));
    },
    earliest: (chain) => load(compile(select(chain).orderBy('height').limit(1))),
    prune: (chain, below, keep) => {
      const old = builder.deleteFrom('light_block').where('chain', '=', chain).where('height', '<', toU64Text(below));
      const pruned = keep.length === 0 ? old : old.where('height', 'not in', keep.map(toU64Text));
      return executor.write(() => execute(compile(pruned)));
    },
  };
}
