/** Calls on their way past faults to a node and back. @module */
import { expect, test } from 'vitest';
import type { Fault } from '../../../devnet/proxy/fault.ts';
import { arm, askPast, createCannedPool } from '../../../support/canned-node.ts';

const answers = { status: { height: '9' }, health: {}, block: () => ({ error: { code: 1, message: 'no' } }) };
const call = (method: string, id?: unknown) => ({
  jsonrpc: '2.0',
  method,
  params: {},
  ...(id === undefined ? {} : { id }),
});
const answerStatus: Fault = {
  name: 'answer-status',
  concerns: ({ method }) => method === 'status',
  onCall: () => ({ reply: { result: 'made up' } }),
};
const rewriteHealth: Fault = {
  name: 'rewrite-health',
  concerns: ({ method }) => method === 'health',
  onReply: () => ({ result: 'changed' }),
};

test('passes a call on when no fault concerns it', async () => {
  const heard: string[] = [];
  const faults = [arm(answerStatus)];
  expect(await askPast(faults, createCannedPool(answers, heard), call('health', 'id-1'))).toEqual({
    jsonrpc: '2.0',
    id: 'id-1',
    result: {},
  });
  expect(heard).toEqual(['health']);
});

test('answers in the place of the node, which hears nothing', async () => {
  const heard: string[] = [];
  const fault = arm(answerStatus);
  expect(await askPast([fault], createCannedPool(answers, heard), call('status', 7))).toMatchObject({
    id: 7,
    result: 'made up',
  });
  expect(heard).toEqual([]);
  expect(fault.hits()).toBe(1);
});

test('keeps the order and the ids of a batch, also when two are alike and one asks for no answer', async () => {
  const heard: string[] = [];
  const batch = [call('health', 1), call('status', 1), call('health'), call('block', null), call('health', 'z')];
  const answer = await askPast([arm(answerStatus), arm(rewriteHealth)], createCannedPool(answers, heard), batch);
  expect(answer).toEqual([
    { jsonrpc: '2.0', id: 1, result: 'changed' },
    { jsonrpc: '2.0', id: 1, result: 'made up' },
    { jsonrpc: '2.0', id: null, error: { code: 1, message: 'no' } },
    { jsonrpc: '2.0', id: 'z', result: 'changed' },
  ]);
  expect(heard).toEqual(['health', 'block', 'health']);
});

test('tells every caller when the node refuses a batch as a whole', async () => {
  const refusal = { jsonrpc: '2.0', error: { code: -32600, message: 'Invalid Request', data: 'batch too long' } };
  const pool = {
    ...createCannedPool(answers),
    ask: async () => ({ status: 200, headers: {}, body: Buffer.from(JSON.stringify(refusal)) }),
  };
  const answer = await askPast([arm({ ...rewriteHealth, onReply: () => undefined })], pool, [
    call('health', 1),
    call('status', 2),
  ]);
  expect(answer).toMatchObject([
    { id: 1, error: { code: -32600 } },
    { id: 2, error: { code: -32600 } },
  ]);
});

test('does not count a fault that found nothing to change', async () => {
  const idle = arm({ name: 'idle', onReply: () => undefined }, { times: 1 });
  await askPast([idle], createCannedPool(answers), call('status', 1));
  expect(idle.hits()).toBe(0);
});

test('is honest again when the times are used up', async () => {
  const fault = arm(rewriteHealth, { times: 1 });
  const pool = createCannedPool(answers);
  expect(await askPast([fault], pool, [call('health', 1), call('health', 2)])).toMatchObject([
    { result: 'changed' },
    { result: {} },
  ]);
});
