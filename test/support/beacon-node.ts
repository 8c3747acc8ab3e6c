/** A beacon node over a chain in memory, as `fetch` sees it: the light-client objects, genesis, configuration and headers. @module */
import { equalBytes, fromHex, toHex } from '@causeway/lightclient/codec';
import {
  forkAtSlot,
  type LightClientFinalityUpdate,
  type LightClientOptimisticUpdate,
  type LightClientUpdate,
  lightClientTypes,
} from '@causeway/lightclient/ethereum';
import { formatBeaconGenesis, formatBeaconSpec } from './beacon-config.ts';
import type { BeaconChain, SignOptions } from './build-beacon-chain.ts';

export interface BeaconNodeOptions {
  readonly chain: BeaconChain;
  /** Newest slot: what it attests to is one before. */
  readonly head: bigint;
  /** First period whose updates it still has. */
  readonly lowestPeriod: bigint;
  /** Who signs what it serves. */
  readonly signing: SignOptions;
  /** Changes an object on its way out. */
  readonly change: (object: ServedObject) => ServedObject;
  /** Answers instead, when it gives something. */
  readonly answer: (path: string, query: URLSearchParams) => Response | undefined;
}

export interface ServedObject {
  readonly path: string;
  readonly update: LightClientUpdate;
}

export interface BeaconNode {
  /** Path and query of each request. */
  readonly calls: string[];
  readonly fetch: typeof fetch;
  set(change: Partial<BeaconNodeOptions>): void;
}

/** Whole epochs after which the best update of a period is made. */
const BEST_AFTER_SLOTS = 40n;

export function createBeaconNode(
  chain: BeaconChain,
  options: Partial<BeaconNodeOptions> & Pick<BeaconNodeOptions, 'head'>,
): BeaconNode {
  let state: BeaconNodeOptions = {
    chain,
    lowestPeriod: 0n,
    signing: {},
    change: (object) => object,
    answer: () => undefined,
    ...options,
  };
  const calls: string[] = [];
  return {
    calls,
    fetch: async (input) => {
      const { pathname, search, searchParams } = new URL(String(input));
      calls.push(pathname + search);
      return state.answer(pathname, searchParams) ?? answer(state, pathname, searchParams);
    },
    set(change) {
      state = { ...state, ...change };
    },
  };
}

/** Several nodes behind one `fetch`, by the host of their addresses. */
export function routeNodes(nodes: Readonly<Record<string, Pick<BeaconNode, 'fetch'>>>): typeof fetch {
  return async (input, init) => {
    const { host } = new URL(String(input));
    const node = nodes[host];
    if (node === undefined) throw new TypeError(`fetch failed: no node ${host}`);
    return node.fetch(input, init);
  };
}

const LIGHT_CLIENT = '/eth/v1/beacon/light_client/';

function answer(state: BeaconNodeOptions, path: string, query: URLSearchParams): Response {
  const { chain } = state;
  if (path === '/eth/v1/beacon/genesis') return json({ data: formatBeaconGenesis(chain.config) });
  if (path === '/eth/v1/config/spec') return json({ data: formatBeaconSpec(chain.config) });
  if (path === '/eth/v1/node/syncing') {
    return json({ data: { head_slot: `${state.head}`, sync_distance: '0', is_syncing: false, is_optimistic: false } });
  }
  if (path.startsWith(`${LIGHT_CLIENT}bootstrap/`)) return answerBootstrap(state, path);
  if (path === `${LIGHT_CLIENT}updates`) return answerUpdates(state, path, query);
  if (path === `${LIGHT_CLIENT}finality_update`) {
    return json(formatUpdate(state, path, attest(state, state.head - 1n), 'finalityUpdate'));
  }
  if (path === `${LIGHT_CLIENT}optimistic_update`) {
    return json(formatUpdate(state, path, attest(state, state.head - 1n), 'optimisticUpdate'));
  }
  const [, root] = /^\/eth\/v1\/beacon\/blocks\/(\d+)\/root$/.exec(path) ?? [];
  if (root !== undefined) return json({ data: { root: hex(chain.blockAt(BigInt(root)).root) } });
  const [, header] = /^\/eth\/v1\/beacon\/headers\/(\d+)$/.exec(path) ?? [];
  if (header !== undefined) return answerHeader(state, BigInt(header));
  return refusal(404, 'Not found');
}

const UPDATES = new WeakMap<BeaconChain, Map<string, LightClientUpdate>>();

/** Signing is slow, so that each update is made once a chain. */
function attest({ chain, signing }: BeaconNodeOptions, attestedSlot: bigint): LightClientUpdate {
  const made = UPDATES.get(chain) ?? new Map<string, LightClientUpdate>();
  UPDATES.set(chain, made);
  if (signing.signers !== undefined) return chain.updateAt({ attestedSlot, ...signing });
  const key = `${attestedSlot} ${signing.participants ?? 'all'}`;
  const update = made.get(key) ?? chain.updateAt({ attestedSlot, ...signing });
  made.set(key, update);
  return update;
}

function formatUpdate(
  { chain, change }: BeaconNodeOptions,
  path: string,
  honest: LightClientUpdate,
  kind: 'update' | 'finalityUpdate' | 'optimisticUpdate',
): object {
  const { update } = change({ path, update: honest });
  const version = forkAtSlot(chain.config, update.attestedHeader.beacon.slot);
  const types = lightClientTypes(version, chain.config.syncCommitteeSize);
  const format: (value: LightClientUpdate & LightClientFinalityUpdate & LightClientOptimisticUpdate) => unknown =
    types[kind].format;
  return { version, data: format(update) };
}

function answerBootstrap({ chain, head }: BeaconNodeOptions, path: string): Response {
  const wanted = fromHex(path.slice(`${LIGHT_CLIENT}bootstrap/`.length));
  for (let slot = 0n; slot < head; slot += chain.config.slotsPerEpoch) {
    if (!equalBytes(chain.blockAt(slot).root, wanted)) continue;
    const version = forkAtSlot(chain.config, slot);
    const type = lightClientTypes(version, chain.config.syncCommitteeSize).bootstrap;
    return json({ version, data: type.format(chain.bootstrapAt(slot)) });
  }
  return refusal(404, 'LC bootstrap unavailable');
}

function answerUpdates(state: BeaconNodeOptions, path: string, query: URLSearchParams): Response {
  const { chain, head, lowestPeriod } = state;
  const first = BigInt(query.get('start_period') ?? '0');
  const end = first + BigInt(query.get('count') ?? '1');
  const list: object[] = [];
  for (let period = first > lowestPeriod ? first : lowestPeriod; period < end; period++) {
    const start = chain.startOf(period);
    if (start + 1n >= head) break;
    const best = start + BEST_AFTER_SLOTS < head ? start + BEST_AFTER_SLOTS : head - 1n;
    list.push(formatUpdate(state, path, attest(state, best), 'update'));
  }
  return json(list);
}

function answerHeader({ chain }: BeaconNodeOptions, slot: bigint): Response {
  const { root, beacon } = chain.blockAt(slot);
  const message = {
    slot: `${beacon.slot}`,
    proposer_index: `${beacon.proposerIndex}`,
    parent_root: hex(beacon.parentRoot),
    state_root: hex(beacon.stateRoot),
    body_root: hex(beacon.bodyRoot),
  };
  return json({ data: { root: hex(root), canonical: true, header: { message, signature: `0x${'00'.repeat(96)}` } } });
}

function hex(bytes: Uint8Array): string {
  return `0x${toHex(bytes)}`;
}

function json(value: object): Response {
  return new Response(JSON.stringify(value), { headers: { 'content-type': 'application/json' } });
}

/** As nodes word it. */
export function refusal(code: number, message: string): Response {
  return new Response(JSON.stringify({ code, message }), { status: code });
}
