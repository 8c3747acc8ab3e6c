/** Calls at a node, without one: refusals of contracts are told from failures of nodes, and stored heights are found. */
import fc from 'fast-check';
import {
  createClient,
  custom,
  decodeFunctionData,
  encodeAbiParameters,
  encodeErrorResult,
  encodeFunctionResult,
  type Hex,
  parseAbi,
} from 'viem';
import { describe, expect, test } from 'vitest';
import { cometBftClientAbi } from '../../../../../contracts/abi/index.ts';
import { findHeightBelow, readClient } from '../../../../../relayer/chains/ethereum/read-client.ts';
import {
  type EthereumNode,
  openEthereumNode,
  simulateCall,
  simulateInTurn,
} from '../../../../../relayer/chains/ethereum/simulate-call.ts';

type Answer = (params: readonly unknown[]) => unknown;

const CALL = { to: `0x${'12'.repeat(20)}`, data: '0x01020304' } as const;
const FROZEN = encodeErrorResult({ abi: parseAbi(['error CCFrozen()']), errorName: 'CCFrozen' });

/** What a node says when it says no. */
function refusal(code: number, message: string, data?: unknown): Answer {
  return () => {
    throw Object.assign(new Error(message), { code, ...(data === undefined ? {} : { data }) });
  };
}

function openNode(answers: Readonly<Record<string, Answer>>): EthereumNode {
  const request = async ({ method, params = [] }: { method: string; params?: unknown }) => {
    const answer = answers[method] ?? refusal(-32601, 'the method does not exist');
    return answer(Array.isArray(params) ? params : []);
  };
  return createClient({ transport: custom({ request }, { retryCount: 0 }) });
}

describe('a call', () => {
  test('gives what it returns and costs', async () => {
    const node = openNode({ eth_call: () => '0xab', eth_estimateGas: () => '0x5208' });
    expect(await simulateCall(node, CALL)).toEqual({ status: 'ok', returned: '0xab', gasUsed: 21_000n });
  });

  test.each<readonly [string, Answer, object]>([
    ['an error of the contract', refusal(3, 'execution reverted', FROZEN), { name: 'CCFrozen', remedy: 'stop-path' }],
    ['an error in an object', refusal(-32603, 'Internal error', { data: FROZEN }), { name: 'CCFrozen' }],
    ['an error behind a word', refusal(-32015, 'VM execution error', `Reverted ${FROZEN}`), { name: 'CCFrozen' }],
    ['a revert without data', refusal(3, 'execution reverted', '0x'), { kind: 'empty', remedy: 'refused' }],
    ['a revert that is only told', refusal(-32000, 'execution reverted'), { kind: 'empty', remedy: 'refused' }],
    ['gas that ran out', refusal(-32000, 'out of gas'), { kind: 'empty', remedy: 'raise-gas' }],
    ['gas that would not do', refusal(-32000, 'gas required exceeds allowance (16777216)'), { remedy: 'raise-gas' }],
  ])('tells %s', async (_, answer, revert) => {
    const outcome = await simulateCall(openNode({ eth_call: answer }), CALL);
    expect(outcome).toMatchObject({ status: 'reverted', revert });
  });

  test('is refused, too, when only the estimate says so', async () => {
    const node = openNode({ eth_call: () => '0x', eth_estimateGas: refusal(-32003, 'out of gas') });
    expect(await simulateCall(node, CALL)).toMatchObject({ status: 'reverted', revert: { remedy: 'raise-gas' } });
  });

  test('rejects with a fault of the node (RPC_BAD_RESPONSE, RPC_UNREACHABLE)', async () => {
    const lost = openNode({ eth_call: refusal(-32000, 'header not found') });
    await expect(simulateCall(lost, CALL)).rejects.toMatchObject({ fault: { code: 'RPC_BAD_RESPONSE' } });
    const gone = openEthereumNode('http://127.0.0.1:1/SECRET');
    const error = await simulateCall(gone, CALL).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ fault: { code: 'RPC_UNREACHABLE' } });
    expect(String(error)).not.toContain('SECRET');
  });
});

describe('calls in a row', () => {
  const block = { number: '0x7', timestamp: '0x64', transactions: [] };
  const done = { status: '0x1', returnData: '0xab', gasUsed: '0x10', logs: [] };
  const failed = {
    status: '0x0',
    returnData: FROZEN,
    gasUsed: '0x20',
    logs: [],
    error: { code: 3, message: 'reverted' },
  };
  const run = (results: readonly object[]) => {
    const asked: unknown[] = [];
    const node = openNode({
      eth_getBlockByNumber: () => block,
      eth_simulateV1: ([request]) => {
        asked.push(request);
        return results.map((result) => ({ ...block, calls: [result] }));
      },
    });
    return {
      asked,
      outcome: simulateInTurn(
        node,
        results.map(() => CALL),
      ),
    };
  };

  test('are each in a block of its own, later than the last one', async () => {
    const { asked, outcome } = run([done, done]);
    expect(await outcome).toEqual([done, done].map(() => ({ status: 'ok', returned: '0xab', gasUsed: 16n })));
    expect(asked).toMatchObject([
      { blockStateCalls: [{ blockOverrides: { time: '0x65' } }, { blockOverrides: { time: '0x66' } }] },
    ]);
  });

  test('end with the first that is refused', async () => {
    const outcomes = await run([done, failed, done]).outcome;
    expect(outcomes).toMatchObject([{ status: 'ok' }, { status: 'reverted', revert: { name: 'CCFrozen' } }]);
    expect(outcomes).toHaveLength(2);
  });

  test('rejects when the node cannot do it (RPC_BAD_RESPONSE)', async () => {
    const node = openNode({ eth_getBlockByNumber: () => block });
    const fault = { code: 'RPC_BAD_RESPONSE', message: expect.stringContaining('eth_simulateV1') };
    await expect(simulateInTurn(node, [CALL, CALL])).rejects.toMatchObject({ fault });
  });
});

/** A client that stores these heights, in order. */
function clientWith(heights: readonly bigint[], views: Readonly<Record<string, Hex>> = {}): EthereumNode {
  const answer: Answer = ([request]) => {
    const { functionName, args } = decodeFunctionData({ abi: cometBftClientAbi, data: Object(request).data });
    const view = views[functionName];
    if (view !== undefined) return view;
    const place = heights.indexOf(BigInt(String(args?.[0])));
    const facts = [place < 0 ? 0n : 1n, heights[place - 1] ?? 0n, place < 0 ? 0n : (heights[place + 1] ?? 0n)] as const;
    return encodeFunctionResult({ abi: cometBftClientAbi, functionName: 'getConsensusMetadata', result: facts });
  };
  return openNode({ eth_call: answer, eth_getCode: () => '0x60' });
}

describe('the stored height below', () => {
  const heights = fc
    .uniqueArray(fc.bigInt(1n, 60n), { minLength: 1, maxLength: 25 })
    .map((list) => list.toSorted((a, b) => Number(a - b)));

  test('is the greatest one, wherever the trusted height is below it', async () => {
    await fc.assert(
      fc.asyncProperty(heights, fc.bigInt(2n, 70n), fc.nat(), async (stored, height, pick) => {
        const below = stored.filter((each) => each < height);
        const trusted = below[pick % below.length];
        fc.pre(trusted !== undefined);
        const latest = stored.at(-1) ?? 0n;
        const found = await findHeightBelow(clientWith(stored), CALL.to, { height, trusted: trusted ?? 0n, latest });
        expect(found).toBe(below.at(-1));
      }),
      { seed: 20_261_128, numRuns: 150 },
    );
  });

  test('is the latest one where there is none, or the trusted height is not stored: the client says why not', async () => {
    const node = clientWith([10n, 20n, 30n]);
    const find = (height: bigint, trusted: bigint) => findHeightBelow(node, CALL.to, { height, trusted, latest: 30n });
    expect([await find(5n, 10n), await find(25n, 11n), await find(15n, 20n)]).toEqual([30n, 30n, 30n]);
  });

  test('rejects a search without end (INPUT_INVALID)', async () => {
    const many = Array.from({ length: 4_100 }, (_, index) => BigInt(index + 1));
    const find = findHeightBelow(clientWith(many), CALL.to, { height: 2_050n, trusted: 1n, latest: 4_100n });
    await expect(find).rejects.toMatchObject({ fault: { code: 'INPUT_INVALID' } });
  });
});

describe('a client', () => {
  const text = (value: string) => encodeAbiParameters([{ type: 'string' }], [value]);
  const bytes = (value: Hex) => encodeAbiParameters([{ type: 'bytes' }], [value]);

  test.each<readonly [string, EthereumNode, string]>([
    ['an address without code', openNode({ eth_getCode: () => '0x' }), 'no contract'],
    [
      'a contract without the view',
      openNode({ eth_getCode: () => '0x60', eth_call: refusal(3, 'execution reverted', '0x') }),
      'one that answers clientType with something else',
    ],
    ['a client of another type', clientWith([], { clientType: text('other') }), 'one of type "other"'],
    [
      'a client of another state',
      clientWith([], { clientType: text('cometbft'), getClientState: bytes('0x01') }),
      'one with another client state',
    ],
  ])('rejects %s (INPUT_INVALID)', async (_, node, got) => {
    await expect(readClient(node, CALL.to)).rejects.toMatchObject({ fault: { code: 'INPUT_INVALID', got } });
  });

  test('rejects with the fault of a node that is away (RPC_UNREACHABLE)', async () => {
    const gone = openEthereumNode('http://127.0.0.1:1');
    await expect(readClient(gone, CALL.to)).rejects.toMatchObject({ fault: { code: 'RPC_UNREACHABLE' } });
  });
});
