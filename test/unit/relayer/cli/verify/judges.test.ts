/** `causeway verify` on published vectors and on spoiled requests. @module */
import { DecodeError, toHex } from '@causeway/lightclient/codec';
import { describe, expect, test } from 'vitest';
import { createClientMessageJudge } from '../../../../../relayer/cli/verify/judge-client-message.ts';
import { judgeMembership, judgeNonMembership } from '../../../../../relayer/cli/verify/judge-membership.ts';
import { createTendermintJudge } from '../../../../../relayer/cli/verify/judge-tendermint.ts';
import { readPath } from '../../../../../relayer/cli/verify/request.ts';
import { clientMessageCases } from '../../../../support/client-message-requests.ts';
import { celestiaCases, modelBasedCases, proofCases } from '../../../../support/verify-requests.ts';

const judgeTendermint = createTendermintJudge();

describe('verify tendermint', () => {
  test.each([...modelBasedCases(), ...celestiaCases()])('judges $id as $want', ({ want, request }) => {
    expect(judgeTendermint(request)).toMatchObject({ verdict: want });
  });

  const [valid] = celestiaCases().filter(({ id }) => id.startsWith('mocha-4 10000 to 10500'));
  const request = valid?.request ?? {};

  test('takes the next set by default and the current one where there is no other', () => {
    const { trustedValidators: _, ...open } = request;
    expect(judgeTendermint(open)).toEqual({ verdict: 'valid' });
    const trusted = { ...toObject(request.trusted), next_validator_set: undefined };
    expect(judgeTendermint({ ...open, trusted })).toEqual({ verdict: 'valid' });
    expect(judgeTendermint({ ...request, trusted })).toMatchObject({ reason: { code: 'trusted-validators-missing' } });
  });

  test('null stands for the default of what may be left out', () => {
    const open = { ...request, maxClockDrift: null, trustLevel: null, trustedValidators: null };
    expect(judgeTendermint(open)).toEqual({ verdict: 'valid' });
    expect(() => judgeTendermint({ ...request, trustingPeriod: null })).toThrow(
      'trustingPeriod: want a text, got null',
    );
  });

  test('gives the power that signed when it is not enough', () => {
    const [short] = celestiaCases().filter(({ want }) => want === 'not-enough-trust');
    expect(judgeTendermint(short?.request ?? {})).toEqual({
      verdict: 'not-enough-trust',
      reason: { code: 'not-enough-trust', want: 'more than 2/3 of 50000000', got: '25000000' },
      signed: '25000000',
      total: '50000000',
    });
  });

  test.each([
    ['chainId', undefined],
    ['chainId', 5],
    ['trusted', undefined],
    ['untrusted', {}],
    ['untrusted', 'a text'],
    ['trustingPeriod', '14d'],
    ['trustingPeriod', '-1h'],
    ['trustingPeriod', 3600],
    ['maxClockDrift', ''],
    ['trustLevel', '1/4'],
    ['trustLevel', '0.34'],
    ['trustedValidators', 'both'],
    ['now', 'today'],
    ['now', '2023-09-07T12:46:01.2289136861Z'],
    ['now', '2023-02-30T00:00:00Z'],
  ])('rejects %s %j as malformed', (field, value) => {
    expect(() => judgeTendermint({ ...request, [field]: value })).toThrow(DecodeError);
  });
});

describe('verify membership and non-membership', () => {
  test.each(proofCases())('judges $id as $want', ({ kind, want, request }) => {
    const judge = kind === 'membership' ? judgeMembership : judgeNonMembership;
    expect(judge(request)).toMatchObject({ verdict: want });
  });

  const [valid] = proofCases();
  const request = valid?.request ?? {};

  test('rejects a path of another length (path-length)', () => {
    for (const path of ['ibc', `${String(request.path)}/0x00`]) {
      expect(judgeMembership({ ...request, path })).toMatchObject({ reason: { code: 'path-length' } });
    }
  });

  test('judges a batch proof as the wrong kind', () => {
    // MerkleProof{proofs: [CommitmentProof{batch: {}}, CommitmentProof{batch: {}}]}
    expect(judgeMembership({ ...request, proof: '0a021a000a021a00' })).toMatchObject({
      reason: { code: 'wrong-proof-kind' },
    });
  });

  test.each([
    ['root', 'xyz'],
    ['root', undefined],
    ['path', 'ibc/0x0'],
    ['path', 'ibc/\ud800'],
    ['value', '0'],
    ['value', undefined],
    ['proof', 'ff'],
    ['specs', 'iavl,unknown'],
    ['specs', 'iavl,constructor'],
    ['specs', Array.from({ length: 33 }, () => 'iavl').join(',')],
  ])('rejects %s %j as malformed', (field, value) => {
    expect(() => judgeMembership({ ...request, [field]: value })).toThrow(DecodeError);
  });
});

describe('verify client-message', () => {
  const judge = createClientMessageJudge();

  test.each(clientMessageCases())('judges $id as $want', ({ want, code, effect, request }) => {
    const judgement = judge(request);
    expect(judgement).toMatchObject({ verdict: want, ...(code === undefined ? {} : { reason: { code } }) });
    expect(judgement.effect).toBe(effect);
  });

  const [valid] = clientMessageCases();
  const request = { ...valid?.request };
  const [state] = valid?.request.consensusStates ?? [];

  test.each([
    ['clientState', '0aff'],
    ['clientState', undefined],
    ['clientState', '0x'],
    ['consensusStates', {}],
    ['consensusStates', [{ height: '20', value: '' }]],
    ['consensusStates', [{ height: '1-20' }]],
    ['consensusStates', [{ height: '1-20', value: '' }]],
    ['consensusStates', [state, state]],
    ['message', 'xx'],
    ['message', ''],
    ['message', `${valid?.request.message}00`],
    ['messageType', 'header'],
    ['messageType', undefined],
    ['messageType', 'Misbehaviour'],
    ['now', undefined],
  ])('rejects %s %j as malformed', (field, value) => {
    expect(() => judge({ ...request, [field]: value })).toThrow(DecodeError);
  });
});

describe('readPath', () => {
  test.each<[string, number, readonly string[]]>([
    ['ibc/key', 2, ['696263', '6b6579']],
    ['0x696263/0x6b6579', 2, ['696263', '6b6579']],
    [
      'ibc/clients/07-tendermint-0/clientState',
      2,
      ['696263', toHex(Buffer.from('clients/07-tendermint-0/clientState'))],
    ],
    ['key/with/slashes', 1, [toHex(Buffer.from('key/with/slashes'))]],
    ['a/b/c/d', 3, ['61', '62', '632f64']],
    ['ibc', 2, ['696263']],
    ['ibc/', 2, ['696263', '']],
    ['ibc/é', 2, ['696263', 'c3a9']],
    ['0x', 1, ['']],
    // One key too many, however many follow: hex holds no slashes.
    ['ibc/0x6b/0x79', 2, ['696263', '6b', '79']],
    ['ibc/0x6b/a/b/c', 2, ['696263', '6b', '61']],
    ['ibc/text/0x79', 2, ['696263', toHex(Buffer.from('text/0x79'))]],
  ])('accepts %s for %d stores', (path, count, want) => {
    expect(readPath({ path }, 'path', count).map(toHex)).toEqual(want);
  });
});

function toObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
