/** What governance may do to a client in the virtual machine, and how old states go. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  encodeWasmClientState,
  encodeWasmConsensusState,
  encodeWasmMigration,
  type WasmClientState,
  type WasmHeader,
} from '@causeway/lightclient/ethereum/wasm-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { headerOf, timeOf, trustedAt } from '../support/wasm-client-cases/setting.ts';
import { type HostedClient, storeContract, toBase64 } from '../support/wasm-vm/host-client.ts';
import type { VmAnswer } from '../support/wasm-vm/start-wasm-vm.ts';
import { TRUSTED, useContract } from '../support/wasm-vm/use-contract.ts';

const NOW = timeOf(1000n);
const contract = useContract();
const { begin } = contract;

/** What is attested in a slot finalizes the epoch of 8 slots before the one before. */
function header(trustedSlot: bigint, attestedSlot: bigint): WasmHeader {
  const role = (attestedSlot + 1n) / 64n === trustedSlot / 64n ? 'current' : 'next';
  return headerOf({ trustedSlot, attestedSlot, role });
}

/** Changes the stored state behind the contract's back. */
async function overwrite(client: HostedClient, change: Partial<WasmClientState>): Promise<void> {
  const state = encodeWasmClientState({ ...(await client.stored()).client, ...change });
  const { error } = await contract.vm.ask({ do: 'overwrite', client: client.id, client_state: toBase64(state) });
  expect(error).toBeUndefined();
}

async function freeze(client: HostedClient): Promise<void> {
  await overwrite(client, { isFrozen: true });
  expect(await client.status(NOW)).toBe('Frozen');
}

describe('recovery (rule 28)', () => {
  const recover = (subject: HostedClient, substitute: HostedClient, time = NOW): Promise<VmAnswer> =>
    contract.vm.ask({ do: 'recover', client: subject.id, substitute: substitute.id, time });

  test('gives a frozen client the state of its substitute, and leaves it no other', async () => {
    const [subject, substitute] = [await begin(), await begin({ slot: 130n })];
    await subject.update(header(TRUSTED, 104n), NOW);
    await freeze(subject);
    expect((await recover(subject, substitute)).error).toBeUndefined();
    expect(await subject.status(NOW)).toBe('Active');
    expect(await subject.stored()).toEqual(await substitute.stored());
    expect((await subject.update(header(130n, 170n), NOW)).error).toBeUndefined();
  });

  test('gives an expired client the state of its substitute, with another trusting period and other forks', async () => {
    const late = timeOf(130n);
    const subject = await begin({ change: { trustingPeriod: 60n } });
    const { client, consensus } = trustedAt(130n);
    const forkParameters = { ...client.forkParameters, fulu: { ...client.forkParameters.fulu, epoch: 21n } };
    const change = { trustingPeriod: 6000n, forkParameters };
    const substitute = await begin({ slot: 130n, change });
    expect(await subject.status(late)).toBe('Expired');
    expect((await recover(subject, substitute, late)).error).toBeUndefined();
    expect(await subject.status(late)).toBe('Active');
    const stored = await subject.stored();
    expect(stored.client).toEqual({ ...client, ...change });
    expect(stored.consensus).toEqual(new Map([[130n, consensus]]));
  });

  test.each<[string, Partial<WasmClientState>]>([
    ['chain', { chainId: 1n }],
    ['contract', { ibcContractAddress: new Uint8Array(20) }],
    ['mapping', { ibcCommitmentSlot: 1n }],
    ['genesis', { genesisValidatorsRoot: new Uint8Array(32) }],
    ['minimum of participants', { minSyncCommitteeParticipants: 30n }],
  ])('rejects a substitute of another %s (bad-substitute)', async (_, change) => {
    const [subject, substitute] = [await begin(), await begin({ slot: 130n, change })];
    await freeze(subject);
    const before = await subject.stored();
    expect((await recover(subject, substitute)).error).toMatch(/^bad-substitute: /);
    expect(await subject.stored()).toEqual(before);
  });

  test('rejects a substitute that is frozen or expired itself', async () => {
    const subject = await begin();
    await freeze(subject);
    const frozen = await begin({ slot: 130n });
    await freeze(frozen);
    const expired = await begin({ slot: 130n, change: { trustingPeriod: 10n } });
    for (const substitute of [frozen, expired])
      expect((await recover(subject, substitute)).error).toMatch(/not active/);
  });
});

describe('migration', () => {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-wasm-'));
  const file = join(folder, 'next.wasm');
  let next: string;

  beforeAll(async () => {
    // The same program under another checksum: a section that nobody reads is added.
    copyFileSync(contract.file, file);
    writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from([0, 5, 4, ...Buffer.from('next')])]));
    next = await storeContract(contract.vm, file);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const migrate = (client: HostedClient, message: unknown): Promise<VmAnswer> =>
    contract.vm.ask({
      do: 'migrate',
      client: client.id,
      time: NOW,
      checksum: Buffer.from(next, 'hex').toString('base64'),
      message,
    });
  const parse = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString());

  test('changes the code and nothing else', async () => {
    const client = await begin();
    const before = await client.stored();
    expect((await migrate(client, parse(encodeWasmMigration({ kind: 'code-only' })))).error).toBeUndefined();
    expect(await client.stored()).toEqual({ ...before, checksum: next });
    expect((await client.update(header(TRUSTED, 104n), NOW)).error).toBeUndefined();
  });

  test('takes new fork parameters, also for a frozen client, which stays frozen', async () => {
    const client = await begin();
    await freeze(client);
    const { client: state } = await client.stored();
    const forks = { ...state.forkParameters, gloas: { version: Uint8Array.of(9, 9, 9, 9), epoch: 1n << 40n } };
    const message = parse(encodeWasmMigration({ kind: 'fork-parameters', forkParameters: forks }));
    expect((await migrate(client, message)).error).toBeUndefined();
    const stored = await client.stored();
    expect(stored.client).toEqual({ ...state, forkParameters: forks });
    expect(await client.status(NOW)).toBe('Frozen');
  });

  test('rejects forks out of order (bad-client-state)', async () => {
    const client = await begin();
    const { client: state } = await client.stored();
    const forks = { ...state.forkParameters, electra: { ...state.forkParameters.electra, epoch: 99n } };
    const message = parse(encodeWasmMigration({ kind: 'fork-parameters', forkParameters: forks }));
    expect((await migrate(client, message)).error).toMatch(/bad-client-state: /);
    expect((await client.stored()).client).toEqual(state);
  });

  test('begins anew from given states, and forgets all others', async () => {
    const client = await begin();
    await client.update(header(TRUSTED, 104n), NOW);
    const { client: state, consensus } = trustedAt(130n);
    const message = {
      client_state: toBase64(encodeWasmClientState(state)),
      consensus_state: toBase64(encodeWasmConsensusState(consensus)),
      checksum: Buffer.from(next, 'hex').toString('base64'),
    };
    expect((await migrate(client, { migration: { reinstantiate: message } })).error).toBeUndefined();
    const stored = await client.stored();
    expect(stored).toEqual({
      client: state,
      checksum: next,
      latestHeight: 130n,
      consensus: new Map([[130n, consensus]]),
    });
  });

  test('rejects a migration that it does not know (malformed)', async () => {
    const client = await begin();
    for (const message of [{}, { migration: 'everything' }, { migration: { code_only: 1 } }, 'code_only']) {
      expect((await migrate(client, message)).error).toMatch(/malformed: /);
    }
  });
});

describe('pruning', () => {
  /** Updates the client at the times of the signatures. */
  async function follow(client: HostedClient, attestedSlots: readonly bigint[]): Promise<void> {
    for (const slot of attestedSlots) {
      const { latestHeight } = await client.stored();
      expect((await client.update(header(latestHeight, slot), timeOf(slot + 1n))).error).toBeUndefined();
    }
  }
  const slotsOf = async (client: HostedClient): Promise<readonly bigint[]> => [
    ...(await client.stored()).consensus.keys(),
  ];

  test('removes at most two states that have expired with each update', async () => {
    const client = await begin({ slot: 104n, change: { trustingPeriod: 86_400n } });
    await follow(client, [128n, 136n, 144n, 152n]);
    expect(await slotsOf(client)).toEqual([104n, 112n, 120n, 128n, 136n]);
    await overwrite(client, { trustingPeriod: 300n });
    const late = timeOf(136n) + 299n;
    await client.update(header(136n, 168n), late);
    expect(await slotsOf(client)).toEqual([120n, 128n, 136n, 152n]);
    await client.update(header(136n, 176n), late);
    expect(await slotsOf(client)).toEqual([136n, 152n, 160n]);
  });

  test('keeps, without a trusting period, the states of eight periods', async () => {
    const client = await begin({ slot: 104n });
    const attested = Array.from({ length: 9 }, (_, period) => 64n * BigInt(period + 2) + 40n);
    const finalized = attested.map((slot) => slot - 16n);
    await follow(client, attested.slice(0, -1));
    expect(await slotsOf(client)).toEqual([104n, ...finalized.slice(0, -1)]);
    await follow(client, attested.slice(-1));
    expect(await slotsOf(client)).toEqual(finalized);
  });

  test('keeps what an update needs and stores, however far it is behind', async () => {
    const client = await begin({ slot: 104n });
    await overwrite(client, { latestSlot: 10_000n });
    await client.update(header(104n, 136n), NOW);
    expect(await slotsOf(client)).toEqual([104n, 120n]);
    await client.update(header(120n, 144n), NOW);
    expect(await slotsOf(client)).toEqual([120n, 128n]);
  });
});
