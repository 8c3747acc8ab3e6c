/** The model-based cases of tendermint-rs: every step gives the verdict that its model does. @module */
import {
  DEFAULT_TRUST_LEVEL,
  parseLightBlock,
  parseTime,
  parseTrustedBlock,
  type TrustedBlock,
  verifyHeader,
} from '@causeway/lightclient/tendermint';
import { expect, test } from 'vitest';
import { listVectors, readVector } from '../../support/read-vector.ts';

interface Case {
  readonly initial: { readonly trusting_period: string };
  readonly input: readonly { readonly block: unknown; readonly now: string; readonly verdict: keyof typeof VERDICTS }[];
}

const VERDICTS = { SUCCESS: 'valid', NOT_ENOUGH_TRUST: 'not-enough-trust', INVALID: 'invalid' } as const;
const files = listVectors('tendermint-rs-mbt').filter((name) => name.endsWith('.json'));

test('there are 20 cases', () => {
  expect(files).toHaveLength(20);
});

test.each(files)('gives the verdicts of %s', (name) => {
  const { initial, input } = readVector(`tendermint-rs-mbt/${name}`) as Case;
  const options = {
    trustLevel: DEFAULT_TRUST_LEVEL,
    trustedValidators: 'next',
    trustingPeriod: BigInt(initial.trusting_period),
    maxClockDrift: 0n,
  } as const;
  let trusted: TrustedBlock = parseTrustedBlock(initial);
  for (const [index, step] of input.entries()) {
    const untrusted = parseLightBlock(step.block);
    const verdict = verifyHeader(untrusted, trusted, options, parseTime(step.now));
    expect.soft({ index, status: verdict.status }).toEqual({ index, status: VERDICTS[step.verdict] });
    if (verdict.status === 'valid') trusted = untrusted;
  }
});
