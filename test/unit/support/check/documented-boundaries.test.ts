/** docs/architecture.md tells the same boundaries as the table that is checked. @module */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BOXES } from '../../../support/check/boundary-rules.ts';

/** `| `box` | files | holds | imports |`: imports by box. */
const documented = new Map(
  [...readFileSync('docs/architecture.md', 'utf8').matchAll(/^\| `([a-z]+)` \|(?:[^|]*\|){2}([^|]*)\|$/gm)].map(
    ([, box = '', imports = '']) => [box, [...imports.matchAll(/`([a-z]+)`/g)].map(([, name = '']) => name)],
  ),
);

test.each(BOXES.filter(({ name }) => name !== 'test'))('$name is documented with what it may import', (box) => {
  expect(documented.get(box.name)?.toSorted()).toEqual(box.boxes.toSorted());
});

test('no box is documented that does not exist', () => {
  const names = BOXES.map(({ name }) => name);
  expect([...documented.keys()].filter((name) => !names.includes(name))).toEqual([]);
});
