/** Go versions are compared as numbers. @module */
import { describe, expect, test } from 'vitest';
import { isAtLeast, parseRequired, parseWantedGo } from '../../../devnet/build/check-toolchain.ts';

describe('isAtLeast', () => {
  test.each([
    ['1.24', '1.24'],
    ['1.24.3', '1.24'],
    ['1.26.8', '1.24.1'],
    ['2.0', '1.99.9'],
    ['1.100', '1.99'],
  ])('accepts Go %s where %s is wanted', (have, want) => {
    expect(isAtLeast(have, want)).toBe(true);
  });

  test.each([
    ['1.9', '1.24'],
    ['1.23.12', '1.24'],
    ['1.24', '1.24.1'],
    ['', '1.24'],
    ['devel', '1.24'],
  ])('rejects Go %j where %s is wanted', (have, want) => {
    expect(isAtLeast(have, want)).toBe(false);
  });
});

describe('parseWantedGo', () => {
  test('accepts the go line of a module', () => {
    expect(parseWantedGo('module example\n\ngo 1.24.2\n\nrequire x v1.0.0\n')).toBe('1.24.2');
  });

  test('rejects a module without a go line', () => {
    expect(() => parseWantedGo('module go\n')).toThrow('want a `go` line');
  });
});

describe('parseRequired', () => {
  const goMod = 'module m\n\nrequire example.org/a v1.2.3\n\nrequire (\n\texample.org/a/b v0.1.0 // indirect\n)\n';

  test.each([
    ['example.org/a', 'v1.2.3'],
    ['example.org/a/b', 'v0.1.0'],
  ])('finds the version of %s', (module, version) => {
    expect(parseRequired(goMod, module)).toBe(version);
  });

  test('rejects a module that is not required', () => {
    expect(() => parseRequired(goMod, 'example.org/c')).toThrow('want example.org/c in go.mod, got none');
  });
});
