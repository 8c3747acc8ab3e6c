/**
 * A process that writes to a store until it is killed: blocks of packets with the cursor that belongs to them. It prints the
 * height of each block whose commit has returned.
 * @module
 */
import type { Change } from '../../../relayer/ports/store.ts';
import { createSqliteStore } from '../../../relayer/stores/sqlite.ts';
import { buildAdvance, buildInsert, buildStep } from '../../conformance/store-rows.ts';

const [file = '', packetsPerBlock = '0'] = process.argv.slice(2);
const perBlock = BigInt(packetsPerBlock);
const store = await createSqliteStore({ file, service: true });
await store.leases.acquire('submit/beta', 'killed', 60_000, Date.now());
for (let height = ((await store.chains.cursor('alpha')) ?? 0n) + 1n; ; height++) {
  const changes: Change[] = [];
  for (let offset = 0n; offset < perBlock; offset++) {
    const sequence = height * perBlock + offset;
    changes.push(buildInsert(sequence, { sentHeight: height }));
    changes.push(buildAdvance(sequence, 1, 'delivering', { step: buildStep(sequence) }));
  }
  changes.push({ change: 'move-cursor', chain: 'alpha', height });
  await store.packets.commit('block', changes);
  process.stdout.write(`${height}\n`);
  await new Promise((resolve) => setImmediate(resolve));
}
