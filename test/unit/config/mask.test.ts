/** What may be shown of a URL. @module */
import { expect, test } from 'vitest';
import { parseConfig } from '../../../config/load-config.ts';
import { maskUrl } from '../../../config/mask.ts';
import { maskConfig } from '../../../config/show-config.ts';

test.each([
  ['http://127.0.0.1:26657', 'http://127.0.0.1:26657'],
  ['http://127.0.0.1:26657/', 'http://127.0.0.1:26657/'],
  ['https://me:pw@rpc.example.org/x', 'https://me:***@rpc.example.org/x'],
  ['https://token@rpc.example.org', 'https://***@rpc.example.org'],
  ['redis://:pw@h:6379/2', 'redis://:***@h:6379/2'],
  ['https://h/v1/0123456789abcdef0123456789abcdef', 'https://h/v1/***'],
  ['https://h/cosmos?apikey=abc&x=1', 'https://h/cosmos?apikey=***&x=***'],
  ['postgres://u:p@h/d', 'postgres://u:***@h/d'],
  ['not a url', 'not a url'],
])('shows %s as %s', (url, shown) => {
  expect(maskUrl(url)).toBe(shown);
});

test('a shown configuration holds no secret', () => {
  const text = `chains: { a: { chainId: a-1, rpc: ["https://u:hunter2@h/"], gasPrice: 1stake } }
store: { postgres: "postgres://u:hunter2@h/d" }
queue: { redis: "redis://:hunter2@h" }`;
  const shown = JSON.stringify(maskConfig(parseConfig(text, { file: 'f', env: {} })));
  expect(shown).not.toContain('hunter2');
  expect(shown).toContain('postgres://u:***@h/d');
});
