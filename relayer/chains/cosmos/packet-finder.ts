/**
 * Finds sent packets and written acknowledgements again: in the nodes' index, and where that has nothing, in the block at
 * which the state shows that it happened. One find brings everything else in its block along, since what is missing is
 * rarely missing alone.
 * @module
 */
import type { FoundAcknowledgement, FoundPacket, PacketClaims } from '../../ports/chain-reader.ts';
import type { BlockEvents, IbcEvent } from '../../ports/events.ts';
import { RelayerError } from '../../ports/fault.ts';
import type { BlockSource } from './block-source.ts';
import { type DecodeContext, decodeEvents, IBC_EVENT_TYPES } from './decode-events.ts';
import { readBlockEvents } from './event-source.ts';
import { findHeight } from './find-height.ts';
import { queryIsAcknowledged, queryNextSequence } from './packet-queries.ts';
import { readSearchPage } from './read-block-results.ts';
import { readAnswer } from './read-json.ts';
import type { RpcEndpoint } from './rpc-endpoint.ts';
import type { RpcPool } from './rpc-pool.ts';

export interface PacketFinderOptions extends DecodeContext {
  readonly pool: RpcPool;
  readonly blocks: BlockSource;
}

export type PacketFinder = Pick<PacketClaims, 'findPacket' | 'findAcknowledgements'>;

/** What is looked for: `lane` is the lane on this chain. */
interface Sought {
  readonly type: 'packet-sent' | 'ack-written';
  readonly lane: string;
  readonly sequence: bigint;
}

interface Found {
  readonly event: Extract<IbcEvent, { type: Sought['type'] }>;
  readonly height: bigint;
}

/** Finds that nobody has asked for yet. */
const KEPT_FINDS = 5_000;

export function createPacketFinder(options: PacketFinderOptions): PacketFinder {
  const shelf = createShelf();
  let previous: Promise<unknown> = Promise.resolve();

  /** One search at a time: the next one may already lie on the shelf then. */
  async function find(sought: Sought, signal?: AbortSignal): Promise<readonly Found[]> {
    const turn = previous.then(async () => {
      signal?.throwIfAborted();
      const kept = shelf.take(sought);
      return kept === undefined ? search(options, sought, shelf, signal) : [kept];
    });
    previous = turn.catch(() => undefined);
    return turn;
  }

  return {
    async findPacket(lane, sequence, signal): Promise<FoundPacket | undefined> {
      const found = await find({ type: 'packet-sent', lane, sequence }, signal);
      const packets = found.flatMap(({ event, height }) =>
        event.type === 'packet-sent' ? [{ packet: event.packet, height, tx: event.tx }] : [],
      );
      return mostNamed(packets, ({ packet }) => Buffer.from(packet.body).toString('hex'))[0];
    },
    async findAcknowledgements(packet, signal): Promise<readonly FoundAcknowledgement[]> {
      const { lane } = packet.destination;
      const found = await find({ type: 'ack-written', lane, sequence: packet.sequence }, signal);
      const acks = found.flatMap(({ event, height }) =>
        event.type === 'ack-written' ? [{ acknowledgement: event.acknowledgement, height, tx: event.tx }] : [],
      );
      return mostNamed(acks, ({ acknowledgement }) => Buffer.from(acknowledgement).toString('hex'));
    },
  };
}

/** One of each kind, what most endpoints say first. */
function mostNamed<T>(candidates: readonly T[], identify: (candidate: T) => string): readonly T[] {
  const groups = new Map<string, { readonly first: T; votes: number }>();
  for (const candidate of candidates) {
    const group = groups.get(identify(candidate)) ?? { first: candidate, votes: 0 };
    group.votes += 1;
    groups.set(identify(candidate), group);
  }
  return [...groups.values()].sort((a, b) => b.votes - a.votes).map(({ first }) => first);
}

interface Shelf {
  /** Given out once: who asks again was not helped by it. */
  take(sought: Sought): Found | undefined;
  put(block: BlockEvents): void;
}

function createShelf(): Shelf {
  const kept = new Map<string, Found>();
  const keyOf = ({ type, lane, sequence }: Sought) => `${type}/${lane}/${sequence}`;
  return {
    take(sought) {
      const found = kept.get(keyOf(sought));
      kept.delete(keyOf(sought));
      return found;
    },
    put({ height, events }) {
      for (const event of events) {
        const sought = soughtBy(event);
        if (sought !== undefined) kept.set(keyOf(sought), { event: sought.event, height });
      }
      for (const key of kept.keys()) {
        if (kept.size <= KEPT_FINDS) break;
        kept.delete(key);
      }
    },
  };
}

function soughtBy(event: IbcEvent): (Sought & { readonly event: Found['event'] }) | undefined {
  if (event.type === 'packet-sent') {
    return { type: event.type, lane: event.packet.source.lane, sequence: event.packet.sequence, event };
  }
  if (event.type !== 'ack-written') return undefined;
  return { type: event.type, lane: event.destination.lane, sequence: event.key.sequence, event };
}

function isSought({ type, lane, sequence }: Sought, event: IbcEvent): boolean {
  const found = soughtBy(event);
  return found !== undefined && found.type === type && found.lane === lane && found.sequence === sequence;
}

async function search(
  options: PacketFinderOptions,
  sought: Sought,
  shelf: Shelf,
  signal?: AbortSignal,
): Promise<readonly Found[]> {
  const answers = await options.pool.each((endpoint, scope) => searchIndex(options, endpoint, sought, scope), signal);
  const indexed = answers.flatMap(({ result }) => result ?? []);
  const height = indexed[0]?.height ?? (await heightByState(options, sought, signal));
  if (height === undefined) return indexed;
  const block = await wholeBlock(options, height, signal);
  shelf.put({ ...block, events: block.events.filter((event) => !isSought(sought, event)) });
  return [...indexed, ...pick(sought, block)];
}

/** What the block brings along is a gift: that it cannot be had must not spoil what the index gave. */
async function wholeBlock(options: PacketFinderOptions, height: bigint, signal?: AbortSignal): Promise<BlockEvents> {
  try {
    return await readBlockEvents(options, height, signal);
  } catch (error) {
    if (error instanceof RelayerError) return { height, events: [] };
    throw error;
  }
}

function pick(sought: Sought, { height, events }: BlockEvents): readonly Found[] {
  return events.flatMap((event) => {
    const found = soughtBy(event);
    return found !== undefined && isSought(sought, event) ? [{ event: found.event, height }] : [];
  });
}

/** A transaction that holds the packet twice is unheard of; a few of them leave room for surprises. */
const MOST_TRANSACTIONS = 5;

async function searchIndex(
  context: DecodeContext,
  endpoint: RpcEndpoint,
  sought: Sought,
  signal: AbortSignal,
): Promise<readonly Found[]> {
  const { lane, sequence } = sought;
  const isSend = sought.type === 'packet-sent';
  const type = isSend ? 'send_packet' : 'write_acknowledgement';
  const client = isSend ? 'packet_source_client' : 'packet_dest_client';
  const params = {
    query: `${type}.${client}='${lane}' AND ${type}.packet_sequence='${sequence}'`,
    per_page: `${MOST_TRANSACTIONS}`,
    order_by: 'asc',
  };
  const site = { endpoint: endpoint.url, method: 'tx_search' };
  const answer = await endpoint.call('tx_search', params, signal);
  const { found } = readAnswer(site, () => readSearchPage(answer, IBC_EVENT_TYPES));
  return found.flatMap(({ height, hash, events }) =>
    pick(sought, { height, events: decodeEvents({ height, events, txAt: () => hash }, context) }),
  );
}

/** The block after which the state first shows it; works without an index as far back as the node keeps states. */
async function heightByState(
  { pool }: PacketFinderOptions,
  { type, lane, sequence }: Sought,
  signal?: AbortSignal,
): Promise<bigint | undefined> {
  const happened = (endpoint: RpcEndpoint, scope: AbortSignal) => async (height: bigint) => {
    const query = { endpoint, lane, height, signal: scope };
    return type === 'packet-sent' ? (await queryNextSequence(query)) > sequence : queryIsAcknowledged(query, sequence);
  };
  const work = (endpoint: RpcEndpoint, scope: AbortSignal) => findHeight(endpoint, happened(endpoint, scope), scope);
  return pool.run(work, signal === undefined ? {} : { signal });
}
