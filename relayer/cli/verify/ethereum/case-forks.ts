/** Which fork's objects a file of a test case holds. @module */
import { DecodeError, equalBytes, toHex } from '@causeway/lightclient/codec';
import {
  type BeaconConfig,
  computeForkDataRoot,
  forkOfDigest,
  LIGHT_CLIENT_FORKS,
  type LightClientFork,
  parseForkVersions,
} from '@causeway/lightclient/ethereum';
import { readJsonBytes } from '@causeway/lightclient/proofs';

const DIGEST_SIZE = 4;
const VERSION_SIZE = 4;

/** The forks that a case names, by digest and by version. */
export interface CaseForks {
  /** @throws {DecodeError} for a digest of none. */
  readonly ofDigest: (value: unknown, field: string) => LightClientFork;
  /** @throws {DecodeError} for a version of none. */
  readonly ofVersion: (value: unknown, field: string) => LightClientFork;
}

/** Forks without a date count as well: a store may have their fields before they begin. */
export function caseForks(config: BeaconConfig, configYaml: unknown): CaseForks {
  const versions = parseForkVersions(configYaml, 'config.yaml');
  const find = (bytes: Uint8Array, of: (version: Uint8Array) => Uint8Array) =>
    LIGHT_CLIENT_FORKS.find((name) => {
      const version = versions.get(name);
      return version !== undefined && equalBytes(of(version), bytes);
    });
  const baseDigest = (version: Uint8Array) =>
    computeForkDataRoot(version, config.genesisValidatorsRoot).subarray(0, DIGEST_SIZE);
  const known = (fork: LightClientFork | undefined, bytes: Uint8Array, field: string): LightClientFork => {
    if (fork !== undefined) return fork;
    throw new DecodeError(field, 'one that config.yaml gives a fork', `0x${toHex(bytes)}`);
  };
  return {
    ofDigest: (value, field) => {
      const digest = readJsonBytes(value, DIGEST_SIZE, DIGEST_SIZE, field);
      return known(forkOfDigest(config, digest) ?? find(digest, baseDigest), digest, field);
    },
    ofVersion: (value, field) => {
      const version = readJsonBytes(value, VERSION_SIZE, VERSION_SIZE, field);
      return known(
        find(version, (of) => of),
        version,
        field,
      );
    },
  };
}
