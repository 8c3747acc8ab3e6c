/** Lies about proven state. @module */
import { expect, test } from 'vitest';
import { withAt } from '../../../../devnet/proxy/change-json.ts';
import { changeProof, changeProvenValue } from '../../../../devnet/proxy/lies/index.ts';
import { callPast, readRecorded, resultOf } from '../../../../support/canned-node.ts';

const ops = [
  { type: 'ics23:iavl', key: 'a2V5', data: 'AAEC' },
  { type: 'ics23:simple', key: 'aWJj', data: '////' },
];
const unproven = readRecorded('abci_query_with_existing_key');
const answers = { abci_query: { ...Object(withAt(unproven, 'response.proofOps', { ops })) } };

test.each([
  [{}, 'response.proofOps.ops.0.data', 'AAED'],
  [{ byte: 0 }, 'response.proofOps.ops.0.data', 'AQEC'],
  [{ op: 1 }, 'response.proofOps.ops.1.data', '///+'],
])('changes one bit of a proof: %j', async (spot, path, data) => {
  const told = resultOf(await callPast(changeProof(spot), answers, 'abci_query', { path: 'store/ibc/key' }));
  expect(told).toEqual(withAt(answers.abci_query, path, data));
});

test('changes one bit of a proven value', async () => {
  const told = resultOf(await callPast(changeProvenValue(), answers, 'abci_query', { path: 'store/ibc/key' }));
  expect(told).toEqual(withAt(answers.abci_query, 'response.value', Buffer.from('valud').toString('base64')));
});

test('leaves an answer without a proof alone', async () => {
  for (const fault of [changeProof(), changeProvenValue()]) {
    expect(resultOf(await callPast(fault, { abci_query: unproven }, 'abci_query'))).toEqual(unproven);
  }
});
