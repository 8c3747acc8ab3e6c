/**
 * Reads light-client objects as JSON of the beacon API or as SSZ. The fork is told by the answer's `version`, else by the
 * caller, else by the slot of the header that the object is about.
 * @module
 */
import { DecodeError } from '../codec/index.ts';
import { decodeSsz, type JsonObject, readJsonObject, readJsonUint, type SszType } from '../proofs/index.ts';
import type { BeaconConfig } from './config.ts';
import { forkAtSlot } from './fork-schedule.ts';
import { FORK_TABLE } from './fork-table.ts';
import { type LightClientTypes, lightClientTypes } from './object-types.ts';
import {
  LIGHT_CLIENT_FORKS,
  type LightClientBootstrap,
  type LightClientFinalityUpdate,
  type LightClientFork,
  type LightClientHeader,
  type LightClientOptimisticUpdate,
  type LightClientUpdate,
} from './types.ts';

/** What is needed to read an object. */
export interface ReadContext {
  readonly config: BeaconConfig;
  /** The fork whose fields the object has. An answer's `version` goes before it; without both the object's slot decides. */
  readonly fork?: LightClientFork;
}

/** @throws {DecodeError} naming the field. */
export function parseLightClientBootstrap(json: unknown, context: ReadContext): LightClientBootstrap {
  return parseObject(json, context, BOOTSTRAP);
}

/** @throws {DecodeError} naming the field. */
export function parseLightClientUpdate(json: unknown, context: ReadContext): LightClientUpdate {
  return parseObject(json, context, UPDATE);
}

/** @throws {DecodeError} naming the field. */
export function parseLightClientFinalityUpdate(json: unknown, context: ReadContext): LightClientFinalityUpdate {
  return parseObject(json, context, FINALITY_UPDATE);
}

/** @throws {DecodeError} naming the field. */
export function parseLightClientOptimisticUpdate(json: unknown, context: ReadContext): LightClientOptimisticUpdate {
  return parseObject(json, context, OPTIMISTIC_UPDATE);
}

/** @throws {DecodeError} naming the field and the byte offset. */
export function decodeLightClientBootstrap(bytes: Uint8Array, context: ReadContext): LightClientBootstrap {
  return decodeObject(bytes, context, BOOTSTRAP);
}

/** @throws {DecodeError} naming the field and the byte offset. */
export function decodeLightClientUpdate(bytes: Uint8Array, context: ReadContext): LightClientUpdate {
  return decodeObject(bytes, context, UPDATE);
}

/** @throws {DecodeError} naming the field and the byte offset. */
export function decodeLightClientFinalityUpdate(bytes: Uint8Array, context: ReadContext): LightClientFinalityUpdate {
  return decodeObject(bytes, context, FINALITY_UPDATE);
}

/** @throws {DecodeError} naming the field and the byte offset. */
export function decodeLightClientOptimisticUpdate(
  bytes: Uint8Array,
  context: ReadContext,
): LightClientOptimisticUpdate {
  return decodeObject(bytes, context, OPTIMISTIC_UPDATE);
}

interface ObjectKind<T> {
  readonly field: string;
  /** Field of the header that the object is about. */
  readonly headerKey: 'header' | 'attested_header';
  readonly type: (types: LightClientTypes) => SszType<T>;
  readonly header: (value: T) => LightClientHeader;
}

const BOOTSTRAP: ObjectKind<LightClientBootstrap> = {
  field: 'bootstrap',
  headerKey: 'header',
  type: ({ bootstrap }) => bootstrap,
  header: ({ header }) => header,
};

const UPDATE: ObjectKind<LightClientUpdate> = {
  field: 'update',
  headerKey: 'attested_header',
  type: ({ update }) => update,
  header: ({ attestedHeader }) => attestedHeader,
};

const FINALITY_UPDATE: ObjectKind<LightClientFinalityUpdate> = {
  field: 'finality_update',
  headerKey: 'attested_header',
  type: ({ finalityUpdate }) => finalityUpdate,
  header: ({ attestedHeader }) => attestedHeader,
};

const OPTIMISTIC_UPDATE: ObjectKind<LightClientOptimisticUpdate> = {
  field: 'optimistic_update',
  headerKey: 'attested_header',
  type: ({ optimisticUpdate }) => optimisticUpdate,
  header: ({ attestedHeader }) => attestedHeader,
};

function parseObject<T>(json: unknown, context: ReadContext, kind: ObjectKind<T>): T {
  const { field } = kind;
  const outer = readJsonObject(json, field);
  const isWrapped = Object.hasOwn(outer, 'data');
  const object = isWrapped ? readJsonObject(outer.data, `${field}.data`) : outer;
  const version =
    isWrapped && outer.version !== undefined ? readVersionName(outer.version, `${field}.version`) : undefined;
  const fork =
    version ??
    context.fork ??
    forkAtSlot(context.config, peekSlot(object[kind.headerKey], `${field}.${kind.headerKey}`));
  return kind.type(lightClientTypes(fork, context.config.syncCommitteeSize)).parse(object, field);
}

/** Reads the name of a fork, as the beacon API writes it. @throws {DecodeError} */
export function readVersionName(value: unknown, field: string): LightClientFork {
  const fork = LIGHT_CLIENT_FORKS.find((name) => name === value);
  if (fork !== undefined) return fork;
  const got = typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : typeof value;
  throw new DecodeError(field, `one of ${LIGHT_CLIENT_FORKS.join(', ')}`, got);
}

/** The slot of a header in JSON. @throws {DecodeError} */
export function peekSlot(header: unknown, field: string): bigint {
  const beacon: JsonObject = readJsonObject(readJsonObject(header, field).beacon, `${field}.beacon`);
  return readJsonUint(beacon.slot, 64, `${field}.beacon.slot`);
}

function decodeObject<T>(bytes: Uint8Array, { config, fork }: ReadContext, kind: ObjectKind<T>): T {
  const decode = (name: LightClientFork) =>
    decodeSsz(kind.type(lightClientTypes(name, config.syncCommitteeSize)), bytes, kind.field);
  if (fork !== undefined) return decode(fork);
  const shapes = LIGHT_CLIENT_FORKS.filter((name, at, all) => FORK_TABLE[name] !== FORK_TABLE[all[at - 1] ?? 'gloas']);
  for (const name of shapes) {
    const value = attempt(() => decode(name));
    // Bytes that make sense in several shapes count in the one that their own slot has.
    if (value !== undefined && FORK_TABLE[forkAtSlot(config, kind.header(value).beacon.slot)] === FORK_TABLE[name])
      return value;
  }
  throw new DecodeError(kind.field, 'the fields of the fork of its slot', `${bytes.length} bytes that are of none`);
}

function attempt<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
