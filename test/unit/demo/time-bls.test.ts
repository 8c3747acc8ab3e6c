/** The demo's clock around signature checks. @module */
import type { BlsVerifier } from '@causeway/lightclient/ethereum';
import { expect, test } from 'vitest';
import { timeBls } from '../../demo/time-bls.ts';

test('adds up what calls take, gives verdicts on unchanged, and begins anew', () => {
  let clock = 0;
  const verifier: BlsVerifier = {
    checkCommittee: () => {
      clock += 30;
      return { status: 'valid' };
    },
    verifySyncAggregate: () => {
      clock += 4;
      return { status: 'invalid', reason: { code: 'wrong-signature', want: 'a', got: 'b' } };
    },
  };
  const timed = timeBls(verifier, () => clock);
  const nothing = new Uint8Array(0);
  expect(timed.verifier.checkCommittee([], nothing)).toEqual({ status: 'valid' });
  expect(timed.verifier.verifySyncAggregate([], nothing, nothing, nothing)).toMatchObject({ status: 'invalid' });
  clock += 1_000;
  expect([timed.take(), timed.take()]).toEqual([34, 0]);
});
