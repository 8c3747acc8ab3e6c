/** What a node says, as faults. */
import {
  BaseError,
  createClient,
  custom,
  encodeErrorResult,
  HttpRequestError,
  parseAbi,
  RpcRequestError,
  TimeoutError,
} from 'viem';
import { estimateGas } from 'viem/actions';
import { describe, expect, test } from 'vitest';
import { ask } from '../../../../../../relayer/chains/ethereum/deploy/rpc-fault.ts';

const URL_WITH_SECRET = 'http://node.example/secret-key';
const abi = parseAbi(['error IBCClientNotFound(string clientId)', 'error Empty()']);
const to = `0x${'11'.repeat(20)}` as const;

/** What comes of an estimate that a node answers with this error. */
async function faultOf(error: Error): Promise<unknown> {
  const transport = custom({ request: () => Promise.reject(error) }, { retryCount: 0 });
  const client = createClient({ transport });
  return await ask('addClient', () => estimateGas(client, { account: to, to }), abi).catch((fault: unknown) => fault);
}

function rpcError(message: string, data?: `0x${string}`): Error {
  return new RpcRequestError({ body: {}, url: URL_WITH_SECRET, error: { code: 3, message, data } });
}

describe('a fault of a node', () => {
  test.each<[string, Error, string, string]>([
    [
      'no connection',
      new HttpRequestError({ url: URL_WITH_SECRET, details: 'fetch failed' }),
      'RPC_UNREACHABLE',
      'fetch failed',
    ],
    [
      'too many requests',
      new HttpRequestError({ url: URL_WITH_SECRET, status: 429 }),
      'RPC_RATE_LIMITED',
      'fewer requests',
    ],
    ['silence', new TimeoutError({ body: {}, url: URL_WITH_SECRET }), 'RPC_TIMEOUT', 'in time'],
    [
      'an error of a contract',
      rpcError('execution reverted', refusal()),
      'CALL_REFUSED',
      'IBCClientNotFound(client-7)',
    ],
    ['an unknown error', rpcError('execution reverted', '0x12345678'), 'CALL_REFUSED', '0x12345678'],
    ['a revert without data', rpcError('execution reverted'), 'CALL_REFUSED', 'reverted'],
    ['an empty revert', rpcError('execution reverted', '0x'), 'CALL_REFUSED', 'without a reason'],
    ['missing funds', rpcError('insufficient funds for gas * price'), 'CHAIN_OUT_OF_FUNDS', 'insufficient funds'],
    ['anything else', rpcError('database is on fire'), 'RPC_BAD_RESPONSE', 'database is on fire'],
  ])('says %s', async (_, error, code, words) => {
    const fault = await faultOf(error);
    expect(fault).toMatchObject({ fault: { code } });
    expect(fault).toMatchObject({ fault: { message: expect.stringMatching(/^addClient: /) } });
    expect(fault).toMatchObject({ fault: { message: expect.stringContaining(words) } });
  });

  test('never repeats the address of the node', async () => {
    const fault = await faultOf(new HttpRequestError({ url: URL_WITH_SECRET, details: 'fetch failed' }));
    const texts = fault instanceof Error ? [fault.stack, (fault.cause as Error | undefined)?.stack] : [];
    expect(texts.join()).toContain('fetch failed');
    expect(texts.join()).not.toContain('secret-key');
  });

  test('lets a mistake of ours through', async () => {
    const mistake = new Error('unreachable');
    await expect(ask('nothing', () => Promise.reject(mistake))).rejects.toBe(mistake);
    expect(mistake).not.toBeInstanceOf(BaseError);
  });
});

function refusal(): `0x${string}` {
  return encodeErrorResult({ abi, errorName: 'IBCClientNotFound', args: ['client-7'] });
}
