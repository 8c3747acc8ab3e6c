import { fromHex, toHex } from '@causeway/lightclient/codec';
import {
  type BeaconConfig,
  computeEpochAtSlot,
  computeForkDigest,
  computeForkVersion,
  computeSlotAtTime,
  computeStartSlotAtEpoch,
  computeSyncCommitteeDomain,
  computeSyncCommitteePeriodAtSlot,
  computeTimeAtSlot,
  FORK_TABLE,
  forkAtEpoch,
  forkAtSlot,
  forkOfDigest,
  forkRowAtSlot,
  isOlderFork,
  NETWORKS,
} from '@causeway/lightclient/ethereum';
import { expect, test } from 'vitest';

const { mainnet, sepolia } = NETWORKS;

test('finds the fork of a slot, the first and the last of each', () => {
  expect(forkAtSlot(mainnet, 0n)).toBe('altair'); // there is nothing for phase0
  expect(forkAtSlot(mainnet, 194_048n * 32n - 1n)).toBe('bellatrix');
  expect(forkAtSlot(mainnet, 194_048n * 32n)).toBe('capella');
  expect(forkAtSlot(sepolia, 353_024n * 32n)).toBe('gloas');
  expect(forkRowAtSlot(mainnet, 364_032n * 32n)).toBe(FORK_TABLE.electra);
  expect(computeForkVersion(mainnet, 74_239n)).toEqual(fromHex('00000000'));
  expect(computeForkVersion(mainnet, 74_240n)).toEqual(fromHex('01000000'));
});

test('takes the last of the forks that begin with one epoch', () => {
  const forks = mainnet.forks.slice(0, 5).map((fork) => ({ ...fork, epoch: 0n }));
  expect(forkAtEpoch({ forks }, 0n).name).toBe('deneb');
  expect(() => forkAtEpoch({ forks: [] }, 0n)).toThrow(RangeError);
});

test('says which objects have to be upgraded', () => {
  expect(isOlderFork('altair', 'bellatrix')).toBe(false);
  expect(isOlderFork('electra', 'fulu')).toBe(false);
  expect(isOlderFork('deneb', 'electra')).toBe(true);
  expect(isOlderFork('gloas', 'altair')).toBe(false);
});

// Digests of the specification's own test `test_compute_fork_digest`.
const DIGESTS = [
  [9n, '06000000', 0, 'ab3ae6c8'],
  [99n, '06000000', 0, 'ab3ae6c8'],
  [100n, '06000000', 0, 'df67557b'],
  [199n, '06000000', 0, '8ab38b59'],
  [200n, '06000000', 0, 'd9b81438'],
  [299n, '06000000', 0, '4ef32a62'],
  [301n, '06000000', 0, 'ca100d64'],
  [9n, '06000000', 1, '89671111'],
  [9n, '06000000', 2, 'f49b0e24'],
  [100n, '06000000', 3, 'f209fdfc'],
] as const;

test.each(DIGESTS)('computes the digest of epoch %s under version %s and root %s', (epoch, version, root, digest) => {
  const schedule: readonly (readonly [number, number])[] = [
    [0, 9],
    [9, 9],
    [100, 100],
    [150, 175],
    [200, 200],
    [250, 275],
    [300, 300],
  ];
  const config: BeaconConfig = {
    ...mainnet,
    genesisValidatorsRoot: new Uint8Array(32).fill(root),
    forks: [{ name: 'fulu', version: fromHex(version), epoch: 0n }],
    blobSchedule: schedule.map(([at, most]) => ({ epoch: BigInt(at), maxBlobsPerBlock: BigInt(most) })),
  };
  expect(toHex(computeForkDigest(config, epoch))).toBe(digest);
  expect(forkOfDigest(config, fromHex(digest))).toBe('fulu');
});

test('knows the digests of the main network', () => {
  expect(toHex(computeForkDigest(mainnet, 200_000n))).toBe('bba4da96');
  expect(forkOfDigest(mainnet, fromHex('bba4da96'))).toBe('capella');
  expect(forkOfDigest(mainnet, computeForkDigest(mainnet, 420_000n))).toBe('fulu');
  expect(forkOfDigest(sepolia, fromHex('bba4da96'))).toBeUndefined();
  expect(forkOfDigest(mainnet, computeForkDigest(mainnet, 0n))).toBeUndefined(); // phase0
});

test('needs a blob schedule from Fulu on', () => {
  const { blobSchedule: _, ...config } = mainnet;
  expect(() => computeForkDigest(config, 411_392n)).toThrow(RangeError);
  expect(toHex(computeForkDigest(config, 411_391n))).toBe(toHex(computeForkDigest(mainnet, 411_391n)));
});

test('takes the domain of the fork in force one slot before the signature', () => {
  const first = 194_048n * 32n;
  expect(computeSyncCommitteeDomain(mainnet, first)).toEqual(computeSyncCommitteeDomain(mainnet, first - 1n));
  expect(computeSyncCommitteeDomain(mainnet, first + 1n)).not.toEqual(computeSyncCommitteeDomain(mainnet, first));
  expect(computeSyncCommitteeDomain(mainnet, 0n)).toEqual(computeSyncCommitteeDomain(mainnet, 1n));
  expect(toHex(computeSyncCommitteeDomain(mainnet, first + 1n).subarray(0, 8))).toBe('07000000bba4da96');
});

test('counts slots, epochs and periods', () => {
  expect(computeEpochAtSlot(mainnet, 63n)).toBe(1n);
  expect(computeStartSlotAtEpoch(mainnet, 2n)).toBe(64n);
  expect(computeSyncCommitteePeriodAtSlot(mainnet, 8191n)).toBe(0n);
  expect(computeSyncCommitteePeriodAtSlot(mainnet, 8192n)).toBe(1n);
  const start = computeTimeAtSlot(mainnet, 5n);
  expect(start).toBe(1_606_824_083_000_000_000n);
  expect(computeSlotAtTime(mainnet, start)).toBe(5n);
  expect(computeSlotAtTime(mainnet, start - 1n)).toBe(4n);
  expect(computeSlotAtTime(mainnet, 0n)).toBe(0n);
});
