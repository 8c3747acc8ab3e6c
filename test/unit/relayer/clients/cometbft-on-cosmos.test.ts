/** The driver against chains in memory: what it builds is what the host would accept, what it refuses says why. @module */
import { one, readMessage } from '@causeway/lightclient/codec';
import { packetCommitmentKey, packetReceiptKey } from '@causeway/lightclient/ibc';
import { createNativeVerifier } from '@causeway/lightclient/native';
import {
  type ClientHeader,
  decodeClientHeader,
  type StoredClient,
  TENDERMINT_TYPE_URLS,
  verifyClientMessage,
} from '@causeway/lightclient/tendermint';
import { describe, expect, test } from 'vitest';
import { decodeAny } from '../../../../relayer/clients/cometbft/client-records.ts';
import { readClient, toStoredClient } from '../../../../relayer/clients/cometbft/read-client.ts';
import type { ClientUpdate } from '../../../../relayer/ports/client-driver.ts';
import { RelayerError, type RelayerFault } from '../../../../relayer/ports/fault.ts';
import { createTestValidators, GENESIS_TIME, SECOND } from '../../../support/build-chain.ts';
import type { NodeReply } from '../../../support/chain-node.ts';
import { buildHostedClient, CLIENT_ID, TRUSTING_PERIOD } from '../../../support/hosted-client.ts';
import { createMemoryLightBlocks } from '../../../support/memory-light-blocks.ts';

const key = packetCommitmentKey('07-tendermint-1', 1n);
const absent = packetReceiptKey('07-tendermint-1', 2n);
const value = new Uint8Array(32).fill(7);

/** Two of four validators leave every eighth block. */
const pool = createTestValidators(40);
const shifting = (height: bigint) => pool.slice(2 * Number(height / 8n), 2 * Number(height / 8n) + 4);

async function faultOf(work: Promise<unknown>): Promise<RelayerFault> {
  const error = await work.catch((thrown: unknown) => thrown);
  if (!(error instanceof RelayerError)) throw new Error('want a RelayerError', { cause: error });
  return error.fault;
}

const UPDATE = { clientId: one(1, 'string'), message: one(2, 'bytes'), signer: one(3, 'string') };

function headerOf({ message }: ClientUpdate): ClientHeader {
  const update = readMessage(message.bytes, UPDATE, 'update');
  expect(message.type).toBe('/ibc.core.client.v1.MsgUpdateClient');
  expect(update).toMatchObject({ clientId: CLIENT_ID, signer: 'cosmos1signer' });
  return decodeClientHeader(decodeAny(update.message ?? new Uint8Array(), TENDERMINT_TYPE_URLS.header, 'message'));
}

describe('view', () => {
  test('shows the client as the host proves it', async () => {
    const { driver } = buildHostedClient();
    const latestTimeNs = GENESIS_TIME + 5n * SECOND;
    expect(await driver.view()).toEqual({
      status: 'active',
      latestHeight: { revisionNumber: 1n, revisionHeight: 5n },
      latestTimeNs,
      trustingPeriodNs: TRUSTING_PERIOD,
      expiresAtNs: latestTimeNs + TRUSTING_PERIOD,
    });
  });

  test('shows a frozen and an expired client without failing', async () => {
    const frozen = buildHostedClient({ clientState: { frozenHeight: { revisionNumber: 0n, revisionHeight: 1n } } });
    expect((await frozen.driver.view()).status).toBe('frozen');
    const expired = buildHostedClient({ clientState: { trustingPeriod: 35n * SECOND } });
    expect((await expired.driver.view()).status).toBe('expired');
  });

  test('is read again only when the host has a new block', async () => {
    const { driver, beta } = buildHostedClient();
    beta.nodes.one?.set({ tip: 6n });
    await driver.view();
    const queries = () => beta.methods().filter((method) => method === 'abci_query').length;
    expect(queries()).toBe(2);
    beta.clock.nowMs += 1000;
    await driver.view();
    expect(queries()).toBe(2);
    beta.nodes.one?.set({ tip: 7n });
    beta.clock.nowMs += 1000;
    await driver.view();
    // The consensus state of a height never changes.
    expect(queries()).toBe(3);
  });

  test('rejects a client that is not there (CLIENT_NOT_FOUND)', async () => {
    const { driver } = buildHostedClient({ omit: ['client', 'consensus'] });
    expect((await faultOf(driver.view())).code).toBe('CLIENT_NOT_FOUND');
  });

  test('rejects a client that lost its latest consensus state (CLIENT_EXPIRED)', async () => {
    const { driver } = buildHostedClient({ omit: ['consensus'] });
    expect((await faultOf(driver.view())).code).toBe('CLIENT_EXPIRED');
  });

  test.each([
    ['root', { root: new Uint8Array(32).fill(9) }],
    ['time', { timestamp: GENESIS_TIME + 5n * SECOND + 1n }],
    ['next validators', { nextValidatorsHash: new Uint8Array(32).fill(9) }],
  ])('rejects a client whose state contradicts our own light client in its %s (HEADER_CONFLICT)', async (_, state) => {
    const { driver } = buildHostedClient({ consensusState: state });
    const fault = await faultOf(driver.view());
    expect(fault).toMatchObject({ code: 'HEADER_CONFLICT', context: { client: CLIENT_ID, height: '1-5' } });
  });

  test('rejects a client that is ahead of us in height, but not in time (HEADER_CONFLICT)', async () => {
    const clientState = { latestHeight: { revisionNumber: 1n, revisionHeight: 1_000n } };
    const { driver } = buildHostedClient({ clientState, consensusState: { timestamp: GENESIS_TIME + 40n * SECOND } });
    const fault = await faultOf(driver.view());
    expect(fault).toMatchObject({ code: 'HEADER_CONFLICT', context: { client: CLIENT_ID, height: '1-1000' } });
  });

  test('compares a client that is ahead of us once we have got there (HEADER_CONFLICT)', async () => {
    const { driver, alpha, beta } = buildHostedClient({
      latest: 20n,
      consensusState: { root: new Uint8Array(32).fill(9) },
    });
    alpha.nodes.one?.set({ tip: 10n });
    beta.nodes.one?.set({ tip: 7n });
    expect((await driver.view()).latestHeight.revisionHeight).toBe(20n);
    alpha.nodes.one?.set({ tip: 40n });
    beta.nodes.one?.set({ tip: 8n });
    for (const { clock } of [alpha, beta]) clock.nowMs += 1_000;
    expect(await faultOf(driver.view())).toMatchObject({ code: 'HEADER_CONFLICT', context: { height: '1-20' } });
  });
});

describe('target', () => {
  test('is the newest block with one update that the host accepts', async () => {
    const { driver, beta, alpha } = buildHostedClient();
    const target = await driver.target({ afterBlock: 20n });
    expect(target).toMatchObject({ height: { revisionNumber: 1n, revisionHeight: 40n } });
    expect(target.timeNs).toBe(GENESIS_TIME + 40n * SECOND);
    const [update] = target.updates;
    if (update === undefined) throw new Error('want an update');
    const header = headerOf(update);
    expect(header.trustedHeight).toEqual({ revisionNumber: 1n, revisionHeight: 5n });
    expect(header.signedHeader).toEqual(alpha.chain.block(40n).signedHeader);
    const place = { host: beta.headers, clientId: CLIENT_ID, known: new Map() };
    const client = toStoredClient(await readClient(place));
    expect(verifyClientMessage(client, header, GENESIS_TIME + 41n * SECOND)).toMatchObject({ effect: 'updated' });
  });

  test('is led to by several updates when validators have changed, each accepted after the one before', async () => {
    const { driver, beta } = buildHostedClient({ counterparty: { validators: shifting } });
    const { updates, height } = await driver.target({ afterBlock: 39n });
    expect(updates.length).toBeGreaterThan(1);
    expect(updates.at(-1)?.height).toEqual(height);
    let client: StoredClient = toStoredClient(
      await readClient({ host: beta.headers, clientId: CLIENT_ID, known: new Map() }),
    );
    for (const update of updates) {
      const verdict = verifyClientMessage(
        client,
        headerOf(update),
        GENESIS_TIME + 41n * SECOND,
        createNativeVerifier(),
      );
      if (verdict.status !== 'valid' || verdict.effect !== 'updated') throw new Error(JSON.stringify(verdict.status));
      expect(verdict.height).toEqual(update.height);
      client = { clientState: verdict.clientState, consensusStates: [...client.consensusStates, verdict] };
    }
  });

  test('is built once while nothing moves', async () => {
    const { driver, alpha } = buildHostedClient();
    const first = await driver.target({ afterBlock: 20n });
    const before = alpha.methods().length;
    expect(await driver.target({ afterBlock: 30n })).toBe(first);
    expect(alpha.methods().length).toBe(before);
  });

  test('is the height that the client knows when that is enough and recent', async () => {
    const { driver } = buildHostedClient({ latest: 35n });
    const known = { height: { revisionNumber: 1n, revisionHeight: 35n }, updates: [] };
    expect(await driver.target({ afterBlock: 34n })).toMatchObject(known);
    expect(await driver.target({ timeNs: GENESIS_TIME + 35n * SECOND })).toMatchObject(known);
    expect((await driver.target({ afterBlock: 35n })).updates).toHaveLength(1);
    expect((await driver.target({ timeNs: GENESIS_TIME + 35n * SECOND + 1n })).updates).toHaveLength(1);
  });

  test('is not a known height that is long past: nodes may not prove there any more', async () => {
    const { driver } = buildHostedClient({ latest: 10n });
    expect((await driver.target({ afterBlock: 5n })).updates).toHaveLength(1);
  });

  test('is not a known height where endpoints could not prove any more', async () => {
    const { driver, alpha } = buildHostedClient({ latest: 35n });
    const known = await driver.target({ afterBlock: 30n });
    expect(known.updates).toEqual([]);
    alpha.nodes.one?.set({ lowest: 38n });
    expect((await faultOf(driver.read(known.height, [key]))).code).toBe('RPC_PRUNED');
    const next = await driver.target({ afterBlock: 30n });
    expect(next).toMatchObject({ height: { revisionHeight: 40n }, updates: [{ clientId: CLIENT_ID }] });
  });

  test('is reached from a block whose validators only our own store still has', async () => {
    const first = (height: bigint) => Math.max(0, Math.min(2, Number(height) - 29));
    const validators = (height: bigint) => pool.slice(first(height), first(height) + 4);
    const store = createMemoryLightBlocks();
    const before = buildHostedClient({ counterparty: { validators }, latest: 29n, store });
    before.alpha.nodes.one?.set({ tip: 29n });
    await before.driver.view();
    const { driver, alpha } = buildHostedClient({ counterparty: { validators }, latest: 29n, store });
    alpha.nodes.one?.set({ lowest: 35n });
    const { updates } = await driver.target({ afterBlock: 38n });
    expect(updates).toHaveLength(1);
    const stranger = buildHostedClient({ counterparty: { validators }, latest: 29n });
    await stranger.alpha.headers.head();
    stranger.alpha.nodes.one?.set({ lowest: 35n });
    expect((await faultOf(stranger.driver.target({ afterBlock: 38n }))).code).toBe('RPC_PRUNED');
  });

  test.each([
    ['block', { afterBlock: 40n }],
    ['time', { timeNs: GENESIS_TIME + 41n * SECOND }],
  ])('does not exist before the chain has got there in its %s (CHAIN_NOT_FINAL)', async (_, bound) => {
    const { driver } = buildHostedClient();
    expect((await faultOf(driver.target(bound))).code).toBe('CHAIN_NOT_FINAL');
  });

  test('waits for a host whose time is behind (CHAIN_NOT_FINAL)', async () => {
    const { driver } = buildHostedClient({ host: { time: (height) => GENESIS_TIME + (height * SECOND) / 2n } });
    const fault = await faultOf(driver.target({ afterBlock: 39n }));
    expect(fault).toMatchObject({ code: 'CHAIN_NOT_FINAL', message: expect.stringContaining('ahead of the host') });
  });

  test.each([
    ['CLIENT_FROZEN', { frozenHeight: { revisionNumber: 0n, revisionHeight: 1n } }],
    ['CLIENT_EXPIRED', { trustingPeriod: 35n * SECOND }],
  ] as const)('is refused by a client that takes nothing any more (%s)', async (code, clientState) => {
    const { driver } = buildHostedClient({ clientState });
    expect((await faultOf(driver.target({ afterBlock: 20n }))).code).toBe(code);
  });

  test('is refused when the client follows a chain of another name (HEADER_REJECTED)', async () => {
    const { driver } = buildHostedClient({ clientState: { chainId: 'gamma-1' } });
    const fault = await faultOf(driver.target({ afterBlock: 20n }));
    expect(fault).toMatchObject({ code: 'HEADER_REJECTED', message: expect.stringContaining('chain-id-mismatch') });
  });

  test('stops at an aborted signal', async () => {
    const { driver } = buildHostedClient();
    const reason = new Error('stop');
    await expect(driver.target({ afterBlock: 20n }, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe('read', () => {
  const height = { revisionNumber: 1n, revisionHeight: 40n };
  const entries = [[key, value]] as const;

  test('gives values and absences in the order of the paths, with their proofs', async () => {
    const { driver } = buildHostedClient({ entries });
    const reads = await driver.read(height, [absent, key, absent]);
    expect(reads.map((read) => read.value)).toEqual([undefined, value, undefined]);
    expect(reads.map((read) => read.path)).toEqual([absent, key, absent]);
    for (const { proof } of reads) expect(proof.length).toBeGreaterThan(0);
  });

  test('asks nobody for nothing', async () => {
    const { driver, alpha } = buildHostedClient({ entries });
    expect(await driver.read(height, [])).toEqual([]);
    expect(alpha.methods()).toEqual([]);
  });

  test('puts an endpoint aside that lies about a value, and asks another (RPC_DISTRUSTED)', async () => {
    const { driver, alpha } = buildHostedClient({ entries, endpoints: ['liar', 'honest'] });
    alpha.nodes.liar?.set({ spoil: spoilQueries });
    expect((await driver.read(height, [key]))[0]?.value).toEqual(value);
    expect(alpha.pool.aside.get('liar')).toMatchObject({ code: 'RPC_DISTRUSTED' });
    expect([...alpha.pool.aside.keys()]).toEqual(['liar']);
  });

  test('says when every endpoint has deleted the state (RPC_PRUNED)', async () => {
    const { driver, alpha } = buildHostedClient({ entries });
    await alpha.headers.head();
    await alpha.headers.header(20n);
    alpha.nodes.one?.set({ lowest: 38n });
    const fault = await faultOf(driver.read({ revisionNumber: 1n, revisionHeight: 20n }, [key]));
    expect(fault.code).toBe('RPC_PRUNED');
  });

  test('refuses heights at which no chain proves anything (PROOF_UNAVAILABLE)', async () => {
    const { driver } = buildHostedClient({ entries });
    const fault = await faultOf(driver.read({ revisionNumber: 1n, revisionHeight: 2n }, [key]));
    expect(fault.code).toBe('PROOF_UNAVAILABLE');
  });

  test('refuses a height that does not exist yet (CHAIN_NOT_FINAL)', async () => {
    const { driver } = buildHostedClient({ entries });
    const fault = await faultOf(driver.read({ revisionNumber: 1n, revisionHeight: 41n }, [key]));
    expect(fault.code).toBe('CHAIN_NOT_FINAL');
  });
});

describe('refresh', () => {
  test('does nothing while the client is young, by host time', async () => {
    const { driver } = buildHostedClient({ clientState: { trustingPeriod: 106n * SECOND } });
    // Age 35 s of 106 s: just under a third.
    expect(await driver.refresh()).toBeUndefined();
  });

  test('updates to the newest block after a third of the trusting period', async () => {
    const { driver } = buildHostedClient({ clientState: { trustingPeriod: 105n * SECOND } });
    const target = await driver.refresh();
    expect(target?.updates).toHaveLength(1);
    expect(target?.height.revisionHeight).toBe(40n);
  });

  test('does nothing when the chain has no newer block', async () => {
    const { driver } = buildHostedClient({
      latest: 40n,
      clientState: { trustingPeriod: 105n * SECOND },
      host: { time: (height) => GENESIS_TIME + (72n + height) * SECOND },
    });
    expect(await driver.refresh()).toBeUndefined();
  });

  test('is refused by an expired client (CLIENT_EXPIRED)', async () => {
    const { driver } = buildHostedClient({ clientState: { trustingPeriod: 35n * SECOND } });
    expect((await faultOf(driver.refresh())).code).toBe('CLIENT_EXPIRED');
  });
});

/** A bit of each proven value is wrong. */
function spoilQueries(reply: NodeReply, method: string): NodeReply {
  if (method !== 'abci_query') return reply;
  return JSON.parse(
    JSON.stringify(reply).replace(/"value":"(.)/, (_, first) => `"value":"${first === 'B' ? 'C' : 'B'}`),
  );
}
