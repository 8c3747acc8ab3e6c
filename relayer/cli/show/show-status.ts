/** `status` for people: calm when all is well, with reasons when it is not. @module */
import { formatAge, nsToMs } from '../../ops/format-time.ts';
import type {
  ChainHealth,
  ChainStatus,
  ClientHealth,
  ClientRecord,
  DirectionStatus,
  EndpointHealth,
  PathStatus,
  StatusReport,
} from '../../ports/control.ts';
import { PACKET_STATES } from '../../ports/packet.ts';
import type { Paint } from './paint.ts';
import { formatTable } from './table.ts';

/** @param service Why there are no live values, when there are none. */
export function showStatus(status: StatusReport, paint: Paint, service: string | undefined): string {
  const { live, atMs } = status;
  const headline =
    live === undefined
      ? `${paint('Service', 'bold')}  ${paint(service ?? 'not running', 'yellow')}`
      : `${paint('Service', 'bold')}  running for ${formatAge(atMs - live.startedAtMs)}`;
  const sections = [
    headline,
    section('Paths', showPaths(status.paths, atMs, paint), paint),
    section('Chains', showChains(status, paint), paint),
    section('Clients', showClients(status, paint), paint),
    section('Endpoints', showEndpoints(live?.chains ?? [], paint), paint),
    section('Evidence', showEvidence(status, paint), paint),
  ];
  return sections.filter((text) => text !== '').join('\n\n');
}

function section(title: string, body: string, paint: Paint): string {
  return body === '' ? '' : `${paint(title, 'bold')}\n${body}`;
}

function showPaths(paths: readonly PathStatus[], atMs: number, paint: Paint): string {
  const rows = paths.flatMap((path) => {
    const state = path.paused === undefined ? paint('ok', 'green') : paint(`stopped: ${path.paused.reason}`, 'red');
    if (path.directions.length === 0) {
      return [[path.name, paint("not linked; run 'causeway link'", 'yellow'), '', '', '', '']];
    }
    return path.directions.map((direction) => [
      path.name,
      `${direction.source.chain} → ${direction.destination.chain}`,
      String(direction.open),
      showOldest(direction, atMs),
      showStates(direction, paint),
      state,
    ]);
  });
  return rows.length === 0 ? '' : formatTable(['path', 'direction', 'open', 'oldest', 'packets', 'state'], rows);
}

function showOldest({ oldestOpen }: DirectionStatus, atMs: number): string {
  return oldestOpen === undefined ? '-' : `#${oldestOpen.sequence}, ${formatAge(atMs - oldestOpen.seenAtMs)}`;
}

function showStates({ states }: DirectionStatus, paint: Paint): string {
  const parts = PACKET_STATES.flatMap((state) => {
    const count = states[state];
    if (count === undefined) return [];
    const text = `${count} ${state}`;
    return [state === 'parked' ? paint(text, 'yellow') : state === 'conflict' ? paint(text, 'red') : text];
  });
  return parts.length === 0 ? '-' : parts.join(', ');
}

function showChains({ chains, live, atMs }: StatusReport, paint: Paint): string {
  if (chains.length === 0) return '';
  const rows = chains.map((chain) => {
    const health = live?.chains.find(({ name }) => name === chain.name);
    return [
      chain.name,
      chain.chainId ?? '-',
      showHeight(chain, health, atMs, paint),
      chain.cursor === undefined ? '-' : String(chain.cursor),
      String(chain.openTxs),
      showWallet(health),
    ];
  });
  return formatTable(['chain', 'chain id', 'verified height', 'read up to', 'open txs', 'wallet'], rows);
}

function showHeight(chain: ChainStatus, health: ChainHealth | undefined, atMs: number, paint: Paint): string {
  if (health === undefined) return chain.verifiedHeight === undefined ? '-' : String(chain.verifiedHeight);
  if (health.height === 0n) return paint('none yet', 'yellow');
  if (health.state === 'moving') return `${health.height}`;
  return `${health.height}${paint(` (${health.state} for ${formatAge(atMs - health.movedAtMs)})`, 'red')}`;
}

function showWallet(health: ChainHealth | undefined): string {
  const wallet = health?.wallet;
  if (wallet === undefined) return '-';
  return `${wallet.balance === undefined ? 'unknown' : `${wallet.balance} ${wallet.denom}`} (${wallet.address})`;
}

function showClients({ clients, live }: StatusReport, paint: Paint): string {
  if (clients.length === 0) return '';
  const rows = clients.map((client) => {
    const health = findHealth(client, live?.clients ?? []);
    const followed = live?.chains.find(({ name }) => name === client.chain);
    return [
      `${client.chain}/${client.clientId}`,
      client.follows,
      health?.latestHeight ?? '-',
      health === undefined ? '-' : paint(health.status, health.status === 'active' ? 'green' : 'red'),
      showExpiry(health, followed, paint),
    ];
  });
  return formatTable(['client', 'follows', 'knows height', 'status', 'expires in'], rows);
}

function findHealth({ chain, clientId }: ClientRecord, clients: readonly ClientHealth[]): ClientHealth | undefined {
  return clients.find((client) => client.chain === chain && client.clientId === clientId);
}

/** By the time of the chain that holds the client, as it will judge. */
function showExpiry(health: ClientHealth | undefined, host: ChainHealth | undefined, paint: Paint): string {
  if (health === undefined || host === undefined || health.status !== 'active') return '-';
  const left = health.expiresAtNs - host.timeNs;
  const text = formatAge(nsToMs(left));
  return 5n * left < health.trustingPeriodNs ? paint(text, 'red') : text;
}

function showEndpoints(chains: readonly ChainHealth[], paint: Paint): string {
  const rows = chains.flatMap(({ name, endpoints }) =>
    endpoints.map((endpoint) => showEndpoint(name, endpoint, paint)),
  );
  return rows.length === 0 ? '' : formatTable(['chain', 'endpoint', 'height', 'latency', 'calls', 'state'], rows);
}

function showEndpoint(chain: string, endpoint: EndpointHealth, paint: Paint): readonly string[] {
  const reason = endpoint.reason === undefined ? '' : `: ${endpoint.reason}`;
  const state = paint(`${endpoint.state}${reason}`, endpoint.state === 'ready' ? 'green' : 'yellow');
  return [chain, endpoint.url, `${endpoint.height}`, `${Math.round(endpoint.latencyMs)}ms`, `${endpoint.calls}`, state];
}

function showEvidence({ evidence, atMs }: StatusReport, paint: Paint): string {
  return evidence
    .map(({ kind, path, chain, summary, atMs: at }) => {
      const where = path ?? chain;
      return `  ${paint(kind, 'red')}${where === undefined ? '' : ` on ${where}`}, ${formatAge(atMs - at)} ago: ${summary}`;
    })
    .join('\n');
}
