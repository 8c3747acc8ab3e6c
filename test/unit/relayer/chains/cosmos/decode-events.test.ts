/** From the results of a block to IBC events. @module */
import { encodeAcknowledgement, encodePacket, type IbcPacket } from '@causeway/lightclient/ibc';
import { describe, expect, test } from 'vitest';
import { decodeEvents, hasPacketEvents, IBC_EVENT_TYPES } from '../../../../../relayer/chains/cosmos/decode-events.ts';
import { readBlockResults, readSearchPage } from '../../../../../relayer/chains/cosmos/read-block-results.ts';
import { readRecorded } from '../../../../support/canned-node.ts';

const PACKET: IbcPacket = {
  sequence: 7n,
  sourceClient: '07-tendermint-0',
  destinationClient: '07-tendermint-3',
  timeoutSeconds: 1_800_000_000n,
  payloads: [
    {
      sourcePort: 'transfer',
      destinationPort: 'transfer',
      version: 'ics20-1',
      encoding: 'application/json',
      value: Uint8Array.of(1, 2),
    },
  ],
};
const BODY = encodePacket(PACKET);
const ACK = encodeAcknowledgement({ appAcknowledgements: [Uint8Array.of(9)] });
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** The attributes that ibc-go gives each packet event, in its order. */
function attributes(changes: Readonly<Record<string, string | undefined>> = {}): [string, string][] {
  const all: Record<string, string | undefined> = {
    packet_source_client: '07-tendermint-0',
    packet_dest_client: '07-tendermint-3',
    packet_sequence: '7',
    packet_timeout_timestamp: '1800000000',
    encoded_packet_hex: hex(BODY),
    msg_index: '0',
    ...changes,
  };
  return Object.entries(all).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
}

const eventJson = (type: string, pairs: readonly [string, string][]) => ({
  type,
  attributes: pairs.map(([key, value]) => ({ key, value, index: true })),
});
const txJson = (events: readonly object[], code = 0) => ({
  code,
  data: 'Ag==',
  log: 'why',
  gas_wanted: '200',
  gas_used: '100',
  events,
});

const SOURCE = {
  chain: 'alpha',
  peerOf: (lane: string) => (lane === '07-tendermint-0' ? { chain: 'beta', lane: '07-tendermint-3' } : undefined),
};
const DESTINATION = {
  chain: 'beta',
  peerOf: (lane: string) => (lane === '07-tendermint-3' ? { chain: 'alpha', lane: '07-tendermint-0' } : undefined),
};

function decode(block: object, context = SOURCE) {
  const { events } = readBlockResults(block, IBC_EVENT_TYPES);
  return decodeEvents({ height: 5n, events, txAt: (index) => `tx ${index}` }, context);
}

const blockOf = (...events: readonly object[]) => ({ txs_results: [txJson([]), txJson(events)] });

describe('packet events', () => {
  test('accepts a sent packet with its bytes as they are', () => {
    const [event, ...others] = decode(blockOf(eventJson('send_packet', attributes())));
    expect(others).toEqual([]);
    expect(event).toEqual({
      type: 'packet-sent',
      tx: 'tx 1',
      packet: {
        protocol: 'v2',
        source: { chain: 'alpha', lane: '07-tendermint-0' },
        destination: { chain: 'beta', lane: '07-tendermint-3' },
        sequence: 7n,
        timeout: { atNs: 1_800_000_000n * 1_000_000_000n },
        body: BODY,
      },
    });
  });

  test('accepts a written acknowledgement on the destination', () => {
    const written = eventJson('write_acknowledgement', attributes({ encoded_acknowledgement_hex: hex(ACK) }));
    expect(decode(blockOf(written), DESTINATION)).toEqual([
      {
        type: 'ack-written',
        key: { chain: 'alpha', protocol: 'v2', lane: '07-tendermint-0', sequence: 7n },
        destination: { chain: 'beta', lane: '07-tendermint-3' },
        acknowledgement: ACK,
        tx: 'tx 1',
      },
    ]);
    expect(decode(blockOf(written), SOURCE)).toEqual([]);
  });

  test.each([
    ['acknowledge_packet', 'ack'],
    ['timeout_packet', 'timeout'],
  ])('accepts %s as the end of a packet', (type, by) => {
    expect(decode(blockOf(eventJson(type, attributes())))).toMatchObject([
      { type: 'packet-closed', by, key: { sequence: 7n } },
    ]);
  });

  test.each([
    ['another type', eventJson('recv_packet', attributes())],
    ['a classic packet of the same type', eventJson('send_packet', attributes({ encoded_packet_hex: undefined }))],
    ['a lane that is not ours', eventJson('send_packet', attributes({ packet_source_client: '07-tendermint-9' }))],
  ])('accepts %s by leaving it out', (_, event) => {
    expect(decode(blockOf(event))).toEqual([]);
  });

  test.each([
    ['no hex', { encoded_packet_hex: 'zz' }, 'encoded_packet_hex'],
    ['cut bytes', { encoded_packet_hex: hex(BODY.subarray(0, 20)) }, 'packet'],
    ['an unknown field', { encoded_packet_hex: `${hex(BODY)}7801` }, 'field number 15'],
    [
      'another destination',
      { encoded_packet_hex: hex(encodePacket({ ...PACKET, destinationClient: '07-tendermint-4' })) },
      'a packet from 07-tendermint-0 to 07-tendermint-3',
    ],
    [
      'another source',
      { encoded_packet_hex: hex(encodePacket({ ...PACKET, sourceClient: '07-tendermint-1' })) },
      'got 07-tendermint-1',
    ],
    ['no sequence', { encoded_packet_hex: hex(encodePacket({ ...PACKET, sequence: 0n })) }, 'sequence'],
    [
      'a timeout in the year 2554',
      { encoded_packet_hex: hex(encodePacket({ ...PACKET, timeoutSeconds: 18_446_744_074n })) },
      'timeout',
    ],
  ])('rejects a packet with %s, and reads the rest of the block (unreadable)', (_, change, why) => {
    const events = decode(
      blockOf(eventJson('send_packet', attributes(change)), eventJson('timeout_packet', attributes())),
    );
    expect(events).toMatchObject([
      { type: 'unreadable', height: 5n, index: 0, why: expect.stringContaining(why) },
      { type: 'packet-closed' },
    ]);
  });

  test('rejects an acknowledgement that is missing or broken (unreadable)', () => {
    for (const encoded of [hex(ACK.subarray(1)), '0a']) {
      const written = eventJson('write_acknowledgement', attributes({ encoded_acknowledgement_hex: encoded }));
      expect(decode(blockOf(written), DESTINATION)).toMatchObject([{ type: 'unreadable' }]);
    }
  });

  test('accepts each event once, though a node lists it twice', () => {
    const sent = eventJson('send_packet', attributes());
    expect(decode({ ...blockOf(sent), finalize_block_events: [sent] })).toHaveLength(1);
  });

  test('accepts what a chain does at the beginning and the end of a block, of every node version', () => {
    for (const list of ['begin_block_events', 'end_block_events', 'finalize_block_events']) {
      const block = { txs_results: null, [list]: [eventJson('send_packet', attributes())] };
      expect(decode(block)).toMatchObject([{ type: 'packet-sent', tx: 'tx undefined' }]);
    }
  });

  test('accepts attributes in base64, as nodes up to 0.34 give them', () => {
    const encoded = attributes().map(([key, value]): [string, string] => [btoa(key), btoa(value)]);
    expect(decode(blockOf(eventJson('send_packet', encoded)))).toMatchObject([
      { type: 'packet-sent', packet: { sequence: 7n } },
    ]);
  });

  test('rejects the events of a failed transaction', () => {
    expect(decode({ txs_results: [txJson([eventJson('send_packet', attributes())], 5)] })).toEqual([]);
  });

  test('knows whether transaction hashes are worth fetching', () => {
    const has = (event: object) => hasPacketEvents(readBlockResults(blockOf(event), IBC_EVENT_TYPES).events, SOURCE);
    expect(has(eventJson('send_packet', attributes()))).toBe(true);
    expect(has(eventJson('send_packet', attributes({ packet_source_client: 'other-0' })))).toBe(false);
    expect(has(eventJson('update_client', [['client_id', '07-tendermint-0']]))).toBe(false);
  });
});

test('accepts a client update with its heights', () => {
  const update = (heights: [string, string]) => eventJson('update_client', [['client_id', '07-tendermint-0'], heights]);
  const expected = { type: 'client-updated', chain: 'alpha', clientId: '07-tendermint-0', tx: 'tx 1' };
  expect(decode(blockOf(update(['consensus_heights', '1-5,1-9'])))).toEqual([{ ...expected, heights: ['1-5', '1-9'] }]);
  expect(decode(blockOf(update(['consensus_height', '1-5'])))).toEqual([{ ...expected, heights: ['1-5'] }]);
});

describe('block results', () => {
  test('accepts a recorded answer', () => {
    const { outcomes, events } = readBlockResults(readRecorded('block_results_at_height_10'), IBC_EVENT_TYPES);
    expect(events).toEqual([]);
    expect(outcomes.every(({ code }) => code === 0)).toBe(true);
  });

  test('accepts outcomes: the log only of failures', () => {
    const { outcomes } = readBlockResults({ txs_results: [txJson([]), txJson([], 11)] }, IBC_EVENT_TYPES);
    const common = { data: Uint8Array.of(2), gasWanted: 200n, gasUsed: 100n };
    expect(outcomes).toEqual([
      { ...common, code: 0, log: '' },
      { ...common, code: 11, log: 'why' },
    ]);
  });

  test('accepts a recorded page of the index', () => {
    const { total, found } = readSearchPage(readRecorded('tx_search_no_prove'), new Set(['app']));
    expect(total).toBeGreaterThan(0);
    expect(found[0]?.hash).toMatch(/^[0-9A-F]{64}$/);
    expect(found[0]?.height).toBeGreaterThan(0n);
  });

  test.each([
    [null, 'result'],
    [{ txs_results: 5 }, 'txs_results'],
    [{ txs_results: [{ code: 'x' }] }, 'txs_results[0].code'],
    [{ txs_results: [{ code: -1 }] }, 'txs_results[0].code'],
    [{ txs_results: [{ data: '###' }] }, 'txs_results[0].data'],
    [{ txs_results: [{ gas_used: 1.5 }] }, 'txs_results[0].gas_used'],
    [{ txs_results: [{ events: [{ type: 3 }] }] }, 'event.type'],
  ])('rejects %j', (block, field) => {
    expect(() => readBlockResults(block, IBC_EVENT_TYPES)).toThrow(field);
  });
});
