/** Where builds are kept. @module */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cacheFolder } from '../../../devnet/build/cache-folder.ts';

test('accepts CAUSEWAY_CACHE before everything else', () => {
  expect(cacheFolder({ CAUSEWAY_CACHE: '/one', XDG_CACHE_HOME: '/two' })).toBe('/one');
});

test('accepts the XDG cache folder', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/two' })).toBe(join('/two', 'causeway'));
});

test('accepts an environment that says nothing', () => {
  expect(cacheFolder({ CAUSEWAY_CACHE: '' })).toBe(join(homedir(), '.cache', 'causeway'));
});
