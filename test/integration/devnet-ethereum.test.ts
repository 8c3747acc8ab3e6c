/** A real proof-of-stake Ethereum, started once: what it serves, what can be done with it, and that it ends. @module */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, bigintAt, listAt, textAt } from '../devnet/client/read-json.ts';
import { deployStorageContract, type EthereumChain, getProof, mappingSlot, startEthereum } from '../devnet/index.ts';
import { isAlive } from '../devnet/process/is-alive.ts';

let chain: EthereumChain;

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
    const { root } = await chain.beacon.finalizedCheckpoint();
    const bootstrap = await chain.beacon.get(`/eth/v1/beacon/light_client/bootstrap/${root}`);
    expect(listAt(bootstrap, 'data.current_sync_committee.pubkeys')).toHaveLength(512);
    expect(listAt(bootstrap, 'data.current_sync_committee_branch')).toHaveLength(6); // Electra's depth
    const [update] = listAt(
      { list: await chain.beacon.get('/eth/v1/beacon/light_client/updates?start_period=0&count=1') },
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
    const contract = await deployStorageContract(execution, alice);
    const slot = mappingSlot(SLOT, 0n);
    const { blockNumber } = await contract.write(slot, VALUE);
    expect(await contract.read(slot)).toBe(VALUE);
    const finalized = await chain.waitForFinalizedBlock(blockNumber);
    const { raw } = await getProof(execution, contract.address, [slot, SLOT], finalized.blockNumber);
    expect(listAt(raw, 'storageProof').map((entry) => BigInt(textAt(entry, 'value')))).toEqual([BigInt(VALUE), 0n]);
    expect(listAt(raw, 'storageProof.0.proof')).not.toHaveLength(0);
    const block = await execution.call('eth_getBlockByNumber', [`0x${finalized.blockNumber.toString(16)}`, false]);
    expect(textAt(block, 'stateRoot')).toBe(finalized.stateRoot);
    await contract.clear(slot);
    expect(BigInt(await contract.read(slot))).toBe(0n);
  });

  test('leaves no process and no file', async () => {
    const pids = chain.services.map((service) => service.pid() ?? 0);
    expect(pids.every(isAlive)).toBe(true);
    await chain.stop();
    expect(pids.some(isAlive)).toBe(false);
    expect(existsSync(chain.folder)).toBe(false);
  });
});
