/** Every name that the package exports says in its declarations what it is. @module */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = 'lightclient';
const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly exports: Readonly<Record<string, string | { readonly 'causeway-source'?: string }>>;
};
const entries = Object.entries(exports).flatMap(([subpath, target]) =>
  typeof target === 'object' && target['causeway-source'] !== undefined
    ? [{ subpath, file: join(ROOT, target['causeway-source']) }]
    : [],
);

/** `export { a, type B } from './file.ts'`, as every entry file is made of. */
const REEXPORT = /^export (?:type )?\{([^}]*)\} from '([^']*)'/gm;

function reexports(file: string): readonly { name: string; from: string }[] {
  return [...readFileSync(file, 'utf8').matchAll(REEXPORT)].flatMap(([, names = '', from = '']) =>
    names
      .split(',')
      .map((name) => name.trim().replace(/^type /, ''))
      .filter((name) => name !== '')
      .map((name) => ({ name, from: join(dirname(file), from) })),
  );
}

function isDocumented({ name, from }: { name: string; from: string }): boolean {
  const lines = readFileSync(from, 'utf8').split('\n');
  const at = lines.findIndex((line) =>
    new RegExp(`^export (?:async )?(?:function\\*?|class|const|interface|type) ${name}\\b`).test(line),
  );
  const above = lines[at - 1] ?? '';
  return at > 0 && above.endsWith('*/') && !above.includes('@module');
}

test.each(entries)('$subpath documents each of its exports', ({ file }) => {
  const names = reexports(file);
  expect(names.length).toBeGreaterThan(1);
  expect(names.filter((entry) => !isDocumented(entry))).toEqual([]);
});

test('there is an entry for each subpath that the README lists', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const listed = [...readme.matchAll(/^\| `(\.[^`]*)` \|/gm)].map(([, subpath]) => subpath);
  expect(listed.toSorted()).toEqual(entries.map(({ subpath }) => subpath).toSorted());
});
