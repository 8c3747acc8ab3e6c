/** Light-client objects from files and requests: JSON of the beacon API, SSZ, or SSZ in raw snappy. @module */
import { readFileSync } from 'node:fs';
import { DecodeError, decodeUtf8, fromHex, toHex } from '@causeway/lightclient/codec';
import {
  type BeaconConfig,
  decodeLightClientBootstrap,
  decodeLightClientFinalityUpdate,
  decodeLightClientOptimisticUpdate,
  decodeLightClientUpdate,
  LIGHT_CLIENT_FORKS,
  type LightClientBootstrap,
  type LightClientFork,
  type LightClientUpdate,
  parseLightClientBootstrap,
  parseLightClientFinalityUpdate,
  parseLightClientOptimisticUpdate,
  parseLightClientUpdate,
} from '@causeway/lightclient/ethereum';
import { describeFileError } from '../../../ports/file-error.ts';
import { CliError } from '../../cli-error.ts';
import { EXIT } from '../../exit-code.ts';
import { parseJson } from '../json-text.ts';
import { type Request, readChoice, toRequest } from '../request.ts';
import { unpackSnappy } from './snappy.ts';

/** What an update is, by the parts that it has. */
export const UPDATE_KINDS = ['update', 'finality', 'optimistic'] as const;
export type UpdateKind = (typeof UPDATE_KINDS)[number];

/** A file's bytes. @throws {CliError} NO_INPUT */
function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (cause) {
    const got = describeFileError(cause);
    const message = `${file} cannot be read`;
    throw new CliError({ code: 'NO_INPUT', exitCode: EXIT.noInput, message, want: 'a readable file', got }, { cause });
  }
}

/** The JSON in a file, or its SSZ as hex, as a request holds them. @throws {DecodeError} for half of either. */
export function readObjectFile(file: string, field: string): unknown {
  const bytes = readBytes(file);
  if (file.endsWith('.ssz_snappy')) return `0x${toHex(unpackSnappy(bytes, field))}`;
  return readJsonText(bytes, field) ?? `0x${toHex(bytes)}`;
}

const BRACE = 0x7b;
const SPACES: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** An SSZ object may begin like JSON by chance, so that only what parses is JSON. */
function readJsonText(bytes: Uint8Array, field: string): unknown {
  const first = bytes.findIndex((byte) => !SPACES.has(byte));
  if (bytes[first] !== BRACE) return undefined;
  try {
    return parseJson(decodeUtf8(bytes, field), field);
  } catch (error) {
    if (error instanceof DecodeError && !isText(bytes)) return undefined;
    throw error;
  }
}

function isText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 || SPACES.has(byte));
}

interface ObjectContext {
  readonly config: BeaconConfig;
  readonly fork?: LightClientFork;
}

/** The fork that a request names; without it the answer's `version`, else its slot decides. */
export function readFork(request: Request): { readonly fork?: LightClientFork } {
  const fork = readChoice(request, 'fork', LIGHT_CLIENT_FORKS);
  return fork === undefined ? {} : { fork };
}

/** @throws {DecodeError} */
export function readBootstrap(value: unknown, context: ObjectContext): LightClientBootstrap {
  return typeof value === 'string'
    ? decodeLightClientBootstrap(fromHex(value, 'bootstrap'), context)
    : parseLightClientBootstrap(value, context);
}

/** An update and what kind it is: named, or told by the fields of the JSON or the size of the SSZ. @throws {DecodeError} */
export function readUpdate(
  value: unknown,
  context: ObjectContext,
  named: UpdateKind | undefined,
): { readonly kind: UpdateKind; readonly update: LightClientUpdate } {
  if (typeof value === 'string') return decodeUpdate(fromHex(value, 'update'), context, named);
  const kind = named ?? kindOf(value);
  return { kind, update: PARSERS[kind](value, context) };
}

const PARSERS = {
  update: parseLightClientUpdate,
  finality: parseLightClientFinalityUpdate,
  optimistic: parseLightClientOptimisticUpdate,
} satisfies Record<UpdateKind, (json: unknown, context: ObjectContext) => LightClientUpdate>;

const DECODERS = {
  update: decodeLightClientUpdate,
  finality: decodeLightClientFinalityUpdate,
  optimistic: decodeLightClientOptimisticUpdate,
} satisfies Record<UpdateKind, (bytes: Uint8Array, context: ObjectContext) => LightClientUpdate>;

function kindOf(value: unknown): UpdateKind {
  const outer = toRequest(value, 'update');
  const json = typeof outer.data === 'object' && outer.data !== null ? toRequest(outer.data, 'update') : outer;
  if (Object.hasOwn(json, 'next_sync_committee')) return 'update';
  return Object.hasOwn(json, 'finalized_header') ? 'finality' : 'optimistic';
}

function decodeUpdate(bytes: Uint8Array, context: ObjectContext, named: UpdateKind | undefined) {
  const kinds = named === undefined ? UPDATE_KINDS : [named];
  let first: unknown;
  for (const kind of kinds) {
    try {
      return { kind, update: DECODERS[kind](bytes, context) };
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      first ??= error;
    }
  }
  if (named !== undefined) throw first;
  throw new DecodeError(
    'update',
    'the SSZ of an update, finality update or optimistic update',
    `${bytes.length} bytes of none`,
  );
}
