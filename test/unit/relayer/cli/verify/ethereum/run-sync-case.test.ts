import { createNativeBls, nativeSha256 } from '@causeway/lightclient/native';
import { expect, test } from 'vitest';
import { runSyncCase } from '../../../../../../relayer/cli/verify/ethereum/run-sync-case.ts';
import { listSpecCases } from '../../../../../support/spec-cases.ts';

const options = { bls: createNativeBls().verifier, sha256: nativeSha256 };
const cases = listSpecCases('sync');

test.each(cases)('accepts $title', ({ files }) => {
  expect(runSyncCase(files, options)).toMatchObject({ verdict: { status: 'valid' } });
});
