import { DecodeError } from '@causeway/lightclient';
import {
  decodeLightClientBootstrap,
  decodeLightClientUpdate,
  FORK_TABLE,
  type LightClientBootstrap,
  type LightClientFork,
  type LightClientUpdate,
  lightClientTypes,
} from '@causeway/lightclient/ethereum';
import { createNativeBls, nativeSha256 } from '@causeway/lightclient/native';
import { describe, expect, test } from 'vitest';
import { runSyncCase } from '../../../../../../relayer/cli/verify/ethereum/run-sync-case.ts';
import { unpackSnappy } from '../../../../../../relayer/cli/verify/ethereum/snappy.ts';
import { createBeaconConfig } from '../../../../../support/beacon-config.ts';
import { packSnappy } from '../../../../../support/pack-snappy.ts';
import { type CaseFiles, listSpecCases } from '../../../../../support/spec-cases.ts';

const options = { bls: createNativeBls().verifier, sha256: nativeSha256 };
const ONE = new Uint8Array(32).fill(1);

/** The folder's fork, by which its objects are read; the official cases are of Deneb. */
const forkOf = (title: string) => title.replace('official ', '').split(' ')[0] as LightClientFork;

const cases = listSpecCases('sync')
  .filter(({ title }) => title.endsWith(' light_client_sync'))
  .map(({ title, files }) => ({
    title,
    files,
    fork: forkOf(title),
  }));

const text = (files: CaseFiles, name: string) => new TextDecoder().decode(files.get(name));

function replaceText(files: CaseFiles, name: string, from: string | RegExp, to: string): CaseFiles {
  const before = text(files, name);
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${name}: want ${from} in it`);
  return new Map(files).set(name, new TextEncoder().encode(after));
}

function replaceObject(files: CaseFiles, name: string, spoil: (bytes: Uint8Array) => Uint8Array): CaseFiles {
  const packed = files.get(name);
  if (packed === undefined) throw new Error(`${name}: want a file of the case`);
  return new Map(files).set(name, packSnappy(spoil(unpackSnappy(packed, name))));
}

/** The update of the first step. */
function firstUpdate(files: CaseFiles): string {
  return `${/update:\s+(update_0x[0-9a-f]+_\w+)/.exec(text(files, 'steps.yaml'))?.[1]}.ssz_snappy`;
}

function spoilUpdate(
  files: CaseFiles,
  fork: LightClientFork,
  spoil: (update: LightClientUpdate) => LightClientUpdate,
): CaseFiles {
  const context = { config: createBeaconConfig({ [fork]: 0n }), fork };
  const { update } = lightClientTypes(fork, 32);
  return replaceObject(files, firstUpdate(files), (bytes) =>
    update.encode(spoil(decodeLightClientUpdate(bytes, context))),
  );
}

function spoilBootstrap(
  files: CaseFiles,
  fork: LightClientFork,
  spoil: (it: LightClientBootstrap) => LightClientBootstrap,
): CaseFiles {
  const context = { config: createBeaconConfig({ [fork]: 0n }), fork };
  const { bootstrap } = lightClientTypes(fork, 32);
  return replaceObject(files, 'bootstrap.ssz_snappy', (bytes) =>
    bootstrap.encode(spoil(decodeLightClientBootstrap(bytes, context))),
  );
}

const flip = (bytes: Uint8Array, at: number) => bytes.with(at, (bytes[at] ?? 0) ^ 1);

const spoiledUpdates: Readonly<Record<string, (update: LightClientUpdate) => LightClientUpdate>> = {
  'wrong-signature': (update) => ({
    ...update,
    attestedHeader: { ...update.attestedHeader, beacon: { ...update.attestedHeader.beacon, proposerIndex: 99n } },
  }),
  'too-few-participants': (update) => ({
    ...update,
    syncAggregate: { ...update.syncAggregate, syncCommitteeBits: new Uint8Array(4) },
  }),
  'bad-signature-encoding': (update) => ({
    ...update,
    syncAggregate: { ...update.syncAggregate, syncCommitteeSignature: new Uint8Array(96) },
  }),
  'finality-branch-root-mismatch': (update) => ({
    ...update,
    ...(update.finality && { finality: { ...update.finality, branch: update.finality.branch.with(3, ONE) } }),
  }),
  'next-sync-committee-branch-root-mismatch': (update) => ({
    ...update,
    ...(update.nextSyncCommittee && {
      nextSyncCommittee: { ...update.nextSyncCommittee, branch: update.nextSyncCommittee.branch.with(0, ONE) },
    }),
  }),
  'signature-slot-not-after-attested': (update) => ({ ...update, signatureSlot: update.attestedHeader.beacon.slot }),
  'signature-slot-in-future': (update) => ({ ...update, signatureSlot: update.signatureSlot + 1000n }),
};

describe.each(cases)('$title', ({ files, fork }) => {
  test('accepts the case as it is', () => {
    expect(runSyncCase(files, options)).toMatchObject({ verdict: { status: 'valid' } });
  });

  test.each(Object.entries(spoiledUpdates))('rejects an update (%s)', (code, spoil) => {
    const result = runSyncCase(spoilUpdate(files, fork, spoil), options);
    expect(result).toMatchObject({ verdict: { status: 'invalid', reason: { code } }, at: 'steps[0].process_update' });
  });

  test('rejects an update that too few signed for what the case says of it', () => {
    // One bit less is another message than was signed; whoever skips the signature finds the wrong header here.
    const spoiled = spoilUpdate(files, fork, (update) => ({
      ...update,
      syncAggregate: { ...update.syncAggregate, syncCommitteeBits: Uint8Array.of(255, 255, 0, 0) },
    }));
    expect(runSyncCase(spoiled, options)).toMatchObject({ verdict: { reason: { code: 'wrong-signature' } } });
    const credulous = {
      ...options,
      bls: { ...options.bls, verifySyncAggregate: () => ({ status: 'valid' }) as const },
    };
    expect(runSyncCase(spoiled, credulous)).toMatchObject({ verdict: { reason: { code: 'case-slot-mismatch' } } });
  });

  test('rejects a bootstrap of another committee or block', () => {
    const other = spoilBootstrap(files, fork, (it) => ({
      ...it,
      currentSyncCommitteeBranch: it.currentSyncCommitteeBranch.with(1, ONE),
    }));
    expect(runSyncCase(other, options)).toMatchObject({
      verdict: { reason: { code: 'current-sync-committee-branch-root-mismatch' } },
      at: 'bootstrap',
    });
    const untrusted = replaceText(files, 'meta.yaml', /trusted_block_root: '0x../, "trusted_block_root: '0xff");
    expect(runSyncCase(untrusted, options)).toMatchObject({ verdict: { reason: { code: 'block-root-mismatch' } } });
  });

  test('refuses a case whose digests are of another fork version', () => {
    const otherVersion = replaceText(
      files,
      'config.yaml',
      new RegExp(`(${fork.toUpperCase()}_FORK_VERSION: 0x)..`),
      '$1ee',
    );
    expect(() => runSyncCase(otherVersion, options)).toThrow(DecodeError); // no digest of the case fits any more
  });

  test('says where the store is not what the case says', () => {
    const slot = replaceText(files, 'steps.yaml', /slot: 24\b/, 'slot: 25');
    expect(runSyncCase(slot, options)).toMatchObject({
      verdict: { reason: { code: 'case-slot-mismatch' } },
      at: 'steps[0].process_update',
    });
    const root = replaceText(files, 'steps.yaml', /beacon_root: '0x../, "beacon_root: '0xff");
    expect(runSyncCase(root, options)).toMatchObject({ verdict: { reason: { code: 'case-beacon-root-mismatch' } } });
    if (FORK_TABLE[fork].shape === 'beacon') return;
    const execution = replaceText(files, 'steps.yaml', /execution_root: '0x../, "execution_root: '0xff");
    expect(runSyncCase(execution, options)).toMatchObject({
      verdict: { reason: { code: 'case-execution-root-mismatch' } },
    });
  });
});

const [{ files } = { files: new Map<string, Uint8Array>() as CaseFiles }] = cases;

test.each([
  ['a missing file', () => new Map([...files].filter(([name]) => name !== 'meta.yaml'))],
  ['a missing update', () => new Map([...files].filter(([name]) => name !== firstUpdate(files)))],
  ['YAML that is none', () => new Map(files).set('meta.yaml', new TextEncoder().encode('a: [1'))],
  ['a step of an unknown kind', () => replaceText(files, 'steps.yaml', 'process_update', 'process_block')],
  [
    'a digest of no fork',
    () => replaceText(files, 'meta.yaml', /bootstrap_fork_digest: '0x../, "bootstrap_fork_digest: '0xff"),
  ],
  ['a slot that is no integer', () => replaceText(files, 'steps.yaml', /current_slot: 41/, 'current_slot: 0x29')],
  ['an update that is cut off', () => replaceObject(files, firstUpdate(files), (bytes) => bytes.subarray(0, 1000))],
  [
    'an update with bytes after its end',
    () => replaceObject(files, firstUpdate(files), (bytes) => Uint8Array.of(...bytes, ...new Uint8Array(40))),
  ],
  [
    'a snappy block that is cut off',
    () => new Map(files).set(firstUpdate(files), (files.get(firstUpdate(files)) ?? ONE).subarray(0, -5)),
  ],
  [
    'a bit beyond the announced length',
    () => new Map(files).set(firstUpdate(files), flip(files.get(firstUpdate(files)) ?? ONE, 0)),
  ],
])('refuses a case with %s', (_, spoil) => {
  expect(() => runSyncCase(spoil(), options)).toThrow(DecodeError);
});
