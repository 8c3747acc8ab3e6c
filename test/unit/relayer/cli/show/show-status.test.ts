/** Status and reasons as a person reads them. @module */
import { describe, expect, test } from 'vitest';
import { createPaint } from '../../../../../relayer/cli/show/paint.ts';
import { showPackets, showWhy } from '../../../../../relayer/cli/show/show-packets.ts';
import { showStatus } from '../../../../../relayer/cli/show/show-status.ts';
import { formatTable } from '../../../../../relayer/cli/show/table.ts';
import type { LiveReport, PacketSummary, StatusReport } from '../../../../../relayer/ports/control.ts';

const NOW = 1_767_225_600_000;
const plain = createPaint({ isTTY: false }, {});
const HOUR_NS = 3_600_000_000_000n;

const LIVE: LiveReport = {
  startedAtMs: NOW - 3_600_000,
  chains: [
    {
      name: 'alpha',
      state: 'moving',
      height: 120n,
      timeNs: 1_000n * HOUR_NS,
      movedAtMs: NOW - 500,
      endpoints: [
        { url: 'http://h:1', state: 'ready', height: 120n, latencyMs: 4.4, calls: 9 },
        { url: 'http://h:2', state: 'aside', reason: 'a proof was wrong', height: 119n, latencyMs: 80, calls: 3 },
      ],
      wallet: { address: 'cosmos1x', denom: 'stake', balance: 12n },
    },
    { name: 'beta', state: 'unreachable', height: 7n, timeNs: 0n, movedAtMs: NOW - 120_000, endpoints: [] },
  ],
  clients: [
    {
      ...{ chain: 'alpha', clientId: '07-tendermint-0', status: 'active', latestHeight: '1-20' },
      ...{ trustingPeriodNs: 336n * HOUR_NS, expiresAtNs: 1_200n * HOUR_NS },
    },
  ],
  queue: { driver: 'local', reachable: true, counts: {} },
};

const STATUS: StatusReport = {
  atMs: NOW,
  chains: [
    { name: 'alpha', chainId: 'alpha-1', cursor: 118n, verifiedHeight: 117n, openTxs: 2 },
    { name: 'beta', openTxs: 0 },
  ],
  paths: [
    {
      name: 'main',
      directions: [
        {
          source: { chain: 'alpha', lane: '07-tendermint-0' },
          destination: { chain: 'beta', lane: '07-tendermint-1' },
          states: { parked: 1, done: 4 },
          open: 1,
          oldestOpen: { sequence: 3n, state: 'parked', seenAtMs: NOW - 61_000 },
        },
      ],
    },
    { name: 'stopped', paused: { reason: 'two headers', atMs: NOW }, directions: [] },
  ],
  clients: [{ chain: 'alpha', clientId: '07-tendermint-0', follows: 'beta', path: 'main' }],
  evidence: [{ kind: 'header-conflict', path: 'main', summary: 'two headers at 9', atMs: NOW - 1_000 }],
};

function lineWith(text: string, part: string): string {
  const line = text.split('\n').find((candidate) => candidate.includes(part));
  return (line ?? `no line with ${part}`).trim().replace(/ {2,}/g, ' | ');
}

describe('showStatus', () => {
  const shown = showStatus({ ...STATUS, live: LIVE }, plain, undefined);

  test.each([
    ['Service', 'Service | running for 1h'],
    ['alpha → beta', 'main | alpha → beta | 1 | #3, 1m 1s | 4 done, 1 parked | ok'],
    ['stopped', "stopped | not linked; run 'causeway link'"],
    ['alpha-1', 'alpha | alpha-1 | 120 | 118 | 2 | 12 stake (cosmos1x)'],
    ['unreachable for', 'beta | - | 7 (unreachable for 2m) | - | 0 | -'],
    ['1-20', 'alpha/07-tendermint-0 | beta | 1-20 | active | 8d 8h'],
    ['h:1', 'alpha | http://h:1 | 120 | 4ms | 9 | ready'],
    ['h:2', 'alpha | http://h:2 | 119 | 80ms | 3 | aside: a proof was wrong'],
    ['header-conflict', 'header-conflict on main, 1s ago: two headers at 9'],
  ])('has a line with %s', (part, line) => {
    expect(lineWith(shown, part)).toBe(line);
  });

  test('shows what the store knows when no service answers', () => {
    const text = showStatus(STATUS, plain, 'not running (nothing answers)');
    expect(lineWith(text, 'Service')).toBe('Service | not running (nothing answers)');
    expect(lineWith(text, 'alpha-1')).toBe('alpha | alpha-1 | 117 | 118 | 2 | -');
    expect(text).not.toContain('Endpoints');
  });

  test('warns in colour of a client that expires soon, and of nothing else about it', () => {
    const [client] = LIVE.clients;
    if (client === undefined) throw new Error('unreachable: the report has a client');
    const soon = { ...LIVE, clients: [{ ...client, expiresAtNs: 1_030n * HOUR_NS }] };
    const colored = createPaint({ isTTY: true }, {});
    expect(lineWith(showStatus({ ...STATUS, live: soon }, colored, undefined), '1-20')).toContain('\u001b[31m1d 6h');
    expect(lineWith(showStatus({ ...STATUS, live: LIVE }, colored, undefined), '1-20')).not.toContain('\u001b[31m');
  });
});

describe('showPackets', () => {
  const packet: PacketSummary = {
    packet: 'alpha/07-tendermint-0/3',
    source: { chain: 'alpha', lane: '07-tendermint-0' },
    destination: { chain: 'beta', lane: '07-tendermint-1' },
    sequence: 3n,
    state: 'parked',
    parked: { reason: 'ack-unavailable', resumeTo: 'ack-final', detail: 'pruned' },
    attempts: 1,
    notBeforeMs: 0,
    sentHeight: 5n,
    seenAtMs: NOW - 90_000,
    timeoutAtNs: BigInt(NOW) * 1_000_000n,
  };

  test('lists packets with the reason of those that are stuck, and how to see more', () => {
    const text = showPackets({ packets: [packet], next: packet.packet }, NOW, plain);
    expect(lineWith(text, '/3 ')).toBe('alpha/07-tendermint-0/3 | beta | parked | - | 1m 30s | ack-unavailable');
    expect(text).toContain('--before alpha/07-tendermint-0/3');
    expect(showPackets({ packets: [] }, NOW, plain)).toBe('No packets.');
  });

  test('tells a packet as a story', () => {
    const explanation = { state: 'It is parked.', tried: [], waitsFor: 'an archive node', advice: 'Add one.' };
    const history = [{ from: undefined, to: 'seen', why: 'first seen', atMs: NOW }] as const;
    const text = showWhy({ ...packet, history, transactions: [], explanation }, plain);
    expect(text.split('\n').slice(0, 9)).toEqual([
      'alpha/07-tendermint-0/3 to beta: parked',
      '',
      'It is parked. Its timeout: 2026-01-01 00:00:00Z.',
      'Waits for an archive node.',
      'To do     Add one.',
      '',
      'Tried',
      '  Nothing yet.',
      '',
    ]);
    expect(lineWith(text, 'first seen')).toBe('2026-01-01 00:00:00Z | seen | first seen');
  });
});

describe('createPaint', () => {
  test.each<[boolean, Record<string, string>, string]>([
    [true, {}, '\u001b[32mok\u001b[0m'],
    [true, { NO_COLOR: '1' }, 'ok'],
    [true, { NO_COLOR: '' }, '\u001b[32mok\u001b[0m'],
    [false, {}, 'ok'],
  ])('on a terminal: %s, environment %j', (isTTY, env, text) => {
    expect(createPaint({ isTTY }, env)('ok', 'green')).toBe(text);
  });
});

test('columns stay straight when cells have colours', () => {
  const paint = createPaint({ isTTY: true }, {});
  expect(
    formatTable(
      ['a', 'b'],
      [
        [paint('long', 'red'), '1'],
        ['x', '2'],
      ],
    ).split('\n'),
  ).toEqual(['  a     b', '  \u001b[31mlong\u001b[0m  1', '  x     2']);
});
