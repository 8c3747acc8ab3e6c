/** What `causeway verify ethereum-follow` is told. @module */
import { DecodeError, fromHex } from '@causeway/lightclient/codec';
import { type BeaconConfig, NETWORKS, type NetworkName } from '@causeway/lightclient/ethereum';
import type { Globals } from '../../globals.ts';
import { readInline, readInputFile } from '../../read-inline.ts';
import { usage } from '../../usage-error.ts';
import { type Flags, toCliError } from '../flags.ts';
import { readDuration, readOptionalText, readUint } from '../request.ts';
import { parseSettings, readGenesisFlag, toBeaconConfig } from './read-config.ts';

export interface FollowSettings {
  readonly urls: readonly string[];
  readonly config: BeaconConfig | undefined;
  readonly checkpointRoot: Uint8Array | undefined;
  readonly store: string | undefined;
  readonly evidence: string | undefined;
  readonly until: bigint | undefined;
  readonly count: bigint | undefined;
  readonly maxOutageMs: number;
  readonly maxCheckpointAge: bigint;
  readonly optimistic: boolean;
}

const MAX_OUTAGE = '10m';
const MAX_CHECKPOINT_AGE = '336h';

/** @throws {CliError} */
export function readFollowSettings(flags: Flags, { config }: Globals): FollowSettings {
  try {
    const urls: readonly unknown[] = Array.isArray(flags.beacon) ? flags.beacon : [];
    return {
      urls: urls.map((url) => readUrl(String(url))),
      config: readNetwork(flags, config),
      checkpointRoot: flags.checkpoint === undefined ? undefined : readRoot(String(readInline(flags.checkpoint))),
      store: readOptionalText(flags, 'store'),
      evidence: readOptionalText(flags, 'evidence'),
      until: flags.until === undefined ? undefined : readUint(flags, 'until'),
      count: flags.count === undefined ? undefined : readCount(flags),
      maxOutageMs: Number(readDuration(flags, 'maxOutage', MAX_OUTAGE) / 1_000_000n),
      maxCheckpointAge: readDuration(flags, 'maxCheckpointAge', MAX_CHECKPOINT_AGE),
      optimistic: flags.optimistic === true,
    };
  } catch (error) {
    throw toCliError(error);
  }
}

function readNetwork(flags: Flags, file: string | undefined): BeaconConfig | undefined {
  const network = readOptionalText(flags, 'network');
  if (network !== undefined && file !== undefined)
    throw usage('The chain is named twice', '--network or --config', 'both');
  if (network !== undefined) return NETWORKS[network as NetworkName];
  if (file === undefined) return undefined;
  const genesis = readGenesisFlag(flags.genesisValidatorsRoot);
  const config = toBeaconConfig(parseSettings(readInputFile(file), 'config'), { genesis });
  if (config.genesisTime > 0n) return config;
  // Without it no clock can tell which slot it is.
  const want = '--genesis-validators-root @FILE with the answer of /eth/v1/beacon/genesis';
  throw usage('The time of genesis is not known', want, 'a root alone');
}

function readUrl(text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text;
  throw usage('--beacon cannot be used', 'an address such as http://localhost:5052', text.slice(0, 60));
}

function readCount(flags: Flags): bigint {
  const count = readUint(flags, 'count');
  if (count > 0n) return count;
  throw new DecodeError('count', 'at least 1', '0');
}

const ROOT_SIZE = 32;

function readRoot(text: string): Uint8Array {
  const root = fromHex(text, 'checkpoint');
  if (root.length === ROOT_SIZE) return root;
  throw new DecodeError('checkpoint', `${ROOT_SIZE} bytes in hex`, `${root.length} bytes`);
}
