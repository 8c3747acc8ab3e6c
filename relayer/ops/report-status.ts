/** What the store knows about chains, paths, packets and clients; works beside a running service and without one. @module */
import type {
  ChainStatus,
  ClientRecord,
  DirectionStatus,
  EvidenceSummary,
  LiveReport,
  PathStatus,
  StatusReport,
} from '../ports/control.ts';
import type { Lane } from '../ports/lane.ts';
import { type PacketKey, type PacketState, TERMINAL_STATES } from '../ports/packet.ts';
import type { Store } from '../ports/store.ts';
import { present } from './summarize.ts';

export interface StatusOptions {
  /** Chains and paths of the configuration: they are shown also before the store knows them. */
  readonly chains: readonly string[];
  readonly paths: readonly string[];
  readonly nowMs: number;
  readonly live?: LiveReport | undefined;
}

const EVIDENCE_SHOWN = 20;

export async function readStatus(store: Store, options: StatusOptions): Promise<StatusReport> {
  const lanes = await store.chains.lanes();
  const counts = await store.chains.counts();
  const chains = union(
    options.chains,
    lanes.map(({ chain }) => chain),
  );
  const paths = union(
    options.paths,
    lanes.map(({ path }) => path),
  );
  return {
    atMs: options.nowMs,
    chains: await Promise.all(chains.map((name) => readChain(store, name))),
    paths: await Promise.all(
      paths.map((name) =>
        readPath(
          store,
          lanes.filter(({ path }) => path === name),
          name,
          counts,
        ),
      ),
    ),
    clients: lanes.map(toClient),
    evidence: (await store.chains.evidence(EVIDENCE_SHOWN)).map(toSummary),
    ...present({ live: options.live }),
  };
}

type Counts = Awaited<ReturnType<Store['chains']['counts']>>;

async function readChain(store: Store, name: string): Promise<ChainStatus> {
  const identity = await store.chains.identity(name);
  const cursor = await store.chains.cursor(name);
  const verified = await store.lightBlocks.latest(name);
  const openTxs = (await store.txs.inFlight(name)).length;
  return { name, openTxs, ...present({ chainId: identity?.chainId, cursor, verifiedHeight: verified?.height }) };
}

async function readPath(store: Store, ends: readonly Lane[], name: string, counts: Counts): Promise<PathStatus> {
  const paused = ends.find((end) => end.paused !== undefined)?.paused;
  // Until `link` is through, an end does not know its counterparty.
  const linked = ends.filter((end) => end.counterparty.lane !== '');
  return {
    name,
    directions: await Promise.all(linked.map((end) => readDirection(store, end, counts))),
    ...present({ paused }),
  };
}

async function readDirection(store: Store, source: Lane, counts: Counts): Promise<DirectionStatus> {
  const own = counts.filter(({ chain, lane }) => chain === source.chain && lane === source.lane);
  const open = own.filter(({ state }) => isOpen(state));
  const oldest = open.map(({ oldestSequence }) => oldestSequence).reduce<bigint | undefined>(smaller, undefined);
  const oldestOpen =
    oldest === undefined ? undefined : await readOldest(store, { ...keyBase(source), sequence: oldest });
  return {
    source: { chain: source.chain, lane: source.lane },
    destination: source.counterparty,
    states: Object.fromEntries(own.map(({ state, count }) => [state, count])),
    open: open.reduce((sum, { count }) => sum + count, 0),
    ...present({ oldestOpen }),
  };
}

async function readOldest(store: Store, key: PacketKey): Promise<DirectionStatus['oldestOpen']> {
  const [row] = await store.packets.find([key]);
  return row && { sequence: key.sequence, state: row.state, seenAtMs: row.seenAtMs };
}

export function isOpen(state: PacketState): boolean {
  const terminal: readonly PacketState[] = TERMINAL_STATES;
  return !terminal.includes(state);
}

function keyBase({ chain, protocol, lane }: Lane): Omit<PacketKey, 'sequence'> {
  return { chain, protocol, lane };
}

function smaller(a: bigint | undefined, b: bigint): bigint {
  return a === undefined || b < a ? b : a;
}

function toClient({ chain, clientId, counterparty, path }: Lane): ClientRecord {
  return { chain, clientId, follows: counterparty.chain, path };
}

function toSummary({
  kind,
  path,
  chain,
  summary,
  atMs,
}: Awaited<ReturnType<Store['chains']['evidence']>>[number]): EvidenceSummary {
  return { kind, summary, atMs, ...present({ path, chain }) };
}

function union(first: readonly string[], second: readonly string[]): readonly string[] {
  return [...new Set([...first, ...second])];
}
