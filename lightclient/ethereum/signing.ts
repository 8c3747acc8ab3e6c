/** What a sync committee signs. Spec: consensus-specs `specs/phase0/beacon-chain.md`, "Domain", "Signing root". @module */
import { concatBytes } from '../codec/index.ts';
import { BYTES32, bytesType, containerType, type Sha256, UINT64 } from '../proofs/index.ts';
import type { BeaconConfig } from './config.ts';
import { computeForkVersion } from './fork-schedule.ts';
import { computeEpochAtSlot } from './slots.ts';
import type { BeaconBlockHeader } from './types.ts';

/** `DOMAIN_SYNC_COMMITTEE`. */
export const DOMAIN_SYNC_COMMITTEE: Uint8Array = Uint8Array.of(7, 0, 0, 0);

const ROOT_BYTES_IN_DOMAIN = 28;

export const BEACON_BLOCK_HEADER = containerType({
  slot: UINT64,
  proposerIndex: UINT64,
  parentRoot: BYTES32,
  stateRoot: BYTES32,
  bodyRoot: BYTES32,
});

const FORK_DATA = containerType({ currentVersion: bytesType(4), genesisValidatorsRoot: BYTES32 });

const SIGNING_DATA = containerType({ objectRoot: BYTES32, domain: BYTES32 });

/** The hash tree root of a beacon block's header, which is the root by which the block is known. */
export function hashBeaconBlockHeader(header: BeaconBlockHeader, sha256?: Sha256): Uint8Array {
  return BEACON_BLOCK_HEADER.hashTreeRoot(header, sha256);
}

/** Ties signatures and digests to a fork of a chain. */
export function computeForkDataRoot(currentVersion: Uint8Array, genesisValidatorsRoot: Uint8Array): Uint8Array {
  return FORK_DATA.hashTreeRoot({ currentVersion, genesisValidatorsRoot });
}

/** 32 bytes: the kind of signature, then the beginning of the fork data's root. */
export function computeDomain(
  type: Uint8Array,
  forkVersion: Uint8Array,
  genesisValidatorsRoot: Uint8Array,
): Uint8Array {
  const root = computeForkDataRoot(forkVersion, genesisValidatorsRoot);
  return concatBytes(type, root.subarray(0, ROOT_BYTES_IN_DOMAIN));
}

/** What is signed of an object with this root. */
export function computeSigningRoot(objectRoot: Uint8Array, domain: Uint8Array, sha256?: Sha256): Uint8Array {
  return SIGNING_DATA.hashTreeRoot({ objectRoot, domain }, sha256);
}

/** The domain of sync-committee signatures made in a slot: that of the fork in force one slot before. */
export function computeSyncCommitteeDomain(config: BeaconConfig, signatureSlot: bigint): Uint8Array {
  const versionSlot = signatureSlot > 1n ? signatureSlot - 1n : 0n;
  const version = computeForkVersion(config, computeEpochAtSlot(config, versionSlot));
  return computeDomain(DOMAIN_SYNC_COMMITTEE, version, config.genesisValidatorsRoot);
}

/** The 32 bytes that a sync committee signs in `signatureSlot` to attest to a header. */
export function computeSyncCommitteeSigningRoot(
  config: BeaconConfig,
  attested: BeaconBlockHeader,
  signatureSlot: bigint,
  sha256?: Sha256,
): Uint8Array {
  return computeSigningRoot(
    hashBeaconBlockHeader(attested, sha256),
    computeSyncCommitteeDomain(config, signatureSlot),
    sha256,
  );
}
