/** Requests of the beacon API as calls, and back. @module */
import { describe, expect, test } from 'vitest';
import {
  formatBeaconGet,
  formatBeaconReply,
  parseBeaconGet,
  toBeaconReply,
} from '../../../devnet/proxy/beacon-call.ts';
import type { Fault } from '../../../devnet/proxy/fault.ts';
import { arm, getPast } from '../../../support/canned-node.ts';

describe('parseBeaconGet', () => {
  test.each([
    ['/eth/v1/beacon/genesis', 'beacon/genesis', {}],
    ['/eth/v1/beacon/light_client/bootstrap/0xab', 'beacon/light_client/bootstrap', { block_root: '0xab' }],
    [
      '/eth/v1/beacon/light_client/updates?start_period=3&count=2',
      'beacon/light_client/updates',
      { start_period: '3', count: '2' },
    ],
    ['/eth/v1/beacon/states/head/finality_checkpoints', 'beacon/states/finality_checkpoints', { state_id: 'head' }],
    ['/eth/v9/some/thing?a=b', '/eth/v9/some/thing', { a: 'b' }],
  ])('reads %s, and writes it again', (path, method, params) => {
    const [call] = parseBeaconGet(path)?.calls ?? [];
    expect(call).toMatchObject({ method, params });
    expect(call && formatBeaconGet(call)).toBe(path);
  });

  test('leaves paths of others alone', () => {
    expect(parseBeaconGet('/status?')).toBeUndefined();
    expect(parseBeaconGet('/')).toBeUndefined();
  });
});

describe('replies', () => {
  test('are the body, or an error with the status as its code', () => {
    expect(toBeaconReply(200, '{"data":1}')).toEqual({ result: { data: 1 } });
    const missing = { error: { code: 404, message: 'no such block' } };
    expect(toBeaconReply(404, '{"code":404,"message":"no such block"}')).toEqual(missing);
    expect(formatBeaconReply(missing)).toEqual({ status: 404, body: '{"code":404,"message":"no such block"}' });
  });
});

describe('a fault before a beacon node', () => {
  const answers = { 'beacon/genesis': { data: { genesis_time: '7' } } };

  test('answers in its place, changes the call, changes the answer', async () => {
    const refuse: Fault = { name: 'refuse', onCall: () => ({ reply: { error: { code: 503, message: 'busy' } } }) };
    expect(await getPast(arm(refuse), answers, '/eth/v1/beacon/genesis')).toEqual({
      error: { code: 503, message: 'busy' },
    });
    const redirect: Fault = {
      name: 'redirect',
      onCall: (call) => ({ call: { ...call, method: 'beacon/genesis', params: {} } }),
    };
    expect(await getPast(arm(redirect), answers, '/eth/v1/beacon/headers/head')).toEqual({
      result: answers['beacon/genesis'],
    });
    const rewrite: Fault = { name: 'rewrite', onReply: () => ({ result: ['changed'] }) };
    expect(await getPast(arm(rewrite), answers, '/eth/v1/beacon/genesis')).toEqual({ result: ['changed'] });
  });
});
