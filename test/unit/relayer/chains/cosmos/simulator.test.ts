/** Whose simulation counts: by what is proven, else by what most say, else by what is likely. @module */
import { SimulateResponse } from 'cosmjs-types/cosmos/tx/v1beta1/service';
import { afterEach, describe, expect, test } from 'vitest';
import { simulateTx } from '../../../../../relayer/chains/cosmos/simulator.ts';
import { abciRefusal, abciValue } from '../../../../support/scripted-node.ts';
import { type ScriptedPool, startScriptedPool } from '../../../../support/scripted-pool.ts';

const open: ScriptedPool[] = [];

afterEach(async () => {
  for (const each of open.splice(0)) await each.stop();
});

const TX = Uint8Array.of(1, 2, 3);
const MISMATCH = 'account sequence mismatch, expected 4, got 5: incorrect account sequence';

/** What a node says: an amount of gas, or why the transaction fails. */
type Saying = bigint | string;

const toAnswer = (saying: Saying): object => {
  if (typeof saying === 'string') return abciRefusal(saying, 4);
  const gasInfo = { gasWanted: 0n, gasUsed: saying };
  return abciValue(SimulateResponse.encode(SimulateResponse.fromPartial({ gasInfo })).finish());
};

async function ask(sayings: readonly Saying[], expectedGas?: bigint, isProven = false) {
  const scripted = await startScriptedPool(sayings.length);
  open.push(scripted);
  for (const [index, node] of scripted.nodes.entries()) {
    node.on('abci_query', () => toAnswer(sayings[index] ?? 'unreachable'));
  }
  const expected = expectedGas === undefined ? undefined : { gas: expectedGas, isProven };
  const simulation = await simulateTx(scripted.pool, TX, expected);
  const asked = scripted.nodes.map(({ heard }) => heard.some(({ method }) => method === 'abci_query'));
  return { ...simulation, asked, urls: scripted.nodes.map(({ url }) => url) };
}

describe('gas', () => {
  test.each([
    ['a number a little higher than what is proven', [110_000n, 1n], 105_000n, 110_000n],
    ['what is proven for one that is a little lower', [95_000n, 1n], 105_000n, 105_000n],
  ] as const)('accepts %s from one endpoint, and asks no other', async (_, sayings, proven, gasUsed) => {
    const { result, asked, opinions } = await ask(sayings, proven, true);
    expect(result).toEqual({ status: 'ok', gasUsed });
    expect(asked).toEqual([true, false]);
    expect(opinions).toHaveLength(1);
  });

  test.each([
    ['what was proven only', [100_000n, 100_000n], 60_000n],
    ['what was proven, if it is much less', [100_000n, 100_000n], 150_000n],
    ['a guess', [100_000n, 100_000n], undefined],
  ] as const)('accepts what two say rather than %s', async (_, sayings, proven) => {
    const { result, asked } = await ask(sayings, proven, proven !== undefined);
    expect(result).toEqual({ status: 'ok', gasUsed: 100_000n });
    expect(asked).toEqual([true, true]);
  });

  test('accepts the higher one of two that are alike', async () => {
    expect((await ask([100_000n, 120_000n])).result).toEqual({ status: 'ok', gasUsed: 120_000n });
  });

  test('accepts what most say', async () => {
    const { result, opinions, urls } = await ask([900_000n, 120_000n, 1_000n, 121_000n], 500_000n, true);
    expect(result).toEqual({ status: 'ok', gasUsed: 121_000n });
    expect(opinions.map(({ url }) => url).toSorted()).toEqual(urls.toSorted());
  });

  test.each([
    ['what is likelier of two: the higher one', [1_000n, 140_000n], 150_000n, false, 150_000n],
    ['what is likelier of two: the lower one', [40_000_000n, 170_000n], 150_000n, false, 170_000n],
    ['what is likelier by proof', [400_000n, 1_000_000n], 390_000n, true, 400_000n],
    ['no less than was proven', [80_000n, 900_000n], 150_000n, true, 150_000n],
    ['what two agree on, however high', [40_000_000n, 50_000_000n], 150_000n, true, 50_000_000n],
    ['no more than four times what was proven, of two', [40_000_000n, 90_000_000n], 150_000n, true, 600_000n],
  ] as const)('accepts %s', async (_, sayings, expectedGas, isProven, gasUsed) => {
    expect((await ask(sayings, expectedGas, isProven)).result).toMatchObject({ status: 'ok', gasUsed });
  });

  test.each([
    ['as it is', 170_000n, 150_000n, false, 170_000n],
    ['but no less than is likely', 1_000n, 150_000n, false, 150_000n],
    ['but no more than four times what was proven', 40_000_000n, 150_000n, true, 600_000n],
    ['however high, while nothing is proven', 40_000_000n, 150_000n, false, 40_000_000n],
  ] as const)('accepts the word of a single endpoint %s', async (_, saying, expectedGas, isProven, gasUsed) => {
    expect((await ask([saying], expectedGas, isProven)).result).toEqual({ status: 'ok', gasUsed });
  });

  test('says when endpoints contradict each other, since nothing is to be learned from that', async () => {
    expect((await ask([1_000n, 140_000n], 150_000n)).result).toMatchObject({ isContested: true });
    expect((await ask(['no', 140_000n], 150_000n)).result).toMatchObject({ isContested: true });
    expect((await ask([140_000n, 140_000n], 150_000n)).result).not.toHaveProperty('isContested');
  });
});

describe('failures', () => {
  test.each([
    ['the only one fails', ['no'], 'no'],
    ['both fail', ['no', 'never'], 'no'],
    ['most fail', ['no', 'never', 120_000n], 'no'],
    ['both want another sequence', [MISMATCH, MISMATCH], MISMATCH],
  ] as const)('believes a failure when %s', async (_, sayings, log) => {
    expect((await ask(sayings)).result).toMatchObject({ status: 'failed', log });
  });

  test.each([
    ['one of two fails', ['no', 120_000n]],
    ['half of them fail', ['no', 120_000n, 120_000n, 'no']],
  ] as const)('believes a success when %s', async (_, sayings) => {
    expect((await ask(sayings)).result).toMatchObject({ status: 'ok', gasUsed: 120_000n });
  });

  test('asks everybody, whatever is proven', async () => {
    const { result, asked } = await ask(['no', 120_000n], 120_000n, true);
    expect(result).toMatchObject({ status: 'ok', gasUsed: 120_000n });
    expect(asked).toEqual([true, true]);
  });
});
