/** The proxy's READMEs name every fault and every lie, and none that does not exist. @module */
import { readFileSync } from 'node:fs';
import { ethereumFaults, ethereumLies, faults, lies } from 'causeway/devnet';
import { expect, test } from 'vitest';

test.each([
  ['test/devnet/proxy/README.md', faults, lies],
  ['test/devnet/proxy/ethereum-lies/README.md', ethereumFaults, ethereumLies],
])('%s documents all of them', (file, ...namespaces) => {
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `') && !/^\| `(?:faults|lies|ethereumFaults|ethereumLies)`/.test(line));
  const documented = rows.flatMap((line) =>
    [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name),
  );
  expect(documented.toSorted()).toEqual(namespaces.flatMap((namespace) => Object.keys(namespace)).sort());
});
