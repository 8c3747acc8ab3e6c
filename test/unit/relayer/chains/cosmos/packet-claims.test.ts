/** Claims about packets, and finding packets again, over scripted nodes. @module */
import { encodePacket } from '@causeway/lightclient/ibc';
import {
  QueryNextSequenceSendRequest,
  QueryNextSequenceSendResponse,
  QueryUnreceivedAcksRequest,
  QueryUnreceivedAcksResponse,
  QueryUnreceivedPacketsRequest,
  QueryUnreceivedPacketsResponse,
} from 'cosmjs-types/ibc/core/channel/v2/query';
import { afterEach, describe, expect, test } from 'vitest';
import { createBlockSource } from '../../../../../relayer/chains/cosmos/block-source.ts';
import { createPacketClaims } from '../../../../../relayer/chains/cosmos/packet-claims.ts';
import {
  abciRefusal,
  abciValue,
  type Params,
  Refusal,
  type ScriptedNode,
  statusOf,
} from '../../../../support/scripted-node.ts';
import { type ScriptedPool, startScriptedPool } from '../../../../support/scripted-pool.ts';

const LANE = '07-tendermint-0';
const open: ScriptedPool[] = [];

afterEach(async () => {
  for (const each of open.splice(0)) await each.stop();
});

async function start(count = 1, agree?: number) {
  const scripted = await startScriptedPool(count);
  open.push(scripted);
  const { pool } = scripted;
  const peerOf = (lane: string) => (lane === LANE ? { chain: 'beta', lane: '07-tendermint-1' } : undefined);
  const options = { pool, chain: 'alpha', peerOf, blocks: createBlockSource(pool) };
  return { ...scripted, claims: createPacketClaims({ ...options, ...(agree === undefined ? {} : { agree }) }) };
}

type Query = (data: Uint8Array, height: bigint) => object;

/** Answers gRPC methods by their last name. */
function serve(node: ScriptedNode, methods: Readonly<Record<string, Query>>): void {
  node.on('abci_query', ({ path, data, height }: Params) => {
    const query = methods[String(path).split('/').at(-1) ?? ''];
    return query?.(Buffer.from(String(data), 'hex'), BigInt(String(height))) ?? abciRefusal('unknown query path', 6);
  });
}

const unreceived =
  (missing: readonly bigint[]): Query =>
  (data) => {
    const { sequences } = QueryUnreceivedPacketsRequest.decode(data);
    const answer = {
      sequences: sequences.filter((each) => missing.includes(each)),
      height: { revisionNumber: 0n, revisionHeight: 9n },
    };
    return abciValue(QueryUnreceivedPacketsResponse.encode(answer).finish());
  };

const committed =
  (left: readonly bigint[]): Query =>
  (data) => {
    const { packetAckSequences } = QueryUnreceivedAcksRequest.decode(data);
    const sequences = packetAckSequences.filter((each) => left.includes(each));
    return abciValue(
      QueryUnreceivedAcksResponse.encode(QueryUnreceivedAcksResponse.fromPartial({ sequences })).finish(),
    );
  };

/** The next sequence grows by `perBlock` each block. */
const nextSequence =
  (perBlock: bigint): Query =>
  (data, height) => {
    const { clientId } = QueryNextSequenceSendRequest.decode(data);
    if (clientId !== LANE)
      return abciRefusal('rpc error: code = NotFound desc = sequence-send: not found: key not found');
    const at = height === 0n ? 10n : height;
    if (at < 3n) return abciRefusal('version does not exist', 18);
    const answer = QueryNextSequenceSendResponse.fromPartial({ nextSequenceSend: at * perBlock });
    return abciValue(QueryNextSequenceSendResponse.encode(answer).finish(), at);
  };

describe('claims', () => {
  test('gives those of the sequences that are missing, asked in chunks', async () => {
    const { claims, node } = await start();
    serve(node, { UnreceivedPackets: unreceived([2n, 1_100n]), UnreceivedAcks: committed([47n, 303n]) });
    const all = Array.from({ length: 1_200 }, (_, index) => BigInt(index + 1));
    expect([...(await claims.unreceived(LANE, all))]).toEqual([2n, 1_100n]);
    expect(node.heard.filter(({ method }) => method === 'abci_query')).toHaveLength(3);
    expect([...(await claims.committed(LANE, all))]).toEqual([47n, 303n]);
    expect((await claims.committed(LANE, [])).size).toBe(0);
    expect(node.heard.filter(({ method }) => method === 'abci_query')).toHaveLength(6);
  });

  test('rejects an answer about sequences that nobody asked for (RPC_NO_ENDPOINT)', async () => {
    const { claims, node } = await start();
    serve(node, { UnreceivedPackets: () => abciValue(Uint8Array.of(0x0a, 1, 9)) });
    await expect(claims.unreceived(LANE, [1n, 2n])).rejects.toMatchObject({
      fault: { code: 'RPC_NO_ENDPOINT', message: expect.stringContaining('unusable answer (9)') },
    });
  });

  test('tells the next sequence, and that a lane does not exist (CLIENT_NOT_FOUND)', async () => {
    const { claims, node } = await start();
    serve(node, { NextSequenceSend: nextSequence(2n) });
    expect(await claims.nextSequences(LANE)).toEqual([20n]);
    await expect(claims.nextSequences('07-tendermint-8')).rejects.toMatchObject({
      fault: { code: 'CLIENT_NOT_FOUND' },
    });
  });

  test('puts the author of a refuted claim aside, and takes the next answer from another', async () => {
    const { claims, nodes, pool } = await start(2);
    const [liar, honest] = nodes;
    if (liar === undefined || honest === undefined) throw new Error('unreachable: two nodes');
    serve(liar, { UnreceivedPackets: unreceived([]) });
    serve(honest, { UnreceivedPackets: unreceived([5n]) });
    expect((await claims.unreceived(LANE, [5n])).size).toBe(0);
    claims.refute({ about: 'committed', lane: LANE, sequence: 5n, provenAt: 10n, why: 'never claimed' });
    claims.refute({ about: 'unreceived', lane: LANE, sequence: 6n, provenAt: 10n, why: 'never asked' });
    expect(pool.status().map(({ state }) => state)).toEqual(['ready', 'ready']);
    claims.refute({
      about: 'unreceived',
      lane: LANE,
      sequence: 5n,
      provenAt: 10n,
      why: 'its receipt is proven absent',
    });
    expect(pool.status()[0]).toMatchObject({
      state: 'aside',
      reason: { message: expect.stringContaining('proven absent') },
    });
    expect((await claims.unreceived(LANE, [5n])).size).toBe(1);
  });

  test('waits for a proof of the state that was spoken of, or of a later one', async () => {
    const { claims, nodes, pool } = await start(2);
    for (const node of nodes) serve(node, { UnreceivedPackets: unreceived([]) });
    await claims.unreceived(LANE, [5n]);
    const lie = { about: 'unreceived', lane: LANE, sequence: 5n, why: 'its receipt is proven absent' } as const;
    // The answer is about block 9, whose state the header of block 10 proves.
    expect(claims.refute({ ...lie, provenAt: 9n })).toBe('early');
    expect(pool.status().map(({ state }) => state)).toEqual(['ready', 'ready']);
    expect(claims.refute({ ...lie, provenAt: 10n })).toBe('refuted');
    expect(pool.status().map(({ state }) => state)).toEqual(['aside', 'ready']);
  });

  test('accuses who speaks of a block that cannot exist', async () => {
    const { claims, nodes, pool } = await start(2);
    const [liar] = nodes;
    liar?.on('abci_query', () => abciValue(new Uint8Array(0), 1_000n));
    await claims.unreceived(LANE, [5n]);
    const why = 'its receipt is proven absent';
    expect(claims.refute({ about: 'unreceived', lane: LANE, sequence: 5n, provenAt: 10n, why })).toBe('refuted');
    expect(pool.status().map(({ state }) => state)).toEqual(['aside', 'ready']);
  });

  test('does not accuse who called a packet open', async () => {
    const { claims, nodes, pool } = await start(2);
    for (const node of nodes) serve(node, { UnreceivedPackets: unreceived([5n]) });
    await claims.unreceived(LANE, [5n]);
    claims.refute({
      about: 'unreceived',
      lane: LANE,
      sequence: 5n,
      provenAt: 10n,
      why: 'somebody else said that it was received',
    });
    expect(pool.status().map(({ state }) => state)).toEqual(['ready', 'ready']);
  });

  test('does not accuse the only endpoint there is', async () => {
    const { claims, node, pool } = await start();
    serve(node, { UnreceivedPackets: unreceived([]) });
    await claims.unreceived(LANE, [5n]);
    claims.refute({
      about: 'unreceived',
      lane: LANE,
      sequence: 5n,
      provenAt: 10n,
      why: 'its receipt is proven absent',
    });
    expect(pool.status()[0]).toMatchObject({ state: 'ready' });
  });
});

describe('claims that several endpoints must agree on', () => {
  test('counts as closed what enough of them call closed, and accuses those who did', async () => {
    const { claims, nodes, pool } = await start(3, 2);
    for (const [index, node] of nodes.entries())
      serve(node, { UnreceivedPackets: unreceived(index === 2 ? [1n, 2n] : [1n]) });
    expect([...(await claims.unreceived(LANE, [1n, 2n, 3n]))]).toEqual([1n]);
    claims.refute({
      about: 'unreceived',
      lane: LANE,
      sequence: 2n,
      provenAt: 10n,
      why: 'its receipt is proven absent',
    });
    expect(pool.status().map(({ state }) => state)).toEqual(['aside', 'aside', 'ready']);
  });

  test('counts as open what is undecided', async () => {
    const { claims, nodes } = await start(2, 2);
    for (const [index, node] of nodes.entries())
      serve(node, { UnreceivedAcks: committed(index === 0 ? [1n, 2n] : [1n]) });
    expect([...(await claims.committed(LANE, [1n, 2n, 3n]))]).toEqual([1n, 2n]);
  });

  test('leaves out what any of them calls closed, in the last look before paying', async () => {
    const { claims, nodes, pool } = await start(3);
    for (const [index, node] of nodes.entries()) {
      const open = index === 1 ? [1n] : [1n, 2n];
      serve(node, { UnreceivedPackets: unreceived(open), UnreceivedAcks: committed(open) });
    }
    expect([...(await claims.unreceived(LANE, [1n, 2n, 3n]))]).toEqual([1n, 2n]);
    expect([...(await claims.unreceivedByAll(LANE, [1n, 2n, 3n]))]).toEqual([1n]);
    expect([...(await claims.committedByAll(LANE, [1n, 2n, 3n]))]).toEqual([1n]);
    expect((await claims.committedByAll(LANE, [])).size).toBe(0);
    claims.refute({
      about: 'unreceived',
      lane: LANE,
      sequence: 2n,
      provenAt: 10n,
      why: 'its receipt is proven absent',
    });
    expect(pool.status().map(({ state }) => state)).toEqual(['ready', 'aside', 'ready']);
  });

  test('does not take one that lags for one that calls a packet closed', async () => {
    const { claims, nodes, pool } = await start(2);
    // Both answer of block 9.
    serve(nodes[0] as ScriptedNode, { UnreceivedAcks: committed([]) });
    serve(nodes[1] as ScriptedNode, { UnreceivedAcks: committed([5n, 6n]) });
    const sentAt = (sequence: bigint) => (sequence === 5n ? 10n : 9n);
    expect([...(await claims.committed(LANE, [5n, 6n], { sentAt }))]).toEqual([5n]);
    expect([...(await claims.committedByAll(LANE, [5n, 6n], { sentAt }))]).toEqual([5n]);
    const why = 'proven still open';
    for (const sequence of [5n, 6n]) {
      expect(pool.status()[0]?.state).toBe('ready');
      claims.refute({ about: 'committed', lane: LANE, sequence, provenAt: 12n, why });
    }
    expect(pool.status().map(({ state }) => state)).toEqual(['aside', 'ready']);
  });

  test('gives every next sequence that one of them tells, but lets none hide the others', async () => {
    const { claims, nodes } = await start(4);
    for (const [index, node] of nodes.entries())
      serve(node, index === 3 ? {} : { NextSequenceSend: nextSequence([3n, 900n, 3n][index] ?? 0n) });
    nodes[0]?.on('abci_query', () => abciRefusal('rpc error: code = NotFound desc = sequence-send: not found'));
    expect(await claims.nextSequences(LANE)).toEqual([9_000n, 30n]);
  });

  test('gives the next sequences that enough of them have reached, highest first', async () => {
    const { claims, nodes } = await start(3, 2);
    for (const [index, node] of nodes.entries())
      serve(node, { NextSequenceSend: nextSequence([3n, 900n, 2n][index] ?? 0n) });
    expect(await claims.nextSequences(LANE)).toEqual([30n, 20n]);
  });

  test('rejects too few answers (RPC_NO_ENDPOINT)', async () => {
    const { claims, nodes } = await start(3, 2);
    for (const node of nodes) serve(node, { UnreceivedPackets: unreceived([1n]) });
    for (const node of nodes.slice(1)) node.breakWith((request) => void request.socket.destroy());
    await expect(claims.unreceived(LANE, [1n])).rejects.toMatchObject({
      fault: { code: 'RPC_NO_ENDPOINT', want: '2 that agree', got: '1' },
    });
  });
});

function sendEvent(sequence: bigint, value = 1) {
  const payload = {
    sourcePort: 'transfer',
    destinationPort: 'transfer',
    version: 'ics20-1',
    encoding: 'e',
    value: Uint8Array.of(value),
  };
  const packet = {
    sequence,
    sourceClient: LANE,
    destinationClient: '07-tendermint-1',
    timeoutSeconds: 9n,
    payloads: [payload],
  };
  const attributes = {
    packet_source_client: LANE,
    packet_dest_client: '07-tendermint-1',
    packet_sequence: `${sequence}`,
    encoded_packet_hex: Buffer.from(encodePacket(packet)).toString('hex'),
  };
  return { type: 'send_packet', attributes: Object.entries(attributes).map(([key, text]) => ({ key, value: text })) };
}

const txJson = (...events: readonly object[]) => ({ code: 0, events });
const HASH = 'AB'.repeat(32);
const entry = (height: number, ...events: readonly object[]) => ({
  hash: HASH,
  height: `${height}`,
  index: 0,
  tx_result: txJson(...events),
});
const found = (...txs: readonly object[]) => ({ total_count: `${txs.length}`, txs });

describe('finding packets', () => {
  test('finds one in the index; its neighbours in the block cost nothing more', async () => {
    const { claims, node } = await start();
    node.on('tx_search', () => found(entry(6, sendEvent(4n), sendEvent(5n))));
    node.on('block_results', () => ({ txs_results: [txJson(sendEvent(4n), sendEvent(5n)), txJson(sendEvent(6n))] }));
    node.on('block', () => ({ block: { data: { txs: ['AQ==', 'Ag=='] } } }));
    const [four, five, six] = await Promise.all([4n, 5n, 6n].map((sequence) => claims.findPacket(LANE, sequence)));
    expect(four).toMatchObject({ height: 6n, packet: { sequence: 4n } });
    expect([five?.packet.sequence, six?.packet.sequence]).toEqual([5n, 6n]);
    expect(six?.tx).toMatch(/^[0-9A-F]{64}$/);
    expect(node.heard.filter(({ method }) => method === 'tx_search').map(({ params }) => params.query)).toEqual([
      `send_packet.packet_source_client='${LANE}' AND send_packet.packet_sequence='4'`,
    ]);
    // Whoever asks again was not helped: the index is asked anew.
    await claims.findPacket(LANE, 5n);
    expect(node.heard.filter(({ method }) => method === 'tx_search')).toHaveLength(2);
  });

  test('takes what most endpoints say', async () => {
    const { claims, nodes } = await start(3);
    for (const [index, node] of nodes.entries())
      node.on('tx_search', () => found(entry(6, sendEvent(4n, index === 0 ? 7 : 1))));
    const packet = (await claims.findPacket(LANE, 4n))?.packet;
    expect(Buffer.from(packet?.body ?? []).includes(Buffer.from([0x2a, 1, 1]))).toBe(true);
  });

  test('finds one by the state of the chain when no index has it', async () => {
    const { claims, node } = await start();
    node.on('tx_search', () => {
      throw new Refusal('transaction indexing is disabled');
    });
    // Sequences 12 and 13 are sent in block 7: the next one is 12 after block 6 and 14 after block 7.
    serve(node, { NextSequenceSend: nextSequence(2n) });
    node.on('block_results', ({ height }) => ({
      txs_results: height === '7' ? [txJson(sendEvent(12n), sendEvent(13n))] : null,
    }));
    node.on('block', () => ({ block: { data: { txs: ['AQ=='] } } }));
    expect(await claims.findPacket(LANE, 12n)).toMatchObject({ height: 7n, packet: { sequence: 12n } });
    expect(await claims.findPacket(LANE, 13n)).toMatchObject({ height: 7n, packet: { sequence: 13n } });
  });

  test.each([
    ['not sent yet', 20n],
    ['sent before the oldest state', 5n],
    ['sent in the oldest block of which there is a state', 6n],
  ])('gives nothing for a packet that was %s', async (_, sequence) => {
    const { claims, node } = await start();
    node.on('status', () => statusOf('alpha-1', 10n, 2n));
    node.on('tx_search', () => found());
    serve(node, { NextSequenceSend: nextSequence(2n) });
    node.on('block_results', () => ({ txs_results: null }));
    expect(await claims.findPacket(LANE, sequence)).toBeUndefined();
  });

  test('gives what the index has, though the block cannot be had', async () => {
    const { claims, node } = await start();
    node.on('tx_search', () => found(entry(6, sendEvent(4n))));
    expect(await claims.findPacket(LANE, 4n)).toMatchObject({ height: 6n, tx: HASH });
  });
});

describe('finding acknowledgements', () => {
  const packet = {
    protocol: 'v2' as const,
    source: { chain: 'beta', lane: '07-tendermint-1' },
    destination: { chain: 'alpha', lane: LANE },
    sequence: 4n,
    timeout: {},
    body: new Uint8Array(),
  };
  const written = (ack: string) => {
    const { attributes } = sendEvent(4n);
    const body = encodePacket({
      sequence: 4n,
      sourceClient: '07-tendermint-1',
      destinationClient: LANE,
      timeoutSeconds: 9n,
      payloads: [],
    });
    const changed = {
      packet_dest_client: LANE,
      encoded_packet_hex: Buffer.from(body).toString('hex'),
      encoded_acknowledgement_hex: ack,
    };
    const merged = { ...Object.fromEntries(attributes.map(({ key, value }) => [key, value])), ...changed };
    return {
      type: 'write_acknowledgement',
      attributes: Object.entries(merged).map(([key, value]) => ({ key, value })),
    };
  };

  test('gives each candidate once, what most endpoints say first', async () => {
    const { claims, nodes } = await start(3);
    for (const [index, node] of nodes.entries())
      node.on('tx_search', () => found(entry(6, written(index === 0 ? '0a0107' : '0a0101'))));
    const candidates = await claims.findAcknowledgements(packet);
    expect(candidates.map(({ acknowledgement }) => Buffer.from(acknowledgement).toString('hex'))).toEqual([
      '0a0101',
      '0a0107',
    ]);
    expect(candidates[0]).toMatchObject({ height: 6n, tx: HASH });
  });

  test('gives nothing when it was not written', async () => {
    const { claims, node } = await start();
    node.on('tx_search', () => found());
    serve(node, {
      PacketAcknowledgement: () =>
        abciRefusal('rpc error: code = NotFound desc = packet acknowledgement hash not found'),
    });
    expect(await claims.findAcknowledgements(packet)).toEqual([]);
  });
});
