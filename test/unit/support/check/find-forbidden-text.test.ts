/** Texts that must not get into the repository; each sample is put together here, so that this file holds none. @module */
import { expect, test } from 'vitest';
import { findForbiddenText } from '../../../support/check/find-forbidden-text.ts';

const join = (...parts: readonly string[]): string => parts.join('');

test.each([
  ['a registry host', 'docs/guide.md', join('https://registry.', 'npmjs.org/x')],
  ['a module proxy', 'test/devnet/build.ts', join("'https://proxy.", "golang.org'")],
  ['a resolved host', 'package-lock.json', join('"resolved": ', '"https://host.example/x.tgz"')],
  ['a machine path', 'README.md', join('see /wo', 'rk/main for more')],
  ['a temporary path of one machine', 'test/unit/a.test.ts', join("open('/ro", "ot/x')")],
  ['a note to self', 'relayer/main.ts', join('// TO', 'DO later')],
  ['a muted type check', 'relayer/main.ts', join('// @ts-', 'ignore')],
  ['a muted lint rule', 'relayer/main.ts', join('// biome-', 'ignore lint: no')],
  ['a skipped test', 'test/unit/a.test.ts', join('test.', "skip('x', f)")],
  ['a focused group', 'test/unit/a.test.ts', join('describe.', "only('x', f)")],
])('rejects %s', (_, file, text) => {
  expect(findForbiddenText(file, `first line\n${text}\n`)).toEqual([expect.stringContaining(`${file}:2: `)]);
});

test.each([
  ['an address with such a path', 'docs/guide.md', 'https://example.com/work/x and docs/tmp/y and ./root/z'],
  ['a workspace link', 'package-lock.json', '"resolved": "lightclient",'],
  ['a path in recorded data', 'test/vectors/x/case.json', join('"/ro', 'ot/x"')],
  ['words that contain the marks', 'relayer/main.ts', 'const mastodon = hackathon; test.each([])'],
])('accepts %s', (_, file, text) => {
  expect(findForbiddenText(file, text)).toEqual([]);
});
