/** A real proof-of-stake Ethereum, started once: what it serves, what can be done with it, and that it ends. Finality under Fulu takes two minutes: `test/devnet/README.md`. @module */
import { existsSync } from 'node:fs';
import { fromHex, toHex } from '@causeway/lightclient/codec';
import {
  computeSyncCommitteePeriodAtSlot,
  hashBeaconBlockHeader,
  initializeLightClientStore,
  type LightClientUpdate,
  parseLightClientUpdate,
  validateLightClientUpdate,
} from '@causeway/lightclient/ethereum';
import { createNativeBls } from '@causeway/lightclient/native';
import { createBeaconLightClient } from '@causeway/lightclient/providers/beacon-api';
import { createEthProofProvider } from '@causeway/lightclient/providers/eth-proof';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { at, bigintAt, listAt, textAt } from '../devnet/client/read-json.ts';
import {
  createBeaconClient,
  createExecutionClient,
  deployStorageContract,
  type EthereumChain,
  ethereumFaults,
  ethereumLies,
  type Fault,
  type FaultProxy,
  faults,
  getProof,
  mappingSlot,
  type StorageContract,
  startEthereum,
  startFaultProxy,
} from '../devnet/index.ts';
import { isAlive } from '../devnet/process/is-alive.ts';
import { waitUntil } from '../devnet/process/wait-until.ts';
import { findConflictPlace, signConflictingUpdates } from '../support/sign-conflict.ts';
import { describeEthereumFollower } from './support/describe-ethereum-follower.ts';

let chain: EthereumChain;
let contract: StorageContract;
/** Where the contract's storage was written. */
let writtenAt: bigint;
const bls = createNativeBls().verifier;

beforeAll(async () => {
  chain = await startEthereum();
});
afterAll(() => chain?.stop());

const SLOT = `0x${'00'.repeat(31)}07` as const;
const VALUE = `0x${'ab'.repeat(32)}` as const;

describe('startEthereum', () => {
  test('tells what a light client must know of the chain', async () => {
    const { config } = chain;
    const spec = await chain.beacon.get('/eth/v1/config/spec');
    expect({
      slotsPerEpoch: bigintAt(spec, 'data.SLOTS_PER_EPOCH'),
      epochsPerSyncCommitteePeriod: bigintAt(spec, 'data.EPOCHS_PER_SYNC_COMMITTEE_PERIOD'),
      slotDurationMs: bigintAt(spec, 'data.SECONDS_PER_SLOT') * 1000n,
      syncCommitteeSize: Number(bigintAt(spec, 'data.SYNC_COMMITTEE_SIZE')),
      preset: textAt(spec, 'data.PRESET_BASE'),
    }).toEqual({
      slotsPerEpoch: config.slotsPerEpoch,
      epochsPerSyncCommitteePeriod: config.epochsPerSyncCommitteePeriod,
      slotDurationMs: config.slotDurationMs,
      syncCommitteeSize: config.syncCommitteeSize,
      preset: config.preset,
    });
    for (const fork of config.forks) {
      const name = fork.name === 'phase0' ? 'GENESIS' : fork.name.toUpperCase();
      expect(textAt(spec, `data.${name}_FORK_VERSION`)).toBe(`0x${Buffer.from(fork.version).toString('hex')}`);
    }
    expect(BigInt(String(await chain.execution.call('eth_chainId')))).toBe(BigInt(chain.chainId));
  });

  test('knows the keys of all validators', async () => {
    const states = await chain.beacon.get('/eth/v1/beacon/states/head/validators');
    const keys = listAt(states, 'data').map((entry) => textAt(entry, 'validator.pubkey'));
    expect(chain.validatorKeys.map(({ publicKey }) => `0x${Buffer.from(publicKey).toString('hex')}`)).toEqual(keys);
  });

  test('finalizes, and serves everything a light client asks for', async () => {
    const finalized = await chain.waitForFinalizedSlot();
    const period = computeSyncCommitteePeriodAtSlot(chain.config, finalized.slot);
    const { root } = await chain.beacon.finalizedCheckpoint();
    const bootstrap = await chain.beacon.get(`/eth/v1/beacon/light_client/bootstrap/${root}`);
    expect(listAt(bootstrap, 'data.current_sync_committee.pubkeys')).toHaveLength(512);
    expect(listAt(bootstrap, 'data.current_sync_committee_branch')).toHaveLength(6); // Electra's depth
    const [update] = listAt(
      { list: await chain.beacon.get(`/eth/v1/beacon/light_client/updates?start_period=${period}&count=1`) },
      'list',
    );
    expect(listAt(update, 'data.next_sync_committee.pubkeys')).toHaveLength(512);
    const optimistic = await chain.beacon.get('/eth/v1/beacon/light_client/optimistic_update');
    expect(bigintAt(optimistic, 'data.attested_header.beacon.slot')).toBeGreaterThan(finalized.slot);
    expect([bootstrap, update, optimistic].map((object) => at(object, 'version'))).toEqual([
      'electra',
      'electra',
      'electra',
    ]);
  });

  test('mines what a funded account sends, and proves the storage of a finalized block', async () => {
    const { execution } = chain;
    const alice = chain.account('alice');
    contract = await deployStorageContract(execution, alice);
    const slot = mappingSlot(SLOT, 0n);
    const { blockNumber } = await contract.write(slot, VALUE);
    expect(await contract.read(slot)).toBe(VALUE);
    writtenAt = blockNumber;
    const finalized = await chain.waitForFinalizedBlock(blockNumber);
    const { raw } = await getProof(execution, contract.address, [slot, SLOT], finalized.blockNumber);
    expect(listAt(raw, 'storageProof').map((entry) => BigInt(textAt(entry, 'value')))).toEqual([BigInt(VALUE), 0n]);
    expect(listAt(raw, 'storageProof.0.proof')).not.toHaveLength(0);
    const block = await execution.call('eth_getBlockByNumber', [`0x${finalized.blockNumber.toString(16)}`, false]);
    expect(textAt(block, 'stateRoot')).toBe(finalized.stateRoot);
    await contract.clear(slot);
    expect(BigInt(await contract.read(slot))).toBe(0n);
  });
});

describe('validator keys', () => {
  test('sign what the committee must never sign, and a light client believes each half of it', async () => {
    const { config } = chain;
    const context = { config, bls };
    const place = await findConflictPlace(chain);
    const { store } = initializeLightClientStore(place.finalizedRoot, place.bootstrap, context);
    const believed = (update: LightClientUpdate) =>
      store && validateLightClientUpdate(store, update, { ...context, currentSlot: place.slots.signatureSlot });
    expect(believed(place.honest)).toEqual({ status: 'valid' });
    for (const kind of ['finalized-headers', 'next-committees', 'attested-headers', 'minority'] as const) {
      const { updates } = signConflictingUpdates(place, kind);
      expect(updates.map(believed), kind).toEqual([{ status: 'valid' }, { status: 'valid' }]);
    }
  });
});

/** Questions whose honest answers do not change any more, once two periods have begun. */
type Question = 'genesis' | 'updates' | 'periods' | 'bootstrap' | 'proof' | 'block' | 'receipts' | 'chainId';

interface Case {
  readonly name: keyof typeof ethereumFaults | keyof typeof ethereumLies;
  readonly make: () => Fault;
  readonly question: Question;
  /** What our clients say to an endpoint that always does this; without it they cope. */
  readonly refusal?: string;
}

const { changeBeaconHeader, changeBranch, changePayloadHeader } = ethereumLies;

const CASES: readonly Case[] = [
  {
    name: 'freezeExecution',
    make: () => ethereumFaults.freezeExecution(1n),
    question: 'block',
    refusal: 'height-too-high',
  },
  {
    name: 'pruneLightClientData',
    make: ethereumFaults.pruneLightClientData,
    question: 'bootstrap',
    refusal: 'not-found',
  },
  { name: 'limitUpdates', make: () => ethereumFaults.limitUpdates(1), question: 'periods' },
  {
    name: 'pruneStatesBelow',
    make: () => ethereumFaults.pruneStatesBelow(1_000n),
    question: 'proof',
    refusal: 'pruned',
  },
  { name: 'inflateAnswers', make: () => ethereumFaults.inflateAnswers(1_000), question: 'updates' },
  {
    name: 'inflateAnswers',
    make: () => ethereumFaults.inflateAnswers(20_000_000),
    question: 'bootstrap',
    refusal: 'too-large',
  },
  {
    name: 'changeBeaconHeader',
    make: () => changeBeaconHeader(),
    question: 'updates',
    refusal: 'finality-branch-root-mismatch',
  },
  {
    name: 'changeBeaconHeader',
    make: () => changeBeaconHeader('header', 'slot'),
    question: 'bootstrap',
    refusal: 'block-root-mismatch',
  },
  {
    name: 'changePayloadHeader',
    make: () => changePayloadHeader(),
    question: 'updates',
    refusal: 'execution-branch-root-mismatch',
  },
  { name: 'changeBranch', make: () => changeBranch(), question: 'updates', refusal: 'finality-branch-root-mismatch' },
  {
    name: 'changeBranch',
    make: () => changeBranch('next_sync_committee_branch'),
    question: 'updates',
    refusal: 'next-sync-committee-branch-root-mismatch',
  },
  {
    name: 'changeBranch',
    make: () => changeBranch('finalized_header.execution_branch'),
    question: 'updates',
    refusal: 'execution-branch-root-mismatch',
  },
  {
    name: 'changeBranch',
    make: () => changeBranch('current_sync_committee_branch'),
    question: 'bootstrap',
    refusal: 'current-sync-committee-branch-root-mismatch',
  },
  { name: 'misnameFork', make: () => ethereumLies.misnameFork(), question: 'bootstrap', refusal: 'malformed' },
  {
    name: 'changeSignature',
    make: () => ethereumLies.changeSignature(),
    question: 'updates',
    refusal: 'wrong-signature',
  },
  {
    name: 'clearParticipation',
    make: ethereumLies.clearParticipation,
    question: 'updates',
    refusal: 'wrong-signature',
  },
  {
    name: 'forgeNextCommittee',
    make: ethereumLies.forgeNextCommittee,
    question: 'updates',
    refusal: 'next-sync-committee-branch-root-mismatch',
  },
  { name: 'reverseUpdates', make: ethereumLies.reverseUpdates, question: 'periods' },
  { name: 'skipUpdates', make: () => ethereumLies.skipUpdates(), question: 'periods', refusal: 'gap' },
  { name: 'otherNetwork', make: ethereumLies.otherNetwork, question: 'genesis', refusal: 'wrong-network' },
  { name: 'misstateChainId', make: () => ethereumLies.misstateChainId(), question: 'chainId', refusal: 'wrong-chain' },
  { name: 'changeBlock', make: () => ethereumLies.changeBlock(), question: 'block', refusal: 'block-hash-mismatch' },
  {
    name: 'changeReceipts',
    make: ethereumLies.changeReceipts,
    question: 'receipts',
    refusal: 'receipts-root-mismatch',
  },
  { name: 'omitReceipt', make: ethereumLies.omitReceipt, question: 'receipts', refusal: 'receipts-root-mismatch' },
  { name: 'changeProofNode', make: () => ethereumLies.changeProofNode(), question: 'proof', refusal: 'root-mismatch' },
  {
    name: 'dropProofNode',
    make: () => ethereumLies.dropProofNode('account', 0),
    question: 'proof',
    refusal: 'root-mismatch',
  },
  { name: 'changeStorageValue', make: ethereumLies.changeStorageValue, question: 'proof', refusal: 'claim-mismatch' },
  { name: 'changeAccount', make: () => ethereumLies.changeAccount(), question: 'proof', refusal: 'claim-mismatch' },
  { name: 'proveOtherSlot', make: ethereumLies.proveOtherSlot, question: 'proof', refusal: 'claim-mismatch' },
];

describe('a proxy before the nodes', () => {
  let beacon: FaultProxy;
  let execution: FaultProxy;
  let questions: Readonly<Record<Question, { readonly path?: string; readonly call?: readonly unknown[] }>>;
  /** Root of a finalized block in the first of the two periods. */
  let checkpoint: Uint8Array;
  /** The block of the transaction that wrote into the contract. */
  let written: Uint8Array;

  beforeAll(async () => {
    const { period, root } = await waitUntil({ what: 'updates of two periods', ask: findPeriod, timeoutMs: 300_000 });
    checkpoint = root;
    const updates = `/eth/v1/beacon/light_client/updates?start_period=${period}`;
    beacon = await startFaultProxy({ target: chain.beaconUrl });
    execution = await startFaultProxy({ target: chain.executionUrl });
    const block = `0x${writtenAt.toString(16)}`;
    written = fromHex(textAt(await chain.execution.call('eth_getBlockByNumber', [block, false]), 'hash').slice(2));
    questions = {
      genesis: { path: '/eth/v1/beacon/genesis' },
      updates: { path: `${updates}&count=1` },
      periods: { path: `${updates}&count=2` },
      bootstrap: { path: `/eth/v1/beacon/light_client/bootstrap/0x${toHex(checkpoint)}` },
      proof: { call: ['eth_getProof', [contract.address, [mappingSlot(SLOT, 0n)], block]] },
      block: { call: ['eth_getBlockByNumber', [block, false]] },
      receipts: { call: ['eth_getBlockReceipts', [block]] },
      chainId: { call: ['eth_chainId', []] },
    };
  });
  afterEach(() => {
    beacon.clear();
    execution.clear();
  });
  afterAll(async () => {
    await beacon?.stop();
    await execution?.stop();
  });

  /**
   * The first of two periods whose updates the node has in its database: the newest ones are only in memory, and not at every
   * moment; and whoever was short of time at the end of a period has kept a lesser update of it.
   */
  async function findPeriod(): Promise<{ readonly period: bigint; readonly root: Uint8Array } | undefined> {
    const { config } = chain;
    const periodOf = (slot: bigint) => computeSyncCommitteePeriodAtSlot(config, slot);
    const { slot } = await chain.beacon.finalizedHeader();
    const last = periodOf(slot - config.slotsPerEpoch);
    for (let period = 0n; period < last; period++) {
      const path = `/eth/v1/beacon/light_client/updates?start_period=${period}&count=2`;
      const [json, next] = listAt({ list: await chain.beacon.get(path) }, 'list');
      if (next === undefined) continue;
      const { signatureSlot, finality } = parseLightClientUpdate(json, { config });
      if (finality === undefined || periodOf(signatureSlot) !== period) continue;
      const { beacon: block } = finality.header;
      if (block.slot > 0n && periodOf(block.slot) === period) return { period, root: hashBeaconBlockHeader(block) };
    }
    return undefined;
  }

  /** The JSON of the answer, or the text of the refusal; of a range, only the periods. */
  async function ask(question: Question, [beaconUrl, executionUrl]: readonly [string, string]): Promise<unknown> {
    const { path, call } = questions[question];
    const client = createExecutionClient(executionUrl, chain.chainId);
    const asked =
      path === undefined
        ? client.call(String(call?.[0]), listAt({ call }, 'call.1'))
        : createBeaconClient(beaconUrl).get(path);
    const answer = await asked.catch((error: unknown) => String(error));
    if (question !== 'periods') return answer;
    return listAt({ answer }, 'answer').map((entry) => bigintAt(entry, 'data.signature_slot') / 48n);
  }

  const askNode = (question: Question) => ask(question, [chain.beaconUrl, chain.executionUrl]);
  const askProxy = (question: Question) => ask(question, [beacon.url, execution.url]);
  const proxyOf = (question: Question) => (questions[question].path === undefined ? execution : beacon);

  test.each(CASES)('%# tells another $question: $name', async ({ make, question }) => {
    const honest = await askNode(question);
    expect(await askProxy(question)).toEqual(honest);
    const active = proxyOf(question).use(make(), { times: 1 });
    expect(await askProxy(question)).not.toEqual(honest);
    expect(active.hits()).toBe(1);
    expect(await askProxy(question)).toEqual(honest);
  });

  /** What a client finds that has only this endpoint. */
  async function find(question: Question): Promise<string> {
    try {
      if (questions[question].path === undefined) await readBlock();
      else await followFromCheckpoint();
      return 'all is right';
    } catch (error) {
      return String(error);
    }
  }

  /** From the checkpoint on, across the end of its period, to the newest finality. */
  async function followFromCheckpoint(): Promise<void> {
    const { config } = chain;
    const follower = await createBeaconLightClient({ urls: [beacon.url], checkpointRoot: checkpoint, config, bls });
    if ((await follower.advance()).length === 0) throw new Error('nothing was finalized since');
  }

  /** The header, the receipts and the contract's storage under the hash of the block. */
  async function readBlock(): Promise<void> {
    const provider = createEthProofProvider({ url: execution.url, chainId: BigInt(chain.chainId) });
    const header = await provider.readHeader(written);
    const receipts = await provider.readReceipts({ ...header, hash: written });
    if (receipts.length === 0) throw new Error('no receipt');
    const address = fromHex(contract.address.slice(2).toLowerCase());
    await provider.readState({ ...header, hash: written }, address, [fromHex(mappingSlot(SLOT, 0n).slice(2))]);
  }

  test.each(['updates', 'block'] as const)(
    'our clients find that all is right with an honest node: %s',
    async (question) => {
      expect(await find(question)).toBe('all is right');
    },
  );

  test.each(CASES)('%# our clients are not deceived: $name, $refusal', async ({ make, question, refusal }) => {
    const active = proxyOf(question).use(make());
    expect(await find(question)).toContain(refusal ?? 'all is right');
    expect(active.hits()).toBeGreaterThan(0);
  });

  test('stands still at the head it has seen', async () => {
    beacon.use(ethereumFaults.freezeBeacon());
    const told = createBeaconClient(beacon.url);
    const slot = await told.headSlot();
    await chain.waitForSlot(slot + 1n);
    expect(await told.headSlot()).toBe(slot);
    beacon.clear();
    expect(await told.headSlot()).toBeGreaterThan(slot);
  });

  test('fails on the way, for one route and as often as it is told', async () => {
    const [broken, limited] = [faults.serverError(503), faults.rateLimit()];
    beacon.use(broken, { methods: ['beacon/genesis'], times: 1 });
    execution.use(limited, { methods: ['eth_chainId'], times: 1 });
    await expect(createBeaconClient(beacon.url).headSlot()).resolves.toBeGreaterThan(0n);
    expect(await askProxy('genesis')).toMatch(/BeaconApiError: .*genesis: HTTP 503/);
    expect(await askProxy('chainId')).toContain('SyntaxError');
    expect([await askProxy('genesis'), await askProxy('chainId')]).toEqual([
      await askNode('genesis'),
      await askNode('chainId'),
    ]);
  });

  test('counts the beacon API by its routes', () => {
    expect(Object.keys(beacon.counts().byMethod)).toContain('beacon/light_client/bootstrap');
  });

  test('no fault and no lie is left out', () => {
    const tried = new Set<string>([...CASES.map(({ name }) => name), 'freezeBeacon']);
    expect([...tried].sort()).toEqual([...Object.keys(ethereumFaults), ...Object.keys(ethereumLies)].sort());
  });
});

// Here, since another chain would take minutes until it has finalized in its third period.
describeEthereumFollower(() => chain);

describe('stop', () => {
  test('leaves no process and no file', async () => {
    const pids = chain.services.map((service) => service.pid() ?? 0);
    expect(pids.every(isAlive)).toBe(true);
    await chain.stop();
    expect(pids.some(isAlive)).toBe(false);
    expect(existsSync(chain.folder)).toBe(false);
  });
});

describe('the fulu profile', () => {
  test('starts, has a head of that fork, and shows its logs when a program ends', async () => {
    const fulu = await startEthereum({ profile: 'fulu', accounts: [] });
    try {
      expect(textAt(await fulu.beacon.get('/eth/v2/beacon/blocks/head'), 'version')).toBe('fulu');
      expect(fulu.config).toMatchObject({
        slotsPerEpoch: 32n,
        forks: expect.arrayContaining([expect.objectContaining({ name: 'fulu' })]),
      });
      expect(() => fulu.account('alice')).toThrow('want one of the accounts , got alice');
      await fulu.services.find(({ name }) => name === 'validator')?.stop();
      await expect(fulu.waitForSlot(1_000n)).rejects.toThrow(/want slot 1000, got the end of validator:\n--- geth\n/);
    } finally {
      await fulu.stop();
    }
  }, 240_000);
});
