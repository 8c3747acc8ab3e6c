/**
 * Real Cosmos chains follow a real Ethereum: the contract stored by governance, clients over several sync-committee periods,
 * storage proven present and absent, lies refused, clients frozen, expired, recovered and migrated.
 *
 * Two hosts at once: the newest ibc-go with the contract that comes with the package, and an older one with a fresh build.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LightClientStore } from '@causeway/lightclient/ethereum';
import {
  encodeWasmClientMessage,
  encodeWasmMembershipProof,
  mergeConsensusStates,
  periodAt,
  verifyWasmHeader,
  verifyWasmMembership,
  verifyWasmNonMembership,
  WASM_TYPE_URLS,
  type WasmHeader,
  type WasmMembershipProof,
  wrapClientMessage,
} from '@causeway/lightclient/ethereum/wasm-client';
import { createNativeBls } from '@causeway/lightclient/native';
import { attributeOf } from 'causeway/devnet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { governanceAddress } from '../../relayer/chains/cosmos/governance.ts';
import { buildUpdateClient } from '../../relayer/chains/cosmos/message-builders.ts';
import { createEthereumOnCosmos } from '../../relayer/clients/ethereum-on-cosmos.ts';
import { buildCreateWasmClient, buildMisbehaviour } from '../../relayer/clients/ethereum-wasm/build-messages.ts';
import { planHeaders, type WasmStep, type WasmUpdatePlan } from '../../relayer/clients/ethereum-wasm/build-updates.ts';
import { buildMigrateContract, buildRecoverClient } from '../../relayer/clients/ethereum-wasm/governed-messages.ts';
import { readWasmClient } from '../../relayer/clients/ethereum-wasm/read-client.ts';
import type { ChainMessage } from '../../relayer/ports/chain-writer.ts';
import { RelayerError } from '../../relayer/ports/fault.ts';
import { contractUnderTest, keptContract } from '../support/cosmwasm/contract-under-test.ts';
import { withMarker } from '../support/minimal-contract.ts';
import { type ConflictPlace, findConflictPlace, signConflictingUpdates } from '../support/sign-conflict.ts';
import {
  ABSENT,
  COMMITMENT,
  type FollowedEthereum,
  MAPPING_SLOT,
  PRESENT,
  startFollowedEthereum,
} from './support/followed-ethereum.ts';
import { startWasmHost, type WasmHost } from './support/wasm-host.ts';

const bls = createNativeBls().verifier;
const authority = governanceAddress('cosmos');
const folder = mkdtempSync(join(tmpdir(), 'causeway-contracts-'));

let ethereum: FollowedEthereum;
let kept: Host;
let fresh: Host;

/** A chain with the contract that it got and the client that the longest test is about. */
interface Host {
  readonly chain: WasmHost;
  /** Hex. */
  checksum: string;
  main: string;
  /** Sent over that client to a counterparty that will not receive it. */
  packet: Uint8Array;
}

const both = <T>(work: (host: Host) => Promise<T>): Promise<[T, T]> => Promise.all([work(kept), work(fresh)]);

beforeAll(async () => {
  const toHost = (chain: WasmHost): Host => ({ chain, checksum: '', main: '', packet: new Uint8Array(0) });
  [ethereum, kept, fresh] = await Promise.all([
    startFollowedEthereum(),
    startWasmHost('newest-1', 'v10.7').then(toHost),
    startWasmHost('older-1', 'v10.3').then(toHost),
  ]);
});
afterAll(async () => {
  await Promise.all([ethereum?.stop(), kept?.chain.stop(), fresh?.chain.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

/** A client on the host that begins with what our own light client knows. */
function createClient({ chain, checksum }: Host, store: Begin, trustingPeriod?: bigint): Promise<string> {
  const message = buildCreateWasmClient({
    config: ethereum.chain.config,
    chainId: BigInt(ethereum.chain.chainId),
    header: store.finalizedHeader,
    currentSyncCommittee: store.currentSyncCommittee,
    ...(store.nextSyncCommittee === undefined ? {} : { nextSyncCommittee: store.nextSyncCommittee }),
    ibcContractAddress: ethereum.contract,
    ibcCommitmentSlot: MAPPING_SLOT,
    ...(trustingPeriod === undefined ? {} : { trustingPeriod }),
    checksum: Buffer.from(checksum, 'hex'),
    signer: chain.signer,
  });
  return chain.create(message);
}

type Begin = Pick<LightClientStore, 'finalizedHeader' | 'currentSyncCommittee' | 'nextSyncCommittee'>;

/** What the client has now, as the plan of its next update. */
async function planFor({ chain }: Host, clientId: string): Promise<WasmUpdatePlan> {
  const client = await chain.client(clientId);
  const trusted = await chain.consensus(clientId, client.latestSlot);
  return { clientId, client, trusted, source: ethereum.source, now: await chain.time(), bls, signer: chain.signer };
}

interface PlannedSteps {
  readonly plan: WasmUpdatePlan;
  readonly steps: readonly WasmStep[];
}

/** The host's block time runs a little behind: what was signed just now is of its future. */
async function planSteps(host: Host, clientId: string, source = ethereum.source): Promise<PlannedSteps> {
  const plan = { ...(await planFor(host, clientId)), source };
  try {
    return { plan, steps: await planHeaders(plan) };
  } catch (error) {
    if (!(error instanceof RelayerError) || error.fault.code !== 'CHAIN_NOT_FINAL') throw error;
    await host.chain.nextBlock();
    return planSteps(host, clientId, source);
  }
}

function toMessage({ chain }: Host, clientId: string, header: WasmHeader): ChainMessage {
  const bytes = wrapClientMessage(encodeWasmClientMessage(header));
  return buildUpdateClient(clientId, { type: WASM_TYPE_URLS.clientMessage, bytes }, chain.signer);
}

/** What the host says to a message that it refuses. */
async function refusalOf({ chain }: Host, message: ChainMessage): Promise<string> {
  return chain.send(message).then(
    () => 'nothing',
    (error: unknown) => String(error),
  );
}

test('governance stores the contract: that of the package, and one compiled just now', async () => {
  const built = await contractUnderTest();
  const [packaged, compiled] = await Promise.all([kept.chain.deploy(undefined), fresh.chain.deploy(built.file)]);
  for (const { run } of [packaged, compiled]) {
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('"status":"stored"') });
  }
  expect(packaged.checksum).toBe(keptContract().checksum);
  expect(compiled.checksum).toBe(built.checksum);
  kept.checksum = packaged.checksum;
  fresh.checksum = compiled.checksum;
  expect((await kept.chain.deploy(undefined)).run.stdout).toContain('"stored":"before"');
});

test('clients are created at a finalized checkpoint of the real chain', async () => {
  await ethereum.chain.waitForFinalizedBlock(ethereum.writtenIn);
  const store = await ethereum.begin(bls);
  await both(async (host) => {
    host.main = await createClient(host, store);
    expect(await host.chain.status(host.main)).toBe('Active');
    expect((await host.chain.client(host.main)).latestSlot).toBe(store.finalizedHeader.beacon.slot);
    host.packet = await host.chain.sendPacket(host.main, (await host.chain.time()) + 20n);
  });
});

/** The same nodes with one bit of the last one flipped. */
function spoilLast(nodes: readonly Uint8Array[]): readonly Uint8Array[] {
  return nodes.map((node, at) => (at < nodes.length - 1 ? node : node.map((byte, i) => (i === 40 ? byte ^ 1 : byte))));
}

test('a storage slot is proven; lies about it are not', async () => {
  await both(async ({ chain, main }) => {
    const client = await chain.client(main);
    const { latestSlot: slot, latestExecutionBlockNumber: block } = client;
    const consensus = await chain.consensus(main, slot);
    const [present, absent] = [await ethereum.prove(PRESENT, block), await ethereum.prove(ABSENT, block)];
    const { storageProof } = present;
    const claimed = { ...absent.storageProof, value: storageProof.value };
    const spoiled = { ...storageProof, proof: spoilLast(storageProof.proof) };
    const questions: readonly (readonly [string, Uint8Array, Uint8Array, WasmMembershipProof])[] = [
      ['what is there', PRESENT, COMMITMENT, present],
      ['another value', PRESENT, COMMITMENT.map((byte) => byte ^ 1), present],
      ['absence as presence', ABSENT, COMMITMENT, { ...absent, storageProof: claimed }],
      ['another path', ABSENT, COMMITMENT, present],
      ['a spoiled leaf', PRESENT, COMMITMENT, { ...present, storageProof: spoiled }],
    ];
    for (const [name, path, value, proof] of questions) {
      const isTrue = name === 'what is there';
      expect(verifyWasmMembership({ client, consensus, proof, path: [path] }, value).status, name).toBe(
        isTrue ? 'valid' : 'invalid',
      );
      const question = { clientId: main, slot, path, value, proof: encodeWasmMembershipProof(proof) };
      expect(await chain.verify(question), name).toBe(isTrue);
    }
  });
});

test('an update is taken; spoiled ones are refused with the words that we expect', async () => {
  await ethereum.chain.waitForFinalizedSlot((await kept.chain.client(kept.main)).latestSlot + 1n);
  await both(async (host) => {
    const { plan, steps } = await planSteps(host, host.main);
    const [step] = steps;
    if (step === undefined) throw new Error('want an update');
    const { header } = step;
    const { update } = header;
    const { syncAggregate, finality } = update;
    const spoiled: readonly WasmHeader[] = [
      {
        ...header,
        update: {
          ...update,
          syncAggregate: {
            ...syncAggregate,
            syncCommitteeBits: syncAggregate.syncCommitteeBits.map((byte, at) => (at < 30 ? 0 : byte)),
          },
        },
      },
      { ...header, update: { ...update, signatureSlot: update.signatureSlot + 10_000n } },
      { ...header, update: { ...update, finality: { ...finality, branch: finality.branch.slice(1) } } },
      {
        ...header,
        update: {
          ...update,
          attestedHeader: {
            ...update.attestedHeader,
            beacon: {
              ...update.attestedHeader.beacon,
              proposerIndex: 63n + update.attestedHeader.beacon.proposerIndex,
            },
          },
        },
      },
    ];
    for (const lie of spoiled) {
      const verdict = verifyWasmHeader({ ...plan, trusted: plan.trusted }, lie);
      if (verdict.status === 'valid') throw new Error('want a header that is refused');
      expect(await refusalOf(host, toMessage(host, host.main, lie))).toContain(verdict.reason.code);
    }
    await host.chain.send(toMessage(host, host.main, header));
    expect(await host.chain.client(host.main)).toEqual(step.client);
    expect(await host.chain.consensus(host.main, step.consensus.slot)).toEqual(step.consensus);
    // Told twice, it changes nothing.
    expect(mergeConsensusStates(step.consensus, step.consensus)).toEqual(step.consensus);
    await host.chain.send(toMessage(host, host.main, header));
    expect(await host.chain.status(host.main)).toBe('Active');
  });
});

test('the driver goes by what the host proves, and reads what it verifies', async () => {
  await using followed = await kept.chain.follow();
  const driver = createEthereumOnCosmos({
    host: 'newest',
    counterparty: 'ethereum',
    clientId: kept.main,
    signer: kept.chain.signer,
    readClient: (signal) => readWasmClient(followed.headers, kept.main, signal),
    source: ethereum.source,
    proofAt: ethereum.proofAt,
    bls,
  });
  const { latestSlot } = await kept.chain.client(kept.main);
  expect(await driver.view()).toMatchObject({ status: 'active', latestHeight: { revisionHeight: latestSlot } });
  const { height, updates } = await driver.target({ afterBlock: ethereum.writtenIn });
  expect(updates).toEqual([]);
  const [present, absent] = await driver.read(height, [PRESENT, ABSENT]);
  expect([present?.value, absent?.value]).toEqual([COMMITMENT, undefined]);
  const proof = present?.proof ?? new Uint8Array();
  const question = { clientId: kept.main, slot: height.revisionHeight, path: PRESENT, value: COMMITMENT, proof };
  expect(await kept.chain.verify(question)).toBe(true);
});

/** A client on each host at one slot, and a later place in the same period where its committee can be made to lie. */
async function findVictims(): Promise<Victims> {
  const store = await ethereum.begin(bls);
  const { slot } = store.finalizedHeader.beacon;
  const clients = await both((host) => createClient(host, store));
  await ethereum.chain.waitForFinalizedSlot(slot + 1n);
  const place = await findConflictPlace(ethereum.chain);
  const period = periodAt(await kept.chain.client(clients[0]), slot);
  const { genesisTime, slotDurationMs } = ethereum.chain.config;
  await both(({ chain }) => chain.waitForTime(genesisTime + (place.slots.signatureSlot * slotDurationMs) / 1000n));
  const isOfPeriod = periodAt(await kept.chain.client(clients[0]), place.slots.signatureSlot) === period;
  return isOfPeriod ? { clients, place } : findVictims();
}

interface Victims {
  /** On the one host and on the other. */
  readonly clients: readonly [string, string];
  readonly place: ConflictPlace;
}

/** Expires soon after it was created: what its checkpoint says was half a minute old then. */
const SHORT = 90n;
let shortLived: string;

test('a real conflict of the committee freezes: told as misbehaviour, or as a header for a known slot', async () => {
  shortLived = await createClient(kept, await ethereum.begin(bls), SHORT);
  const { clients, place } = await findVictims();
  const conflict = signConflictingUpdates(place, 'finalized-headers');
  const [update1, update2] = conflict.updates;
  const activeSyncCommittee = { role: 'current', committee: conflict.committee } as const;

  const told = await planFor(kept, clients[0]);
  const harmless = signConflictingUpdates(place, 'attested-headers').updates;
  expect(() =>
    buildMisbehaviour({ ...told, misbehaviour: { activeSyncCommittee, update1: harmless[0], update2: harmless[1] } }),
  ).toThrow('not-misbehaviour');
  await kept.chain.send(buildMisbehaviour({ ...told, misbehaviour: { activeSyncCommittee, update1, update2 } }));
  expect(await kept.chain.status(clients[0])).toBe('Frozen');

  const source = { ...ethereum.source, finalityUpdate: async () => place.honest };
  const { plan, steps } = await planSteps(fresh, clients[1], source);
  for (const step of steps) await fresh.chain.send(toMessage(fresh, clients[1], step.header));
  const header: WasmHeader = { kind: 'header', trustedSlot: plan.trusted.slot, activeSyncCommittee, update: update1 };
  await fresh.chain.send(toMessage(fresh, clients[1], header));
  expect(await fresh.chain.status(clients[1])).toBe('Frozen');

  // What it has proven before, it proves no more.
  const later = await planFor(kept, clients[0]);
  expect(await refusalOf(kept, toMessage(kept, clients[0], { ...header, trustedSlot: later.trusted.slot }))).toContain(
    'Frozen',
  );
  await recover(kept, clients[0]);
  await recover(fresh, clients[1]);
});

/** By governance, to the state of a fresh client; then it goes on as any other. */
async function recover(host: Host, clientId: string, trustingPeriod?: bigint): Promise<void> {
  const { latestSlot } = await host.chain.client(clientId);
  await ethereum.chain.waitForFinalizedSlot(latestSlot + 1n);
  const substitute = await createClient(host, await ethereum.begin(bls), trustingPeriod);
  await host.chain.govern(`recover ${clientId}`, buildRecoverClient(clientId, substitute, authority));
  expect(await host.chain.status(clientId)).toBe('Active');
  const { latestSlot: slot, latestExecutionBlockNumber: block } = await host.chain.client(clientId);
  expect(slot).toBeGreaterThan(latestSlot);
  const proof = encodeWasmMembershipProof(await ethereum.prove(PRESENT, block));
  expect(await host.chain.verify({ clientId, slot, path: PRESENT, value: COMMITMENT, proof })).toBe(true);
}

test('a client past its trusting period is expired, and is recovered', async () => {
  await expect.poll(() => kept.chain.status(shortLived), { timeout: 120_000, interval: 500 }).toBe('Expired');
  await expect(planHeaders(await planFor(kept, shortLived))).rejects.toMatchObject({
    fault: { code: 'CLIENT_EXPIRED' },
  });
  await recover(kept, shortLived, 3600n);
});

test('governance gives a client other code with other forks', async () => {
  const file = join(folder, 'migrated.wasm');
  writeFileSync(file, withMarker(readFileSync(keptContract().file), 'migrated'));
  const { run, checksum } = await kept.chain.deploy(file);
  expect(run.code).toBe(0);
  const before = await kept.chain.client(kept.main);
  const fulu = { version: Uint8Array.of(9, 9, 9, 9), epoch: 1_000_000n };
  const forkParameters = { ...before.forkParameters, fulu };
  const migration = { kind: 'fork-parameters', forkParameters } as const;
  await kept.chain.govern(
    'migrate',
    buildMigrateContract({ clientId: kept.main, checksum: Buffer.from(checksum, 'hex'), migration }, authority),
  );
  expect(await kept.chain.client(kept.main)).toEqual({ ...before, forkParameters });
  expect(await kept.chain.status(kept.main)).toBe('Active');
});

test('clients follow over two periods and more; what is not there is proven absent, and refunded', async () => {
  const first = await kept.chain.client(kept.main);
  await ethereum.chain.waitForFinalizedPeriod(periodAt(first, first.latestSlot) + 2n, 280_000);
  await both(async (host) => {
    const { chain, main, packet } = host;
    const { plan, steps } = await planSteps(host, main);
    const slots = [plan.trusted, ...steps.map(({ consensus }) => consensus)].map(({ slot }) => slot);
    expect(new Set(slots.map((slot) => periodAt(plan.client, slot))).size).toBeGreaterThanOrEqual(3);
    const messages = steps.map(({ header }) => toMessage(host, main, header));
    for (const message of messages) await chain.send(message);
    const last = steps.at(-1);
    expect(await chain.client(main)).toEqual(last?.client);

    const { latestSlot: slot, latestExecutionBlockNumber: block } = await chain.client(main);
    const absent = await ethereum.prove(ABSENT, block);
    const present = await ethereum.prove(PRESENT, block);
    const { storageProof } = absent;
    const lies: readonly WasmMembershipProof[] = [
      { ...absent, storageProof: { ...storageProof, proof: [] } },
      { ...absent, storageProof: { ...storageProof, value: 1n } },
      { ...present, storageProof: { ...present.storageProof, value: 0n } },
    ];
    const consensus = await chain.consensus(main, slot);
    for (const proof of lies) {
      const verdict = verifyWasmNonMembership({ client: await chain.client(main), consensus, proof, path: [ABSENT] });
      if (verdict.status === 'valid') throw new Error('want a proof that is refused');
      const refusal = await chain.timeOut(packet, slot, encodeWasmMembershipProof(proof)).catch(String);
      expect(refusal).toContain(verdict.reason.code);
    }
    const refunded = await chain.timeOut(packet, slot, encodeWasmMembershipProof(absent));
    expect(attributeOf(refunded.events, 'timeout_packet', 'packet_sequence')).toBe('1');

    // A header of the past, told again, takes nothing from what came after it.
    const [again] = messages;
    if (again !== undefined) await chain.send(again);
    expect(await chain.client(main)).toEqual(last?.client);
  });
});
