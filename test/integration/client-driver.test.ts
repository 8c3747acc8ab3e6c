/** The driver of 07-tendermint clients on real chains: what it builds, the chains accept; who lies, is put aside. @module */
import { equalBytes } from '@causeway/lightclient/codec';
import { commitPacket, decodePacket, packetCommitmentKey, packetReceiptKey } from '@causeway/lightclient/ibc';
import { fromHex } from '@cosmjs/encoding';
import { Packet } from 'cosmjs-types/ibc/core/channel/v2/packet';
import { MsgRecvPacket } from 'cosmjs-types/ibc/core/channel/v2/tx';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCometbftClientFactory } from '../../relayer/clients/cometbft/create-client-factory.ts';
import { createCometbftOnCosmos } from '../../relayer/clients/cometbft-on-cosmos.ts';
import type { ClientDriver } from '../../relayer/ports/client-driver.ts';
import { RelayerError } from '../../relayer/ports/fault.ts';
import {
  attributeOf,
  buildTransfer,
  type Chain,
  type Devnet,
  lies,
  packMessage,
  startDevnet,
} from '../devnet/index.ts';
import { type FollowedChain, followDevnet } from '../support/follow-devnet.ts';
import { createClient, sendMessages as send } from '../support/send-messages.ts';

let devnet: Devnet;
let alpha: Chain;
let beta: Chain;
/** Clients of the other chain, registered with one another. */
let onAlpha: string;
let onBeta: string;

beforeAll(async () => {
  devnet = await startDevnet({ chains: ['alpha-1', 'beta-7'], defaults: { accounts: ['alice'], blockTimeMs: 400 } });
  alpha = devnet.chain('alpha-1');
  beta = devnet.chain('beta-7');
  await using followedAlpha = await followDevnet(alpha);
  await using followedBeta = await followDevnet(beta);
  const factoryA = createCometbftClientFactory({
    host: followedAlpha.headers,
    counterparty: followedBeta.headers,
    signer: alpha.faucet.address,
  });
  const factoryB = createCometbftClientFactory({
    host: followedBeta.headers,
    counterparty: followedAlpha.headers,
    signer: beta.faucet.address,
  });
  onAlpha = await createClient(alpha, await factoryA.buildCreate());
  onBeta = await createClient(beta, await factoryB.buildCreate());
  expect(await factoryA.readCounterparty(onAlpha)).toEqual({ status: 'none' });
  await send(alpha, [factoryA.buildRegister(onAlpha, onBeta)]);
  await send(beta, [factoryB.buildRegister(onBeta, onAlpha)]);
  for (const [factory, own, other] of [
    [factoryA, onAlpha, onBeta],
    [factoryB, onBeta, onAlpha],
  ] as const) {
    await factory.check(own);
    const record = await factory.readCounterparty(own);
    expect(record).toEqual({ status: 'registered', clientId: other, prefix: factory.counterpartyPrefix });
  }
});

afterAll(() => devnet?.stop());

interface Bench extends AsyncDisposable {
  readonly driver: ClientDriver;
  readonly host: FollowedChain;
  readonly counterparty: FollowedChain;
}

/** The client of alpha that lives on beta. */
async function setup(endpoints = 1): Promise<Bench> {
  const host = await followDevnet(beta, { endpoints });
  const counterparty = await followDevnet(alpha, { endpoints });
  const driver = createCometbftOnCosmos({
    host: host.headers,
    counterparty: counterparty.headers,
    clientId: onBeta,
    signer: beta.faucet.address,
  });
  return {
    driver,
    host,
    counterparty,
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]();
      await counterparty[Symbol.asyncDispose]();
    },
  };
}

async function sendPacket() {
  const timeoutSeconds = BigInt(Math.floor(Date.now() / 1000)) + 3600n;
  const tx = await alpha.client.signAndBroadcast(alpha.account('alice'), [
    buildTransfer({
      sourceClient: onAlpha,
      sender: alpha.account('alice').address,
      receiver: beta.account('alice').address,
      token: { denom: 'token', amount: 5n },
      timeoutSeconds,
    }),
  ]);
  const body = fromHex(attributeOf(tx.events, 'send_packet', 'encoded_packet_hex') ?? '');
  await alpha.client.waitForHeight(tx.height + 1n);
  return { height: tx.height, body, packet: decodePacket(body) };
}

describe('a client on a real chain', () => {
  test('is updated, and the packet proven with it is received', async () => {
    await using bench = await setup();
    const { driver } = bench;
    const { height, body, packet } = await sendPacket();
    const target = await driver.target({ afterBlock: height });
    expect(target.height.revisionHeight).toBeGreaterThan(height);
    expect(target.height.revisionNumber).toBe(1n);
    expect(target.updates).toHaveLength(1);
    const absent = packetCommitmentKey(onAlpha, packet.sequence + 1000n);
    const [commitment, none] = await driver.read(target.height, [
      packetCommitmentKey(onAlpha, packet.sequence),
      absent,
    ]);
    expect(commitment?.value).toEqual(commitPacket(packet));
    expect(none?.value).toBeUndefined();
    const recv = packMessage(
      MsgRecvPacket,
      MsgRecvPacket.fromPartial({
        packet: Packet.decode(body),
        proofCommitment: commitment?.proof ?? new Uint8Array(),
        proofHeight: target.height,
        signer: beta.faucet.address,
      }),
    );
    await send(beta, [...target.updates.map(({ message }) => message), { type: recv.typeUrl, bytes: recv.value }]);
    const view = await driver.view();
    expect(view).toMatchObject({ status: 'active', latestHeight: target.height, latestTimeNs: target.timeNs });
  });

  test('is not updated when what it knows is enough', async () => {
    await using bench = await setup();
    const { driver, counterparty } = bench;
    const first = await driver.target({ afterBlock: (await counterparty.headers.head()).height - 1n });
    await send(
      beta,
      first.updates.map(({ message }) => message),
    );
    const again = await driver.target({ afterBlock: first.height.revisionHeight - 1n });
    expect(again).toEqual({ height: first.height, timeNs: first.timeNs, updates: [] });
  });

  test('cannot be asked for a block that does not exist yet (CHAIN_NOT_FINAL)', async () => {
    await using bench = await setup();
    const { height } = await bench.counterparty.headers.head();
    await expect(bench.driver.target({ afterBlock: height + 1000n })).rejects.toMatchObject({
      fault: { code: 'CHAIN_NOT_FINAL' },
    });
    await expect(bench.driver.target({ timeNs: BigInt(Date.now() + 3_600_000) * 1_000_000n })).rejects.toMatchObject({
      fault: { code: 'CHAIN_NOT_FINAL' },
    });
  });

  test('costs few calls a block: an update and its proofs', async () => {
    await using bench = await setup();
    const { driver, host, counterparty } = bench;
    const bound = async () => ({ afterBlock: (await counterparty.headers.head()).height - 1n });
    await driver.target(await bound());
    const { height } = await counterparty.headers.head();
    await alpha.client.waitForHeight(height + 1n);
    const before = host.calls() + counterparty.calls();
    const target = await driver.target({ afterBlock: height });
    await driver.target({ afterBlock: height });
    const keys = [1n, 2n, 3n].map((sequence) => packetReceiptKey('07-tendermint-77', sequence));
    await driver.read(target.height, keys);
    // A header of each chain, the client state, and the proofs.
    expect(host.calls() + counterparty.calls() - before).toBeLessThanOrEqual(keys.length + 3);
  });

  test('that does not exist is reported (CLIENT_NOT_FOUND)', async () => {
    await using bench = await setup();
    const driver = createCometbftOnCosmos({
      host: bench.host.headers,
      counterparty: bench.counterparty.headers,
      clientId: '07-tendermint-99',
      signer: beta.faucet.address,
    });
    await expect(driver.view()).rejects.toMatchObject({ fault: { code: 'CLIENT_NOT_FOUND' } });
  });
});

describe('an endpoint that lies', () => {
  test('about a proof is put aside, and an honest one answers', async () => {
    await using bench = await setup(2);
    const { driver, counterparty } = bench;
    const { height, packet } = await sendPacket();
    const target = await driver.target({ afterBlock: height });
    const liar = await counterparty.preferred();
    const lie = liar.use(lies.changeProof());
    const [read] = await driver.read(target.height, [packetCommitmentKey(onAlpha, packet.sequence)]);
    expect(read?.value).toEqual(commitPacket(packet));
    expect(lie.hits()).toBeGreaterThan(0);
    expectAside(counterparty, liar.url, 'RPC_DISTRUSTED');
  });

  test('about a value is put aside too', async () => {
    await using bench = await setup(2);
    const { driver, counterparty } = bench;
    const { height, packet } = await sendPacket();
    const target = await driver.target({ afterBlock: height });
    const liar = await counterparty.preferred();
    liar.use(lies.changeProvenValue());
    const [read] = await driver.read(target.height, [packetCommitmentKey(onAlpha, packet.sequence)]);
    expect(equalBytes(read?.value ?? new Uint8Array(), commitPacket(packet))).toBe(true);
    expectAside(counterparty, liar.url, 'RPC_DISTRUSTED');
  });

  test.each(['app_hash', 'next_validators_hash', 'validators_hash'] as const)(
    'about a header is put aside, and the chain is followed through another (%s)',
    async (field) => {
      await using bench = await setup(2);
      const { driver, counterparty } = bench;
      await driver.view();
      const [liar] = counterparty.proxies;
      if (liar === undefined) throw new Error('want a proxy');
      liar.use(lies.changeHeader(field));
      const { height } = await counterparty.headers.head();
      await alpha.client.waitForHeight(height + 2n);
      const target = await driver.target({ afterBlock: height });
      expect(target.updates).toHaveLength(1);
      await send(
        beta,
        target.updates.map(({ message }) => message),
      );
      expectAside(counterparty, liar.url, 'RPC_DISTRUSTED');
    },
  );

  test('alone is found out, and nothing is built from its headers (HEADER_REJECTED)', async () => {
    await using bench = await setup();
    const { driver, counterparty } = bench;
    await driver.view();
    const { height } = await counterparty.headers.head();
    counterparty.proxies[0]?.use(lies.changeHeader());
    await alpha.client.waitForHeight(height + 2n);
    const thrown = await driver.target({ afterBlock: height }).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(RelayerError);
    expect(thrown).toMatchObject({ fault: { code: 'HEADER_REJECTED' } });
  });
});

function expectAside(followed: FollowedChain, url: string, code: string): void {
  const status = followed.pool.status().find((endpoint) => endpoint.url === url);
  expect(status).toMatchObject({ state: 'aside', reason: { code } });
}
