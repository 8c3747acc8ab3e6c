/** What importing the published library may load. @module */
import { expect, test } from 'vitest';
import { findStrayModules } from '../../../support/check/find-stray-modules.ts';

const OWN = 'file:///app/node_modules/@causeway/lightclient/dist/index.js';
const NOBLE = 'file:///app/node_modules/@noble/hashes/sha2.js';

test('accepts its own modules and those of @noble', () => {
  expect(findStrayModules('@causeway/lightclient', [OWN, NOBLE])).toEqual([]);
});

test('accepts Node for the native fast paths alone', () => {
  expect(findStrayModules('@causeway/lightclient/native', [OWN, 'node:crypto'])).toEqual([]);
  expect(findStrayModules('@causeway/lightclient/tendermint', [OWN, 'node:crypto'])).toHaveLength(1);
});

test('rejects another package, also beside @noble', () => {
  const loaded = [
    OWN,
    NOBLE,
    'file:///app/node_modules/@noble/ciphers/aes.js',
    'file:///app/node_modules/pino/pino.js',
  ];
  expect(findStrayModules('@causeway/lightclient', loaded)).toHaveLength(2);
});

test('rejects a trace without the library: it has watched nothing', () => {
  expect(findStrayModules('@causeway/lightclient', [])).toHaveLength(1);
});
