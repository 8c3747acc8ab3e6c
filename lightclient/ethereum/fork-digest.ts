/** The short names that forks have on the network. @module */
import { sha256 as portableSha256 } from '@noble/hashes/sha2.js';
import { concatBytes, equalBytes } from '../codec/index.ts';
import { UINT64 } from '../proofs/index.ts';
import type { BeaconConfig } from './config.ts';
import { computeForkVersion, forkAtEpoch } from './fork-schedule.ts';
import { computeForkDataRoot } from './signing.ts';
import type { LightClientFork } from './types.ts';

const DIGEST_SIZE = 4;

/** The context bytes of messages of an epoch. From Fulu on they depend on the blob schedule. Spec: `specs/fulu/beacon-chain.md`. */
export function computeForkDigest(config: BeaconConfig, epoch: bigint): Uint8Array {
  const root = computeForkDataRoot(computeForkVersion(config, epoch), config.genesisValidatorsRoot);
  const fulu = config.forks.find(({ name }) => name === 'fulu');
  if (fulu === undefined || epoch < fulu.epoch) return root.subarray(0, DIGEST_SIZE);
  const blobs = config.blobSchedule?.findLast((entry) => entry.epoch <= epoch);
  if (blobs === undefined) throw new RangeError(`blobSchedule: want an entry for epoch ${epoch}, got none`);
  const mask = portableSha256(concatBytes(UINT64.encode(blobs.epoch), UINT64.encode(blobs.maxBlobsPerBlock)));
  return root.subarray(0, DIGEST_SIZE).map((byte, at) => byte ^ (mask[at] ?? 0));
}

/** The fork that a digest stands for; undefined for that of another chain or of a time before Altair. */
export function forkOfDigest(config: BeaconConfig, digest: Uint8Array): LightClientFork | undefined {
  const changes = [...config.forks, ...(config.blobSchedule ?? [])].map(({ epoch }) => epoch);
  for (const epoch of changes) {
    const { name } = forkAtEpoch(config, epoch);
    if (name !== 'phase0' && equalBytes(computeForkDigest(config, epoch), digest)) return name;
  }
  return undefined;
}
