/** `causeway verify` under spoiled requests: a verdict or an error that names the field, never anything else. @module */
import { DecodeError } from '@causeway/lightclient/codec';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeEthProof } from '../../relayer/cli/verify/ethereum/judge-eth-proof.ts';
import { createClientMessageJudge } from '../../relayer/cli/verify/judge-client-message.ts';
import { judgeMembership, judgeNonMembership } from '../../relayer/cli/verify/judge-membership.ts';
import { createTendermintJudge } from '../../relayer/cli/verify/judge-tendermint.ts';
import type { Judge } from '../../relayer/cli/verify/judgement.ts';
import { clientMessageCases } from '../support/client-message-requests.ts';
import { lodestarCases, mainnetCases, storageCases } from '../support/eth-proof-requests.ts';
import { celestiaCases, modelBasedCases, proofCases } from '../support/verify-requests.ts';

const SEED = 20_261_128;

/** Names that every object has, numbers at the edges, and texts that look like what is wanted. */
const oddValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    'constructor',
    '__proto__',
    '0x',
    '0x0',
    '-1',
    '9'.repeat(30),
    '1/0',
    '-1h',
    'AAA=',
    '\ud800',
    '\u0000',
  ),
  fc.constantFrom('0000-01-01T00:00:00Z', '2024-02-30T00:00:00Z', '9999-12-31T23:59:59.999999999-23:59'),
  fc.constantFrom(-1, 1.5, 2 ** 53, 1e308),
);

/** Changes, removes or doubles one value at a depth that the steps choose. */
function spoil(value: unknown, steps: readonly number[], odd: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return odd;
  if (typeof value === 'string') return spoilText(value, step, typeof odd === 'string' ? odd.slice(0, 1) : '');
  if (Array.isArray(value) && value.length > 0) {
    const at = step % value.length;
    return value.map((entry: unknown, index) => (index === at ? spoil(entry, rest, odd) : entry));
  }
  if (typeof value !== 'object' || value === null) return odd;
  const entries: readonly [string, unknown][] = Object.entries(value);
  const at = step % Math.max(entries.length, 1);
  return Object.fromEntries(
    entries.map(([name, entry], index) => [name, index === at ? spoil(entry, rest, odd) : entry]),
  );
}

function spoilText(text: string, step: number, letter: string): string {
  const at = step % (text.length + 1);
  return text.slice(0, at) + letter + text.slice(at + (step % 3));
}

const judgeTendermint = createTendermintJudge();
const judgeClientMessage = createClientMessageJudge();
const requests: readonly (readonly [Judge, object])[] = [
  ...[...modelBasedCases(), ...celestiaCases()].map(({ request }) => [judgeTendermint, request] as const),
  ...clientMessageCases().map(({ request }) => [judgeClientMessage, request] as const),
  ...[...lodestarCases(), ...mainnetCases(), ...storageCases()].map(({ request }) => [judgeEthProof, request] as const),
  ...proofCases().map(
    ({ kind, request }) => [kind === 'membership' ? judgeMembership : judgeNonMembership, request] as const,
  ),
];

test('a spoiled request gets a verdict that can be printed, or a DecodeError of moderate length', () => {
  // As often a whole field as something deep inside one.
  const steps = fc.oneof(fc.tuple(fc.nat()), fc.array(fc.nat(), { minLength: 2, maxLength: 7 }));
  fc.assert(
    fc.property(fc.nat(), steps, oddValue, (which, path, odd) => {
      const [judge, request] = requests[which % requests.length] ?? [judgeMembership, {}];
      const spoiled = spoil(request, path, odd);
      try {
        const { verdict } = judge({ ...(typeof spoiled === 'object' ? spoiled : {}) });
        expect(['valid', 'invalid', 'not-enough-trust']).toContain(verdict);
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
        expect(error.message.length).toBeLessThan(600);
      }
    }),
    { seed: SEED, numRuns: 3000 },
  );
});
