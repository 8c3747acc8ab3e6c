/** docs/cli.md lists exactly the verdict codes that the library can give, with what they mean. @module */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EXIT } from '../../../../../relayer/cli/exit-code.ts';

const docs = readFileSync('docs/cli.md', 'utf8');

function codesOf(file: string): readonly string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^\s+\| '([a-z0-9-]+)'/gm)].map(([, code = '']) => code);
}

test('docs/cli.md lists every verdict code where it belongs, once', () => {
  const codes = [
    'lightclient/tendermint/fault-codes.ts',
    'lightclient/proofs/ics23/fault.ts',
    'lightclient/proofs/mpt/fault.ts',
    'lightclient/ethereum/execution/fault.ts',
    'lightclient/ethereum/fault-codes.ts',
    'lightclient/ethereum/bls.ts',
    'lightclient/proofs/ssz/merkle-branch.ts',
    'relayer/cli/verify/ethereum/check-store.ts',
  ].flatMap(codesOf);
  const section = docs.slice(docs.indexOf('## Verdict codes'));
  const listed = [...section.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, code = '']) => code);
  expect(codes.length).toBeGreaterThan(80);
  expect(listed.toSorted()).toEqual(codes.toSorted());
});

test('docs/cli.md lists every exit code', () => {
  const listed = [...docs.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
  expect(listed).toEqual(Object.values(EXIT));
});
