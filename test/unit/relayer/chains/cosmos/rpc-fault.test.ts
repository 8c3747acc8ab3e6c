/** What endpoints are called in faults, and what their words about heights mean. @module */
import { expect, test } from 'vitest';
import { classifyHeightText, rpcError, shorten, toPublicUrl } from '../../../../../relayer/chains/cosmos/rpc-fault.ts';

test.each([
  ['http://127.0.0.1:26657', 'http://127.0.0.1:26657'],
  ['http://127.0.0.1:26657/', 'http://127.0.0.1:26657'],
  ['https://user:secret@rpc.example.org/cosmos', 'https://rpc.example.org/cosmos'],
  ['https://rpc.example.org/?apikey=secret', 'https://rpc.example.org'],
  ['https://rpc.example.org/v1/0123456789abcdef01234567/rpc', 'https://rpc.example.org/v1/…/rpc'],
  ['not an address', '(not a URL)'],
])('accepts %s as an address without its secrets', (url, shown) => {
  expect(toPublicUrl(url)).toBe(shown);
});

test.each([
  ['height 11 must be less than or equal to the current blockchain height 10', 'RPC_LAGGING'],
  ['cannot query with height in the future; please provide a valid height: invalid height', 'RPC_LAGGING'],
  ['could not find results for height #11', 'RPC_LAGGING'],
  ['failed to load state at height 12; version does not exist (latest height: 10): invalid request', 'RPC_LAGGING'],
  ['failed to load state at height 3; version does not exist (latest height: 10): invalid request', 'RPC_PRUNED'],
  ['height 2 is not available, lowest height is 5', 'RPC_PRUNED'],
  ['node is not persisting finalize block responses', 'RPC_PRUNED'],
  ['node is not persisting abci responses', 'RPC_PRUNED'],
  ['version mismatch on immutable IAVL tree; version does not exist. Version has either been pruned', 'RPC_PRUNED'],
  ['invalid request: unknown query path', undefined],
  ['rpc error: code = NotFound desc = packet acknowledgement hash not found', undefined],
])('accepts the words of a node: %s', (text, code) => {
  expect(classifyHeightText(text)).toBe(code);
});

test('accepts a fault that names endpoint and method, with a bounded answer on one line', () => {
  const { fault } = rpcError(
    { endpoint: 'http://a', method: 'block' },
    { code: 'RPC_BAD_RESPONSE', want: 'a block', got: `a\n b${'x'.repeat(1_000)}` },
  );
  expect(fault).toMatchObject({
    code: 'RPC_BAD_RESPONSE',
    message: 'http://a: block: unusable answer',
    context: { endpoint: 'http://a', method: 'block' },
  });
  expect(fault.got?.startsWith('a bxxx')).toBe(true);
  expect(fault.got?.length).toBe(301);
  expect(shorten('  short \n text ')).toBe('short text');
});
