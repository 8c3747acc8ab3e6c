/** Settings in a node's own files. @module */
import { expect, test } from 'vitest';
import { editToml } from '../../../devnet/chain/edit-toml.ts';

const FILE = `# moniker = "in a comment"
moniker = "old"

[rpc]
# A comment
laddr = "tcp://127.0.0.1:26657"
[p2p]
laddr = "tcp://0.0.0.0:26656"
pex = true
size = 5000
`;

test('accepts settings at the top and in sections, and keeps the rest', () => {
  const edited = editToml(FILE, { moniker: 'new', 'p2p.laddr': 'tcp://127.0.0.1:1', 'p2p.pex': false, 'p2p.size': 7 });
  expect(edited).toBe(
    FILE.replace('"old"', '"new"')
      .replace('tcp://0.0.0.0:26656', 'tcp://127.0.0.1:1')
      .replace('pex = true', 'pex = false')
      .replace('5000', '7'),
  );
});

test('rejects a setting that the file does not have', () => {
  expect(() => editToml(FILE, { 'rpc.pex': false })).toThrow('rpc.pex');
});
