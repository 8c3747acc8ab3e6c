/** The two kinds of beacon chain that can be started. @module */

/** `electra` finalizes within seconds; `fulu` has the shapes and the epochs of mainnet, and takes minutes. */
export type EthereumProfile = 'electra' | 'fulu';

/** What a profile fixes. All forks up to the profile's own are active from genesis. */
export interface ProfileFacts {
  readonly slotsPerEpoch: number;
  readonly epochsPerSyncCommitteePeriod: number;
}

/** Fulu keeps the proposers of two epochs in vectors of a fixed size: it needs the preset's own epoch length. */
export const PROFILES: Readonly<Record<EthereumProfile, ProfileFacts>> = {
  electra: { slotsPerEpoch: 6, epochsPerSyncCommitteePeriod: 8 },
  fulu: { slotsPerEpoch: 32, epochsPerSyncCommitteePeriod: 8 },
};

/** A second at least: with shorter slots Prysm fails. */
export const SECONDS_PER_SLOT = 2;
export const VALIDATOR_COUNT = 64;
/** The mainnet preset's: Prysm's minimal one compiles only under Bazel. */
export const SYNC_COMMITTEE_SIZE = 512;
/** Of the execution chain. */
export const ETHEREUM_CHAIN_ID = 32382;
export const DEPOSIT_CONTRACT = '0x4242424242424242424242424242424242424242';

/** Forks with the version that goes into signature domains, oldest first. */
export const FORK_VERSIONS = [
  ['phase0', 0x20000089],
  ['altair', 0x20000090],
  ['bellatrix', 0x20000091],
  ['capella', 0x20000092],
  ['deneb', 0x20000093],
  ['electra', 0x20000094],
  ['fulu', 0x20000095],
] as const;

/** A fork that does not come. */
const NEVER = '18446744073709551615';

/** Whether a fork is active in `profile`. */
export function isActive(profile: EthereumProfile, fork: string): boolean {
  return fork !== 'fulu' || profile === 'fulu';
}

/** The configuration file of the beacon chain (YAML). */
export function formatChainConfig(profile: EthereumProfile): string {
  const { slotsPerEpoch, epochsPerSyncCommitteePeriod } = PROFILES[profile];
  const forks = FORK_VERSIONS.flatMap(([name, version]) => {
    const label = name === 'phase0' ? 'GENESIS' : name.toUpperCase();
    const line = `${label}_FORK_VERSION: 0x${version.toString(16)}`;
    return name === 'phase0' ? [line] : [line, `${label}_FORK_EPOCH: ${isActive(profile, name) ? 0 : NEVER}`];
  });
  const lines = [
    'CONFIG_NAME: devnet',
    'PRESET_BASE: mainnet',
    ...forks,
    'TERMINAL_TOTAL_DIFFICULTY: 0',
    `SECONDS_PER_SLOT: ${SECONDS_PER_SLOT}`,
    `SLOT_DURATION_MS: ${SECONDS_PER_SLOT * 1000}`, // Prysm reads one in some places and the other in the rest
    `SLOTS_PER_EPOCH: ${slotsPerEpoch}`,
    `EPOCHS_PER_SYNC_COMMITTEE_PERIOD: ${epochsPerSyncCommitteePeriod}`,
    `MIN_GENESIS_ACTIVE_VALIDATOR_COUNT: ${VALIDATOR_COUNT}`,
    'GENESIS_DELAY: 0',
    `DEPOSIT_CHAIN_ID: ${ETHEREUM_CHAIN_ID}`,
    `DEPOSIT_NETWORK_ID: ${ETHEREUM_CHAIN_ID}`,
    `DEPOSIT_CONTRACT_ADDRESS: ${DEPOSIT_CONTRACT}`,
  ];
  return `${lines.join('\n')}\n`;
}
