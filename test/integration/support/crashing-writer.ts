/** A process that writes to a store until its crash point kills it; exits with 0 when nothing does. @module */
import { withCrashPoints } from '../../../relayer/ops/crash-point.ts';
import { createSqliteStore } from '../../../relayer/stores/sqlite.ts';

const [file = ''] = process.argv.slice(2);
const store = withCrashPoints(await createSqliteStore({ file }), process.env);
for (let height = 1n; height <= 5n; height++) {
  await store.packets.commit('watched', [{ change: 'move-cursor', chain: 'alpha', height }]);
}
await store.close();
