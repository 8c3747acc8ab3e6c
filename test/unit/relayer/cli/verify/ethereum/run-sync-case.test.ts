import { createNativeBls, nativeSha256 } from '@causeway/lightclient/native';
import { expect, test } from 'vitest';
import { runSyncCase } from '../../../../../../relayer/cli/verify/ethereum/run-sync-case.ts';
import { listSpecCases } from '../../../../../support/spec-cases.ts';

const options = { bls: createNativeBls().verifier, sha256: nativeSha256 };
const cases = listSpecCases('sync');

test.each(cases)('accepts $title', ({ files }) => {
  expect(runSyncCase(files, options)).toMatchObject({ verdict: { status: 'valid' } });
});

test('takes the store’s fork from its digest as well, as older cases have it', () => {
  const { files } = cases.find(({ title }) => title === 'capella deneb_fork') ?? {
    files: new Map<string, Uint8Array>(),
  };
  const older = new Map(files);
  for (const name of ['meta.yaml', 'steps.yaml']) {
    const text = new TextDecoder().decode(files.get(name));
    const byDigest = text
      .replace("store_fork_version: '0x03000001'", "store_fork_digest: '0x856842be'")
      .replace("store_fork_version: '0x04000001'", "store_fork_digest: '0x0cbce901'");
    expect(byDigest).not.toBe(text);
    older.set(name, new TextEncoder().encode(byDigest));
  }
  expect(runSyncCase(older, options)).toMatchObject({ verdict: { status: 'valid' } });
});
