/** JSON-RPC calls in all their written forms. @module */
import { describe, expect, test } from 'vitest';
import { abciPath, formatGet, heightOf, parseGet, parsePost, toReply } from '../../../devnet/proxy/rpc-call.ts';

describe('parsePost', () => {
  test('accepts a single call', () => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 'x', method: 'block', params: { height: '5' } });
    expect(parsePost(body)).toEqual({ form: 'single', calls: [{ id: 'x', method: 'block', params: { height: '5' } }] });
  });

  test('accepts a batch, a notification in it, and parameters by position', () => {
    const body = JSON.stringify([
      { jsonrpc: '2.0', id: 1, method: 'abci_query', params: ['store/ibc/key', '00', '7', true] },
      { jsonrpc: '2.0', method: 'health' },
    ]);
    expect(parsePost(body)).toEqual({
      form: 'batch',
      calls: [
        { id: 1, method: 'abci_query', params: { path: 'store/ibc/key', data: '00', height: '7', prove: true } },
        { id: undefined, method: 'health', params: {} },
      ],
    });
  });

  test.each(['', '{', '[]', '{}', '[1]', '{"method":1}', 'null'])('leaves the body %s to the node', (body) => {
    expect(parsePost(body)).toBeUndefined();
  });
});

describe('parseGet', () => {
  test('accepts quoted text, hex, numbers and booleans, and writes them back alike', () => {
    const exchange = parseGet('/abci_query?path=%22store/ibc/key%22&data=0x00ff&height=%2212%22&prove=true&page=3');
    const params = { path: 'store/ibc/key', data: '0x00ff', height: '12', prove: true, page: 3 };
    expect(exchange).toEqual({ form: 'get', calls: [{ id: -1, method: 'abci_query', params }] });
    expect(formatGet({ id: -1, method: 'abci_query', params })).toBe(
      '/abci_query?path=%22store%2Fibc%2Fkey%22&data=0x00ff&height=%2212%22&prove=true&page=3',
    );
    expect(formatGet({ id: -1, method: 'status', params: {} })).toBe('/status');
  });

  test('leaves the list of methods to the node', () => {
    expect(parseGet('/')).toBeUndefined();
  });
});

test.each([
  ['5', 5n],
  [5, 5n],
  ['0', undefined],
  [0, undefined],
  ['', undefined],
  [undefined, undefined],
  ['x', undefined],
])('reads the height %j as %s', (height, expected) => {
  expect(heightOf({ id: 1, method: 'block', params: { height } })).toBe(expected);
});

test('knows the path of a query only', () => {
  expect(abciPath({ id: 1, method: 'abci_query', params: { path: '/a.B/C' } })).toBe('/a.B/C');
  expect(abciPath({ id: 1, method: 'block', params: { path: '/a.B/C' } })).toBeUndefined();
});

test('reads results and errors, and rejects what is neither', () => {
  expect(toReply({ jsonrpc: '2.0', id: 1, result: null })).toEqual({ result: null });
  expect(toReply({ id: 1, error: { code: -32603, message: 'Internal error', data: 'why' } })).toEqual({
    error: { code: -32603, message: 'Internal error', data: 'why' },
  });
  expect(() => toReply({ id: 1 })).toThrow('want a JSON-RPC answer');
});
