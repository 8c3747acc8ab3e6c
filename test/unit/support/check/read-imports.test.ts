/** Reading imports from sources in the repository's format. @module */
import { expect, test } from 'vitest';
import { readImports } from '../../../support/check/read-imports.ts';

test('reads every form of import with its line', () => {
  const source = [
    "import './side-effect.ts';",
    "import { one } from './named.ts';",
    'import {',
    '  two,',
    '  type Three,',
    "} from './wrapped.ts';",
    "import type { Four } from './type.ts';",
    "export { five } from './again.ts';",
    "export * from './all.ts';",
    "const six = await import('./later.ts');",
    "let seven: import('./type-only.ts').Seven;",
    'import eight from "./double.ts";',
  ].join('\n');
  expect(readImports(source).map(({ name, line }) => `${line} ${name}`)).toEqual([
    '1 ./side-effect.ts',
    '2 ./named.ts',
    '6 ./wrapped.ts',
    '7 ./type.ts',
    '8 ./again.ts',
    '9 ./all.ts',
    '10 ./later.ts',
    '11 ./type-only.ts',
    '12 ./double.ts',
  ]);
});

test('reads nothing from comments, strings and calls', () => {
  const source = [
    '/**',
    " * import { a } from './comment.ts';",
    ' */',
    "/* import('./comment.ts') */",
    'export const text = "moved from \'elsewhere\'";',
    'export const list = Array.from(text);',
    "export function f() { return g(text).from('x'); }",
  ].join('\n');
  expect(readImports(source)).toEqual([]);
});
