/** A beacon chain's configuration from a file: the specification's `config.yaml`, or the answer of `/eth/v1/config/spec`. @module */
import { DecodeError, fromHex } from '@causeway/lightclient/codec';
import {
  type BeaconConfig,
  type BeaconGenesis,
  parseBeaconConfig,
  parseBeaconGenesis,
} from '@causeway/lightclient/ethereum';
import { parse as parseYaml } from 'yaml';
import { readInputFile } from '../../read-inline.ts';
import { type Request, toRequest } from '../request.ts';

const ROOT_SIZE = 32;

/** What a configuration may leave to others. */
export interface ConfigHints {
  /** Must be what the configuration says, if it says it. */
  readonly preset?: string | undefined;
  /** Of `--genesis-validators-root`: hex, or an object that has it, such as what `/eth/v1/beacon/genesis` answers. */
  readonly genesis?: unknown;
  /** Where else the root may stand, when neither the flag nor the configuration has it. */
  readonly others?: readonly unknown[];
}

/** `--genesis-validators-root`: hex as it is, or the text of `@FILE`. @throws {CliError} NO_INPUT */
export function readGenesisFlag(flag: unknown): string | undefined {
  const text = flag === undefined ? undefined : String(flag);
  return text?.startsWith('@') === true ? readInputFile(text.slice(1)) : text;
}

/** Values of a YAML or JSON text, scalars as they are written: no integer goes through a number. @throws {DecodeError} */
export function parseSettings(text: string, field: string): unknown {
  try {
    return parseYaml(text, { schema: 'failsafe', uniqueKeys: true, maxAliasCount: 0 });
  } catch (error) {
    throw new DecodeError(
      field,
      'YAML or JSON',
      error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'none',
    );
  }
}

/**
 * The configuration with its genesis. The genesis time is needed for nothing but live chains.
 * @throws {DecodeError}
 */
export function toBeaconConfig(
  settings: unknown,
  { preset, genesis, others = [] }: ConfigHints,
  field = 'config',
): BeaconConfig {
  const spec = unwrap(settings, field);
  const base = spec.PRESET_BASE ?? preset;
  if (preset !== undefined && base !== preset) {
    throw new DecodeError('preset', `${base}, as the configuration has it`, preset);
  }
  const objects = others.filter((other) => typeof other !== 'string');
  const sources = genesis === undefined ? [spec, ...objects] : [genesis];
  return parseBeaconConfig({ ...spec, PRESET_BASE: base }, readGenesis(sources), field);
}

/** The object, or the one in its `data`, as nodes answer. */
function unwrap(value: unknown, field: string): Request {
  const outer = toRequest(value, field);
  return typeof outer.data === 'object' && outer.data !== null ? toRequest(outer.data, field) : outer;
}

/** A root alone, or an object that has one under the name that nodes or the specification's cases give it. */
function readGenesis(sources: readonly unknown[]): BeaconGenesis {
  for (const source of sources) {
    const isObject = typeof source === 'string' && /[:{]/.test(source);
    const value = isObject ? parseSettings(source, 'genesisValidatorsRoot') : source;
    if (typeof value === 'string')
      return { genesisTime: 0n, genesisValidatorsRoot: readRoot(value.replace(/\s/g, '')) };
    const found = findGenesis(value);
    if (found !== undefined) return found;
  }
  const want = 'the root that --genesis-validators-root, the configuration or the store names';
  throw new DecodeError('genesisValidatorsRoot', want, 'nothing');
}

function findGenesis(value: unknown): BeaconGenesis | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const outer = toRequest(value, 'genesisValidatorsRoot');
  for (const json of [outer, unwrap(outer, 'genesisValidatorsRoot')]) {
    const root = json.genesis_validators_root ?? json.GENESIS_VALIDATORS_ROOT;
    if (typeof root !== 'string') continue;
    if (json.genesis_time !== undefined) return parseBeaconGenesis({ ...json, genesis_validators_root: root });
    return { genesisTime: 0n, genesisValidatorsRoot: readRoot(root) };
  }
  return undefined;
}

function readRoot(text: string): Uint8Array {
  const root = fromHex(text, 'genesisValidatorsRoot');
  if (root.length === ROOT_SIZE) return root;
  throw new DecodeError('genesisValidatorsRoot', `${ROOT_SIZE} bytes`, `${root.length}`);
}
