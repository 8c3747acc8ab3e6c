/** Values in a genesis document. @module */
import { expect, test } from 'vitest';
import { setJson } from '../../../devnet/chain/edit-json.ts';

test('accepts a path to an existing value, also one that is null', () => {
  const document = { app: { params: { time: null } } };
  setJson(document, 'app.params.time', '4s');
  expect(document).toEqual({ app: { params: { time: '4s' } } });
});

test.each(['app.params.tiem', 'app.parms.time', 'app.params.time.unit', ''])('rejects the path %j', (path) => {
  const document = { app: { params: { time: '1s' } } };
  expect(() => setJson(document, path, '4s')).toThrow('want');
  expect(document).toEqual({ app: { params: { time: '1s' } } });
});
