/**
 * Beacon light-client objects and headers from the HTTP API of a beacon node. Source: ethereum/beacon-APIs.
 * @module
 */
import { DecodeError, toHex } from '../../codec/index.ts';
import {
  type BeaconBlockHeader,
  type BeaconConfig,
  type LightClientUpdate,
  parseBeaconConfig,
  parseBeaconGenesis,
  parseLightClientBootstrap,
  parseLightClientFinalityUpdate,
  parseLightClientOptimisticUpdate,
  parseLightClientUpdate,
  type ReadContext,
} from '../../ethereum/index.ts';
import { type JsonObject, readJsonArray, readJsonBytes, readJsonObject, readJsonUint } from '../../proofs/index.ts';
import { BeaconError, type BeaconProvider } from '../../sync/ethereum/index.ts';
import type { Signal } from '../../sync/index.ts';
import { type BeaconGet, type BeaconGetOptions, type BeaconQuestion, createBeaconGet } from './beacon-get.ts';

/** A block by its root or slot, or by name. */
export type BlockId = Uint8Array | bigint | 'head' | 'finalized' | 'justified' | 'genesis';

/** A header as a node tells it: a claim. */
export interface ToldHeader {
  readonly root: Uint8Array;
  readonly header: BeaconBlockHeader;
  /** Whether the node has it on its canonical chain. */
  readonly canonical: boolean;
}

/** How far a node says that it is. */
export interface SyncingStatus {
  readonly headSlot: bigint;
  /** Slots behind the chain. */
  readonly distance: bigint;
  readonly isSyncing: boolean;
}

/** One beacon node. */
export interface BeaconApi extends BeaconProvider {
  /** The chain's configuration and genesis, as the node tells them: a claim. @throws {BeaconError} */
  config(signal?: Signal): Promise<BeaconConfig>;
  /** @throws {BeaconError} */
  header(block: BlockId, signal?: Signal): Promise<ToldHeader>;
  /** @throws {BeaconError} */
  blockRoot(block: BlockId, signal?: Signal): Promise<Uint8Array>;
  /** @throws {BeaconError} */
  syncing(signal?: Signal): Promise<SyncingStatus>;
}

/** What a server gives at once. Spec: `MAX_REQUEST_LIGHT_CLIENT_UPDATES`. */
const MAX_UPDATES = 128;
/** A committee of 512 keys is 52 kB in JSON. */
const MAX_UPDATE_BYTES = 128 * 1024;

/** Some give a few more than they were asked for. */
const SPARE_UPDATES = 4;
const ROOT_SIZE = 32;
const LIGHT_CLIENT = '/eth/v1/beacon/light_client';

/** How a beacon node is called, and the chain that it shall serve. */
export interface BeaconApiOptions extends BeaconGetOptions {
  /** Tells how objects look: from a source that you trust, or from `readBeaconConfig`, which is a claim. */
  readonly config: BeaconConfig;
}

/** One beacon node. @throws {TypeError} when the URL is none. */
export function createBeaconApi(options: BeaconApiOptions): BeaconApi {
  const get = createBeaconGet(options);
  const context = { config: options.config };
  /** One GET whose answer is parsed: an answer that cannot be is the node's fault. */
  const read = async <T>(question: BeaconQuestion, parse: (json: unknown) => T, signal?: Signal): Promise<T> => {
    const json = await get(question, signal);
    return decode(get.id, () => parse(json));
  };
  return {
    id: get.id,
    network: (signal) => readBeaconConfig(get, signal),
    config: (signal) => readBeaconConfig(get, signal),
    bootstrap(root, signal) {
      const path = `${LIGHT_CLIENT}/bootstrap/0x${toHex(root)}`;
      return read({ path }, (json) => parseLightClientBootstrap(json, context), signal);
    },
    updates(startPeriod, count, signal) {
      const most = Math.min(count, MAX_UPDATES);
      const query = { start_period: `${startPeriod}`, count: `${most}` };
      const question = { path: `${LIGHT_CLIENT}/updates`, query, maxBytes: (most + SPARE_UPDATES) * MAX_UPDATE_BYTES };
      return read(question, (json) => parseUpdates(json, context), signal);
    },
    finalityUpdate: (signal) =>
      read(
        { path: `${LIGHT_CLIENT}/finality_update` },
        (json) => parseLightClientFinalityUpdate(json, context),
        signal,
      ),
    optimisticUpdate(signal) {
      const path = `${LIGHT_CLIENT}/optimistic_update`;
      return read({ path }, (json) => parseLightClientOptimisticUpdate(json, context), signal);
    },
    header: (block, signal) => read({ path: `/eth/v1/beacon/headers/${formatId(block)}` }, parseHeader, signal),
    blockRoot: (block, signal) => read({ path: `/eth/v1/beacon/blocks/${formatId(block)}/root` }, parseRoot, signal),
    syncing: (signal) => read({ path: '/eth/v1/node/syncing' }, parseSyncing, signal),
  };
}

/** The configuration and genesis of a node's chain, as it tells them. @throws {BeaconError} */
export async function readBeaconConfig(get: BeaconGet, signal?: Signal): Promise<BeaconConfig> {
  const genesis = await get({ path: '/eth/v1/beacon/genesis' }, signal);
  const spec = await get({ path: '/eth/v1/config/spec' }, signal);
  return decode(get.id, () => parseBeaconConfig(spec, parseBeaconGenesis(genesis)));
}

/** Nodes answer a list of versioned objects, some of them inside `data`. Who asked decides what to do with more than that. */
function parseUpdates(json: unknown, context: ReadContext): readonly LightClientUpdate[] {
  const list = Array.isArray(json) ? json : readJsonObject(json, 'updates').data;
  return readJsonArray(list, 0, MAX_UPDATES, 'updates').map((update) => parseLightClientUpdate(update, context));
}

function parseHeader(json: unknown): ToldHeader {
  const data = dataOf(json, 'header');
  const signed = readJsonObject(data.header, 'header.header');
  const message = readJsonObject(signed.message, 'header.header.message');
  const field = (name: string) => `header.header.message.${name}`;
  const root = (name: string) => readJsonBytes(message[name], ROOT_SIZE, ROOT_SIZE, field(name));
  return {
    root: readJsonBytes(data.root, ROOT_SIZE, ROOT_SIZE, 'header.root'),
    canonical: data.canonical === true,
    header: {
      slot: readJsonUint(message.slot, 64, field('slot')),
      proposerIndex: readJsonUint(message.proposer_index, 64, field('proposer_index')),
      parentRoot: root('parent_root'),
      stateRoot: root('state_root'),
      bodyRoot: root('body_root'),
    },
  };
}

function parseRoot(json: unknown): Uint8Array {
  return readJsonBytes(dataOf(json, 'root').root, ROOT_SIZE, ROOT_SIZE, 'root.root');
}

function parseSyncing(json: unknown): SyncingStatus {
  const data = dataOf(json, 'syncing');
  return {
    headSlot: readJsonUint(data.head_slot, 64, 'syncing.head_slot'),
    distance: readJsonUint(data.sync_distance, 64, 'syncing.sync_distance'),
    isSyncing: data.is_syncing === true,
  };
}

function dataOf(json: unknown, field: string): JsonObject {
  return readJsonObject(readJsonObject(json, field).data, `${field}.data`);
}

function formatId(block: BlockId): string {
  return block instanceof Uint8Array ? `0x${toHex(block)}` : `${block}`;
}

function decode<T>(id: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const want = `${error.field}: ${error.want}`;
    throw new BeaconError(id, { code: 'malformed', want, got: error.got }, { cause: error });
  }
}
