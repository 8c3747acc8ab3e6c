/** Lies about blocks. @module */
import { expect, test } from 'vitest';
import { bigintAt, textAt } from '../../../../devnet/client/read-json.ts';
import { withAt } from '../../../../devnet/proxy/change-json.ts';
import { changeHeader, changeHeaderTime, changeValidators } from '../../../../devnet/proxy/lies/index.ts';
import { callPast, readRecorded, resultOf } from '../../../../support/canned-node.ts';

const answers = {
  commit: readRecorded('commit_at_height_10'),
  block: readRecorded('block_at_height_10'),
  blockchain: readRecorded('blockchain_from_1_to_10'),
  validators: { block_height: '10', validators: [{ address: 'A', voting_power: '10' }], count: '1', total: '1' },
};

test.each([
  ['commit', 'signed_header.header'],
  ['block', 'block.header'],
  ['blockchain', 'block_metas.3.header'],
] as const)('changes one digit of a hash in %s and nothing else', async (method, header) => {
  const told = resultOf(await callPast(changeHeader('validators_hash'), answers, method));
  const path = `${header}.validators_hash`;
  const honest = textAt(answers[method], path);
  expect(textAt(told, path)).toBe(`0${honest.slice(1)}`);
  expect(honest.startsWith('0')).toBe(false);
  if (method !== 'blockchain') expect(withAt(told, path, honest)).toEqual(answers[method]);
});

test('changes the application hash unless told otherwise, and always to another', async () => {
  const told = resultOf(await callPast(changeHeader(), answers, 'commit'));
  expect(textAt(told, 'signed_header.header.app_hash')).toBe('1000000000000000');
});

test('moves the time and keeps its fraction', async () => {
  const told = resultOf(await callPast(changeHeaderTime(-3), answers, 'commit'));
  expect(textAt(told, 'signed_header.header.time')).toBe('2023-05-17T14:12:50.088875124Z');
});

test('gives a validator more power', async () => {
  const told = resultOf(await callPast(changeValidators(), answers, 'validators'));
  expect(bigintAt(told, 'validators.0.voting_power')).toBe(11n);
});
