/** The store in SQLite, in memory, by the suite that every store passes. @module */
import { createSqliteStore } from '../../../../relayer/stores/sqlite.ts';
import { describeStore, NOW_MS } from '../../../conformance/store.ts';

describeStore('sqlite', () => createSqliteStore({ file: ':memory:', clock: { now: () => NOW_MS } }));
