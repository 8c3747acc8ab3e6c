/** Whether what is installed is what the lock file wants. @module */
import { expect, test } from 'vitest';
import { findOutdated } from '../../support/install-packages.mjs';

/** A lock file and the note that npm leaves of an installation that agrees with it. */
function buildLocks() {
  const shared = { 'node_modules/tool': { version: '1.2.0', integrity: 'sha512-tool' }, lightclient: {} };
  const linked = { 'node_modules/lightclient': { link: true } };
  const otherPlatform = {
    'node_modules/tool-for-windows': { version: '1.2.0', integrity: 'sha512-w', optional: true },
  };
  return {
    wanted: { packages: { '': { version: '0.1.0' }, ...shared, ...linked, ...otherPlatform } },
    installed: { packages: { ...shared, ...linked } },
  };
}

function spoil(change: Record<string, { version?: string; integrity?: string } | undefined>) {
  const { wanted, installed } = buildLocks();
  const packages = Object.fromEntries(
    Object.entries({ ...installed.packages, ...change }).filter(([, value]) => value),
  );
  return findOutdated(wanted, JSON.parse(JSON.stringify({ packages })));
}

test('accepts an installation that agrees, without the packages of other platforms', () => {
  const { wanted, installed } = buildLocks();
  expect(findOutdated(wanted, installed)).toBeUndefined();
});

test('rejects a folder where nothing is installed', () => {
  expect(findOutdated(buildLocks().wanted, undefined)).toBe('nothing is installed yet');
});

test('rejects another version', () => {
  const got = spoil({ 'node_modules/tool': { version: '1.1.0', integrity: 'sha512-tool' } });
  expect(got).toBe('node_modules/tool: want 1.2.0, got 1.1.0');
});

test('rejects other content under the same version', () => {
  const got = spoil({ 'node_modules/tool': { version: '1.2.0', integrity: 'sha512-other' } });
  expect(got).toBe('node_modules/tool: its content differs from the lock file');
});

test('rejects a package that is missing', () => {
  expect(spoil({ 'node_modules/tool': undefined })).toBe('node_modules/tool: not installed');
});

test('rejects a package that is no longer wanted', () => {
  expect(spoil({ 'node_modules/left-over': { version: '1.0.0' } })).toBe(
    'node_modules/left-over: installed, but not wanted',
  );
});
