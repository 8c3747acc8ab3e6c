/** The limit of the store's size: what CAUSEWAY_MAX_STORE_PAGES may say. @module */
import { expect, test } from 'vitest';
import { maxStorePages } from '../../../../relayer/ops/store-limit.ts';

test.each([
  [{}, undefined],
  [{ CAUSEWAY_MAX_STORE_PAGES: '' }, undefined],
  [{ CAUSEWAY_MAX_STORE_PAGES: '1' }, 1],
  [{ CAUSEWAY_MAX_STORE_PAGES: '250000' }, 250_000],
])('accepts %j', (env, pages) => {
  expect(maxStorePages(env)).toBe(pages);
});

test.each(['0', '-1', '1.5', '10MB', ' 5', '1234567890'])('rejects %j (CONFIG_INVALID)', (text) => {
  expect(() => maxStorePages({ CAUSEWAY_MAX_STORE_PAGES: text })).toThrow(
    expect.objectContaining({ fault: expect.objectContaining({ code: 'CONFIG_INVALID', got: `'${text}'` }) }),
  );
});
