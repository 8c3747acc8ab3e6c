import {
  computeSyncCommitteeSigningRoot,
  FORK_TABLE,
  forkAtSlot,
  hashBeaconBlockHeader,
  LIGHT_CLIENT_FORKS,
  type LightClientUpdate,
  parseBeaconConfig,
  parseBeaconGenesis,
} from '@causeway/lightclient/ethereum';
import { createNativeBls } from '@causeway/lightclient/native';
import { verifyMerkleBranch } from '@causeway/lightclient/proofs';
import { describe, expect, test } from 'vitest';
import { createBeaconConfig, formatBeaconGenesis, formatBeaconSpec } from '../../support/beacon-config.ts';
import { hashCommittee } from '../../support/beacon-header.ts';
import { type BeaconChain, buildBeaconChain } from '../../support/build-beacon-chain.ts';

const bls = createNativeBls().verifier;

/** By other means than those of verification, which is tested with what this builds. */
function expectRight({ config, committeeOf, periodOf }: BeaconChain, update: LightClientUpdate): void {
  const { attestedHeader, nextSyncCommittee, finality, syncAggregate, signatureSlot } = update;
  const { slot, stateRoot: root } = attestedHeader.beacon;
  const row = FORK_TABLE[forkAtSlot(config, slot)];
  if (nextSyncCommittee !== undefined) {
    const { committee, branch } = nextSyncCommittee;
    const leaf = hashCommittee(committee);
    expect(verifyMerkleBranch({ leaf, branch, root, gindex: row.nextSyncCommitteeGindex }).status).toBe('valid');
    expect(bls.checkCommittee(committee.pubkeys, committee.aggregatePubkey).status).toBe('valid');
  }
  if (finality !== undefined) {
    const { header, branch } = finality;
    const leaf = header.beacon.slot === 0n ? new Uint8Array(32) : hashBeaconBlockHeader(header.beacon);
    expect(verifyMerkleBranch({ leaf, branch, root, gindex: row.finalizedRootGindex }).status).toBe('valid');
  }
  const signingRoot = computeSyncCommitteeSigningRoot(config, attestedHeader.beacon, signatureSlot);
  const { syncCommitteeBits: bits, syncCommitteeSignature: signature } = syncAggregate;
  const { pubkeys } = committeeOf(periodOf(signatureSlot)).committee;
  expect(bls.verifySyncAggregate(pubkeys, bits, signingRoot, signature)).toEqual({ status: 'valid' });
}

describe.each(LIGHT_CLIENT_FORKS)('a chain of %s', (fork) => {
  const chain = buildBeaconChain({ config: createBeaconConfig({ [fork]: 0n }) });

  test('has updates that are right, in the shape of the fork', () => {
    for (const attestedSlot of [5n, 40n, 63n, 64n, 130n]) {
      const update = chain.updateAt({ attestedSlot });
      expect(update.attestedHeader.shape).toBe(FORK_TABLE[fork].shape);
      expect(update.finality?.header.shape).toBe(FORK_TABLE[fork].shape);
      expectRight(chain, update);
    }
  });

  test('has bootstraps that are right', () => {
    const { header, currentSyncCommittee, currentSyncCommitteeBranch: branch } = chain.bootstrapAt(70n);
    expect(currentSyncCommittee).toBe(chain.committeeOf(1n).committee);
    const gindex = FORK_TABLE[fork].currentSyncCommitteeGindex;
    const leaf = hashCommittee(currentSyncCommittee);
    expect(verifyMerkleBranch({ leaf, branch, root: header.beacon.stateRoot, gindex }).status).toBe('valid');
  });
});

test('shows older headers in the shape of the attested one', () => {
  const chain = buildBeaconChain({
    config: createBeaconConfig({ bellatrix: 0n, capella: 4n, deneb: 8n, electra: 12n, fulu: 16n, gloas: 20n }),
  });
  for (const epoch of [4n, 8n, 12n, 16n, 20n]) {
    const update = chain.updateAt({ attestedSlot: epoch * 8n + 3n });
    expect(update.finality?.header.beacon.slot).toBe((epoch - 2n) * 8n);
    expect(update.finality?.header.shape).toBe(update.attestedHeader.shape);
    expectRight(chain, update);
  }
});

test('signs as few as it is told, with the committee and for the fork it is told', () => {
  const chain = buildBeaconChain();
  const base = { attestedSlot: 20n };
  expect(chain.updateAt({ ...base, participants: 3 }).syncAggregate.syncCommitteeBits).toEqual(
    Uint8Array.of(7, 0, 0, 0),
  );
  expect(chain.updateAt({ ...base, participants: (index) => index === 8 }).syncAggregate.syncCommitteeBits).toEqual(
    Uint8Array.of(0, 1, 0, 0),
  );
  const right = chain.updateAt(base).syncAggregate;
  const { signers } = chain.committeeOf(1n);
  expect(chain.updateAt({ ...base, signers }).syncAggregate).not.toEqual(right);
  expect(chain.updateAt({ ...base, config: createBeaconConfig({ deneb: 0n }) }).syncAggregate).not.toEqual(right);
});

test('leaves out what it is told to leave out', () => {
  const chain = buildBeaconChain();
  expect(Object.keys(chain.updateAt({ attestedSlot: 20n, nextCommittee: false }))).not.toContain('nextSyncCommittee');
  expect(Object.keys(chain.updateAt({ attestedSlot: 20n, finalizedSlot: null }))).not.toContain('finality');
  expect(Object.keys(chain.optimisticUpdateAt({ attestedSlot: 20n })).sort()).toEqual([
    'attestedHeader',
    'signatureSlot',
    'syncAggregate',
  ]);
});

test('forks share the blocks before, and differ from then on', () => {
  const chain = buildBeaconChain();
  const other = chain.fork({ name: 'other', since: 70n, committees: true });
  expect(other.blockAt(69n).beacon).toEqual(chain.blockAt(69n).beacon);
  expect(other.blockAt(70n).root).not.toEqual(chain.blockAt(70n).root);
  expect(other.committeeOf(1n).committee).toEqual(chain.committeeOf(1n).committee);
  expect(other.committeeOf(2n).committee).not.toEqual(chain.committeeOf(2n).committee);
  for (const attestedSlot of [60n, 100n, 150n]) expectRight(other, other.updateAt({ attestedSlot }));
});

test('a block with another finalized slot is another block', () => {
  const chain = buildBeaconChain();
  const update = chain.updateAt({ attestedSlot: 60n, finalizedSlot: 16n });
  expect(update.finality?.header.beacon.slot).toBe(16n);
  expect(update.attestedHeader.beacon.stateRoot).not.toEqual(chain.blockAt(60n).beacon.stateRoot);
  expectRight(chain, update);
});

test('a node that answers the configuration is understood', () => {
  const config = createBeaconConfig({ capella: 0n, deneb: 16n, electra: 24n });
  const genesis = parseBeaconGenesis(formatBeaconGenesis(config));
  expect(parseBeaconConfig(formatBeaconSpec(config), genesis)).toEqual(config);
});
