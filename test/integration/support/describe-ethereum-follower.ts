/** Following a real beacon chain of at least two committee periods, through endpoints of which one fails or lies. @module */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHex } from '@causeway/lightclient/codec';
import { computeSyncCommitteePeriodAtSlot, type LightClientFinalityUpdate } from '@causeway/lightclient/ethereum';
import { createNativeBls } from '@causeway/lightclient/native';
import {
  type BeaconApi,
  createBeaconApi,
  createBeaconLightClient,
  followFinality,
} from '@causeway/lightclient/providers/beacon-api';
import {
  BeaconError,
  type BeaconProvider,
  createBeaconFollower,
  createMemoryEthereumStore,
  type FinalizedStep,
} from '@causeway/lightclient/sync/ethereum';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type EthereumChain,
  ethereumFaults,
  ethereumLies,
  type Fault,
  type FaultProxy,
  faults,
  startFaultProxy,
} from '../../devnet/index.ts';
import { runCli } from '../../support/run-cli.ts';
import { readFirstLine, runModule, waitForEnd } from '../../support/run-module.ts';
import { findConflictPlace, signConflictingUpdates } from '../../support/sign-conflict.ts';

const { verifier: bls } = createNativeBls();

/** What becomes of the endpoint beside an honest one, in the first round. */
const CASES: readonly (readonly [string, () => Fault, string])[] = [
  ['answers with errors', () => faults.serverError(), 'resting unreachable'],
  ['cuts its answers', () => faults.truncate(0.5, true), 'resting malformed'],
  ['has pruned its light-client data', () => ethereumFaults.pruneLightClientData(), 'resting not-found'],
  ['gives one update at a time', () => ethereumFaults.limitUpdates(1), 'ready confirmed'],
  ['answers at too great a length', () => ethereumFaults.inflateAnswers(20_000_000), 'resting too-large'],
  ['reverses its updates', () => ethereumLies.reverseUpdates(), 'ready confirmed'],
  ['skips updates', () => ethereumLies.skipUpdates(), 'resting gap'],
  ['changes beacon headers', () => ethereumLies.changeBeaconHeader(), 'aside invalid-update'],
  ['changes payload headers', () => ethereumLies.changePayloadHeader(), 'aside invalid-update'],
  ['changes finality branches', () => ethereumLies.changeBranch(), 'aside invalid-update'],
  ['changes committee branches', () => ethereumLies.changeBranch('next_sync_committee_branch'), 'aside invalid-update'],
  ['changes bootstraps', () => ethereumLies.changeBranch('current_sync_committee_branch'), 'aside invalid-update'],
  ['forges the next committee', () => ethereumLies.forgeNextCommittee(), 'aside invalid-update'],
  ['changes signatures', () => ethereumLies.changeSignature(), 'aside invalid-update'],
  ['clears who took part', () => ethereumLies.clearParticipation(), 'aside invalid-update'],
  ['names another fork', () => ethereumLies.misnameFork(), 'resting malformed'],
  ['serves another network', () => ethereumLies.otherNetwork(), 'aside wrong-network'],
];

/** Waits until the chain has finalized in its third period: the first one does not count. */
export function describeEthereumFollower(chainOf: () => EthereumChain): void {
  describe('following the chain', () => {
    let chain: EthereumChain;
    let api: BeaconApi;
    let proxy: FaultProxy;
    let folder: string;

    beforeAll(async () => {
      chain = chainOf();
      api = createBeaconApi({ url: chain.beaconUrl, config: chain.config });
      proxy = await startFaultProxy({ target: chain.beaconUrl });
      await chain.waitForFinalizedPeriod(2n, 300_000);
      folder = mkdtempSync(join(tmpdir(), 'causeway-follow-ethereum-'));
    });
    afterAll(async () => {
      await proxy?.stop();
      if (folder !== undefined) rmSync(folder, { recursive: true });
    });

    const periodOf = (slot: bigint) => computeSyncCommitteePeriodAtSlot(chain.config, slot);

    test('goes from one period to the next and on with the head, beside an endpoint that lies', async () => {
      proxy.use(ethereumLies.changeSignature());
      const checkpointRoot = await findFirstCheckpoint(chain, api);
      const client = await createBeaconLightClient({ urls: [proxy.url, chain.beaconUrl], checkpointRoot, bls });
      const first = client.state().store.finalizedHeader.beacon.slot;
      const { slot: head } = await chain.beacon.finalizedHeader();
      const steps: FinalizedStep[] = [];
      for await (const step of followFinality(client)) {
        steps.push(step);
        // One that the chain has finalized meanwhile, in a second period that has proven the committee of a third.
        if (step.header.beacon.slot > head && client.committee(periodOf(first) + 2n) !== undefined) break;
      }
      proxy.clear();
      const slots = steps.map(({ header }) => header.beacon.slot);
      expect(slots).toEqual([...new Set(slots)].toSorted((a, b) => (a < b ? -1 : 1)));
      for (const { header, root } of steps) expect(root).toEqual(await api.blockRoot(header.beacon.slot));
      expect(steps.map(({ source }) => source)).not.toContain(new URL(proxy.url).host);
      expect(client.endpoints()).toMatchObject([{ state: 'aside', outcome: 'invalid-update' }, { state: 'ready' }]);
      for (const period of [0n, 1n, 2n]) expect(client.committee(periodOf(first) + period)).toBeDefined();
    });

    test.each(CASES)('is not stopped by an endpoint that %s', async (_, make, outcome) => {
      const { slot: head } = await chain.beacon.finalizedHeader();
      const checkpointRoot = await findFirstCheckpoint(chain, api);
      proxy.use(make());
      const client = await createBeaconLightClient({
        urls: [proxy.url, chain.beaconUrl],
        checkpointRoot,
        bls,
        config: chain.config,
      });
      const steps = await client.advance();
      proxy.clear();
      expect(steps.at(-1)?.header.beacon.slot).toBeGreaterThanOrEqual(head);
      const [bad, good] = client.endpoints();
      expect(`${bad?.state} ${bad?.outcome}`, bad?.detail).toBe(outcome);
      expect(good?.state).toBe('ready');
    });

    test('is what the documented example does', async () => {
      const checkpointRoot = await findFirstCheckpoint(chain, api);
      const child = runModule('../../docs/examples/follow-ethereum.ts', [toHex(checkpointRoot), chain.beaconUrl]);
      try {
        expect(await readFirstLine(child)).toMatch(/^verified slot \d+, block [0-9a-f]{64}, signed by \d+$/);
      } finally {
        child.kill();
        await waitForEnd(child);
      }
    });

    test('is what `causeway verify ethereum-follow` does, which goes on from its store', async () => {
      const checkpointRoot = await findFirstCheckpoint(chain, api);
      const store = join(folder, 'store.json');
      proxy.use(ethereumLies.changeBranch());
      const follow = (...args: readonly string[]) =>
        runCli([
          ...['verify', 'ethereum-follow', '--beacon', proxy.url, '--beacon', chain.beaconUrl],
          ...['--store', store, ...args],
        ]);
      const first = await follow('--checkpoint', toHex(checkpointRoot), '--count', '1');
      proxy.clear();
      const next = await follow('--count', '1');
      expect([first.code, next.code]).toEqual([0, 0]);
      const slots = `${first.stdout}${next.stdout}`
        .trim()
        .split('\n')
        .map((line) => BigInt(JSON.parse(line).finalized.slot));
      expect(slots).toHaveLength(2);
      expect(slots).toEqual([...new Set(slots)].toSorted((a, b) => (a < b ? -1 : 1)));
      expect(first.stderr).toContain('is not asked again: invalid-update');
    });

    test("stops when validators' keys have signed a second history (conflict)", async () => {
      const place = await findConflictPlace(chain);
      const checkpointRoot = await findFirstCheckpoint(chain, api);
      const { config } = chain;
      const telling = (id: string, update: LightClientFinalityUpdate): BeaconProvider => ({
        ...api,
        id,
        finalityUpdate: async () => update,
        // The chain goes on meanwhile: nothing may be newer than the place of the conflict.
        async updates(startPeriod, count, signal) {
          const updates = await api.updates(startPeriod, count, signal);
          return updates.filter(({ finality }) => (finality?.header.beacon.slot ?? 0n) < place.slots.finalizedSlot);
        },
      });
      const follow = (rival: LightClientFinalityUpdate) =>
        createBeaconFollower({
          config,
          providers: [telling('honest', place.honest), telling('rival', rival)],
          checkpointRoot,
          store: createMemoryEthereumStore(),
          bls,
          now: () => BigInt(Date.now()) * 1_000_000n,
        });
      const conflict = await follow(signConflictingUpdates(place, 'finalized-headers').updates[0]);
      expect((await conflict.advance()).at(-1)?.header.beacon.slot).toBe(place.slots.finalizedSlot);
      const misbehaviour = { kind: 'conflicting-finalized-headers', slot: place.slots.finalizedSlot };
      await expect(conflict.advance()).rejects.toMatchObject({ code: 'conflict', evidence: { misbehaviour } });
      const minority = await follow(signConflictingUpdates(place, 'minority').updates[1]);
      await minority.advance();
      expect(minority.endpoints()).toMatchObject([{ state: 'ready' }, { outcome: 'not-enough-signers' }]);
    });
  });
}

/** The oldest block of period 1 or later with a bootstrap and an update of its period: Prysm loses that of period 0 in time. */
async function findFirstCheckpoint({ config }: EthereumChain, api: BeaconApi): Promise<Uint8Array> {
  const { finality } = await api.finalityUpdate();
  const start = config.slotsPerEpoch * config.epochsPerSyncCommitteePeriod;
  for (let slot = start; slot <= (finality?.header.beacon.slot ?? 0n); slot += config.slotsPerEpoch) {
    try {
      const root = await api.blockRoot(slot);
      await api.bootstrap(root);
      const updates = await api.updates(computeSyncCommitteePeriodAtSlot(config, slot), 1);
      if (updates.length > 0) return root;
    } catch (error) {
      if (!(error instanceof BeaconError) || error.fault.code !== 'not-found') throw error;
    }
  }
  throw new Error('want a block with a bootstrap and an update of its period, got none');
}
