import {
  createPortableBls,
  initializeLightClientStore,
  LIGHT_CLIENT_FORKS,
  type LightClientFork,
} from '@causeway/lightclient/ethereum';
import { expect, test } from 'vitest';
import { buildBootstrap, buildCommittee, buildConfig } from '../../../support/build-light-client.ts';

const config = buildConfig('electra');
const { trustedBlockRoot, bootstrap } = buildBootstrap(config, 16n);
const ZERO = new Uint8Array(32);

test.each(LIGHT_CLIENT_FORKS)('begins a store of %s with the block that is trusted', (fork: LightClientFork) => {
  const chain = buildConfig(fork);
  const base = buildBootstrap(chain, 16n);
  const { verdict, store } = initializeLightClientStore(base.trustedBlockRoot, base.bootstrap, { config: chain });
  expect(verdict).toEqual({ status: 'valid' });
  expect(store).toEqual({
    fork,
    finalizedHeader: base.bootstrap.header,
    optimisticHeader: base.bootstrap.header,
    currentSyncCommittee: base.bootstrap.currentSyncCommittee,
    previousMaxActiveParticipants: 0,
    currentMaxActiveParticipants: 0,
  });
});

const { header, currentSyncCommittee: committee, currentSyncCommitteeBranch: branch } = bootstrap;
if (header.shape !== 'deneb') throw new Error('Electra headers have a payload');

test.each([
  ['block-root-mismatch', { ...bootstrap, header: { ...header, beacon: { ...header.beacon, slot: 17n } } }],
  [
    'execution-branch-root-mismatch',
    { ...bootstrap, header: { ...header, execution: { ...header.execution, gasUsed: 1n } } },
  ],
  [
    'execution-branch-too-long',
    { ...bootstrap, header: { ...header, executionBranch: [...header.executionBranch, ZERO] } },
  ],
  ['wrong-header-shape', { ...bootstrap, header: { shape: 'beacon' as const, beacon: header.beacon } }],
  ['bad-committee-size', { ...bootstrap, currentSyncCommittee: { ...committee, pubkeys: committee.pubkeys.slice(1) } }],
  ['current-sync-committee-branch-root-mismatch', { ...bootstrap, currentSyncCommittee: buildCommittee(1) }],
  ['current-sync-committee-branch-root-mismatch', { ...bootstrap, currentSyncCommitteeBranch: branch.with(0, ZERO) }],
  ['current-sync-committee-branch-too-short', { ...bootstrap, currentSyncCommitteeBranch: branch.slice(0, -1) }],
  ['current-sync-committee-branch-too-long', { ...bootstrap, currentSyncCommitteeBranch: [ZERO, ...branch] }],
])('rejects a spoiled bootstrap (%s)', (code, spoiled) => {
  const result = initializeLightClientStore(trustedBlockRoot, spoiled, { config });
  expect(result.verdict).toMatchObject({ status: 'invalid', reason: { code } });
  expect(result.store).toBeUndefined();
});

test('checks the keys of the committee where it is given a verifier', () => {
  const bls = createPortableBls();
  expect(initializeLightClientStore(trustedBlockRoot, bootstrap, { config, bls }).verdict.status).toBe('valid');
  const refusing = {
    ...bls,
    checkCommittee: () => ({ status: 'invalid', reason: { code: 'bad-public-key', want: '', got: '' } }) as const,
  };
  expect(initializeLightClientStore(trustedBlockRoot, bootstrap, { config, bls: refusing }).verdict).toMatchObject({
    reason: { code: 'bad-public-key' },
  });
});

test('begins a store of a later fork, never of an earlier one', () => {
  const later = initializeLightClientStore(trustedBlockRoot, bootstrap, { config, fork: 'gloas' });
  expect(later.store?.finalizedHeader.shape).toBe('gloas');
  expect(() => initializeLightClientStore(trustedBlockRoot, bootstrap, { config, fork: 'deneb' })).toThrow(RangeError);
});
