/** The shared account and storage cases, judged by this implementation. */
import { fromHex, toHex } from '@causeway/lightclient/codec';
import { type ExecutionInvalid, readAccount, readStorage } from '@causeway/lightclient/ethereum/execution';
import { expect, test } from 'vitest';
import { type AccountCase, buildAccountCases } from '../../../../support/account-cases.ts';
import { readVector } from '../../../../support/read-vector.ts';

const cases = buildAccountCases();

function judge({ stateRoot, address, accountProof, slot, storageProof }: AccountCase): AccountCase['expected'] {
  const toBytes = (nodes: readonly string[]) => nodes.map((node) => fromHex(node));
  const fail = ({ reason }: ExecutionInvalid, place: 'account' | 'storage') => ({ error: reason.code, in: place });
  const account = readAccount({
    stateRoot: fromHex(stateRoot),
    address: fromHex(address),
    proof: toBytes(accountProof),
  });
  if (account.status === 'invalid') return fail(account, 'account');
  if (account.status === 'absent') return { absent: true };
  const { storageRoot } = account.account;
  const storage = readStorage({ storageRoot, slot: fromHex(slot), proof: toBytes(storageProof) });
  if (storage.status === 'invalid') return fail(storage, 'storage');
  return { storageRoot: toHex(storageRoot), value: storage.status === 'present' ? toHex(storage.value) : null };
}

test('the file is what the builder makes', () => {
  expect(readVector('causeway-mpt/accounts.json')).toEqual(cases);
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
});

test.each(cases)('$name', (entry) => {
  expect(judge(entry)).toEqual(entry.expected);
});
