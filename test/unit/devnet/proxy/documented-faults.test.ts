/** The proxy's README names every fault and every lie, and none that does not exist. @module */
import { readFileSync } from 'node:fs';
import { faults, lies } from 'causeway/devnet';
import { expect, test } from 'vitest';

const tables = readFileSync('test/devnet/proxy/README.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `') && !line.startsWith('| `faults`') && !line.startsWith('| `lies`'));
const documented = tables.flatMap((line) =>
  [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name),
);

test('documents all of them', () => {
  expect(documented.toSorted()).toEqual([...Object.keys(faults), ...Object.keys(lies)].sort());
});
