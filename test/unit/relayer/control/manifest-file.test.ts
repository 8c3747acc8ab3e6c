/** The file of a manifest: locked, whole, and refused when it is something else. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zeroAddress } from 'viem';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Manifest } from '../../../../relayer/chains/ethereum/deploy/manifest.ts';
import { onlyAdmin } from '../../../../relayer/chains/ethereum/deploy/settings.ts';
import { openManifest, readManifest } from '../../../../relayer/control/manifest-file.ts';

const manifest: Manifest = {
  version: 1,
  causeway: '0.0.0',
  chainId: 1,
  genesisHash: `0x${'01'.repeat(32)}`,
  deployer: zeroAddress,
  settings: { holders: onlyAdmin(zeroAddress), permit2: zeroAddress },
  contracts: {},
  clients: [],
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-manifest-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('is there once it is saved, in folders that are made for it', () => {
  const path = join(folder, 'new', 'manifest.json');
  expect(readManifest(path)).toBeUndefined();
  const file = openManifest(path);
  expect(file.manifest).toBeUndefined();
  file.save(manifest);
  file.save({ ...manifest, chainId: 2 });
  file.close();
  expect(readManifest(path)).toEqual({ ...manifest, chainId: 2 });
  expect(readdirSync(join(folder, 'new')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('rejects a second program while the first works on it (CONFIG_INVALID)', () => {
  const path = join(folder, 'manifest.json');
  const first = openManifest(path);
  first.save(manifest);
  const fault = expect.objectContaining({ code: 'CONFIG_INVALID', want: 'one deployment at a time' });
  expect(() => openManifest(path)).toThrow(expect.objectContaining({ fault }));
  expect(readManifest(path)).toEqual(manifest);
  first.close();
  const second = openManifest(path);
  expect(second.manifest).toEqual(manifest);
  second.close();
});

test('rejects something else, leaves it as it is, and is free again (INPUT_INVALID)', () => {
  const path = join(folder, 'manifest.json');
  writeFileSync(path, '{"version":1}');
  for (let times = 0; times < 2; times++) {
    const fault = expect.objectContaining({ code: 'INPUT_INVALID' });
    expect(() => openManifest(path)).toThrow(expect.objectContaining({ fault }));
  }
  expect(readFileSync(path, 'utf8')).toBe('{"version":1}');
});

test('rejects a folder in its place (CONFIG_INVALID)', () => {
  const path = join(folder, 'manifest.json');
  mkdirSync(path);
  expect(() => readManifest(path)).toThrow(/want a file of ours, got a folder/);
});
