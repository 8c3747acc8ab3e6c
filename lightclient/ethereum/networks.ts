/**
 * Public networks as of August 2026. A fork that has got its date since is missing here: take the configuration from a node
 * (`parseBeaconConfig`) where that matters.
 * @module
 */
import { fromHex } from '../codec/index.ts';
import { type BeaconConfig, type BlobParameters, type ForkActivation, type ForkName, PRESETS } from './config.ts';

/** A public network that is known here. */
export type NetworkName = 'mainnet' | 'sepolia';

const fork = (name: ForkName, version: string, epoch: bigint): ForkActivation => ({
  name,
  version: fromHex(version),
  epoch,
});

const blobs = (epoch: bigint, maxBlobsPerBlock: bigint): BlobParameters => ({ epoch, maxBlobsPerBlock });

const MAINNET: BeaconConfig = {
  preset: 'mainnet',
  ...PRESETS.mainnet,
  genesisTime: 1_606_824_023n,
  genesisValidatorsRoot: fromHex('4b363db94e286120d76eb905340fdd4e54bfe9f06bf33ff6cf5ad27f511bfe95'),
  forks: [
    fork('phase0', '00000000', 0n),
    fork('altair', '01000000', 74_240n),
    fork('bellatrix', '02000000', 144_896n),
    fork('capella', '03000000', 194_048n),
    fork('deneb', '04000000', 269_568n),
    fork('electra', '05000000', 364_032n),
    fork('fulu', '06000000', 411_392n),
  ],
  blobSchedule: [blobs(364_032n, 9n), blobs(412_672n, 15n), blobs(419_072n, 21n)],
};

const SEPOLIA: BeaconConfig = {
  preset: 'mainnet',
  ...PRESETS.mainnet,
  genesisTime: 1_655_733_600n,
  genesisValidatorsRoot: fromHex('d8ea171f3c94aea21ebc42a1ed61052acf3f9209c00e4efbaaddac09ed9b8078'),
  forks: [
    fork('phase0', '90000069', 0n),
    fork('altair', '90000070', 50n),
    fork('bellatrix', '90000071', 100n),
    fork('capella', '90000072', 56_832n),
    fork('deneb', '90000073', 132_608n),
    fork('electra', '90000074', 222_464n),
    fork('fulu', '90000075', 272_640n),
    fork('gloas', '90000076', 353_024n),
  ],
  blobSchedule: [blobs(222_464n, 9n), blobs(274_176n, 15n), blobs(275_712n, 21n)],
};

/** Configurations of public networks by name. */
export const NETWORKS: Readonly<Record<NetworkName, BeaconConfig>> = { mainnet: MAINNET, sepolia: SEPOLIA };
