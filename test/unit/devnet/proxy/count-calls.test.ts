/** Counting of calls. @module */
import { expect, test } from 'vitest';
import { createCallCounter } from '../../../devnet/proxy/count-calls.ts';

test('counts each element of a batch, by method and by path, until it is reset', () => {
  const counter = createCallCounter();
  const query = { id: 1, method: 'abci_query', params: { path: '/a.B/C' } };
  counter.countRequest([query, query, { id: 2, method: 'status', params: {} }]);
  counter.countRequest([]);
  counter.countUpgrade();
  expect(counter.read()).toEqual({
    requests: 2,
    calls: 3,
    byMethod: { abci_query: 2, status: 1 },
    byPath: { '/a.B/C': 2 },
    upgrades: 1,
  });
  counter.reset();
  expect(counter.read()).toEqual({ requests: 0, calls: 0, byMethod: {}, byPath: {}, upgrades: 0 });
});
