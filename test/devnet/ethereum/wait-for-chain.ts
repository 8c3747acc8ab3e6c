/** Waits for what a chain will do. @module */
import type { BeaconClient, FinalizedHeader } from '../ethereum-client/beacon-client.ts';
import { waitUntil } from '../process/wait-until.ts';
import { type EthereumProfile, PROFILES, SECONDS_PER_SLOT } from './profiles.ts';
import type { Service } from './run-service.ts';

/** Waits of a chain; each gives up after `timeoutMs`, by default when eight epochs and a minute have passed. */
export interface EthereumWaits {
  /** Resolves when the head has `slot` or a later one. */
  waitForSlot(slot: bigint, timeoutMs?: number): Promise<void>;
  /**
   * Resolves with the first finalized header from `slot` on (default: any) that light clients are told of. Further than eight
   * epochs ahead it needs a `timeoutMs`.
   */
  waitForFinalizedSlot(slot?: bigint, timeoutMs?: number): Promise<FinalizedHeader>;
  /** The same by the number of the execution block: its state can then be proven. */
  waitForFinalizedBlock(blockNumber: bigint, timeoutMs?: number): Promise<FinalizedHeader>;
  /** The same by sync-committee period: its committee is then in `light_client/updates` of the period before. */
  waitForFinalizedPeriod(period: bigint, timeoutMs?: number): Promise<FinalizedHeader>;
}

/** The waits over one beacon node; they fail at once when a service ends, with the end of its log. */
export function createWaits({
  beacon,
  services,
  profile,
}: {
  readonly beacon: BeaconClient;
  readonly services: readonly Service[];
  readonly profile: EthereumProfile;
}): EthereumWaits {
  const { slotsPerEpoch, epochsPerSyncCommitteePeriod } = PROFILES[profile];
  const usualMs = 8 * slotsPerEpoch * SECONDS_PER_SLOT * 1000 + 60_000;
  const hopeless = () => {
    const ended = services.find((service) => !service.isRunning());
    return ended && `the end of ${ended.name}`;
  };
  const evidence = () => services.map((service) => `--- ${service.name}\n${service.logTail()}`).join('\n');
  const wait = <T>(what: string, ask: () => Promise<T | undefined>, timeoutMs = usualMs) =>
    waitUntil({ what, ask, timeoutMs, hopeless, evidence });
  const waitForFinalized = (what: string, isEnough: (header: FinalizedHeader) => boolean, timeoutMs?: number) =>
    wait(
      `a finalized header of ${what}`,
      async () => {
        const header = await beacon.finalizedHeader();
        return isEnough(header) ? header : undefined;
      },
      timeoutMs,
    );
  return {
    waitForSlot: async (slot, timeoutMs) =>
      void (await wait(`slot ${slot}`, async () => (await beacon.headSlot()) >= slot || undefined, timeoutMs)),
    waitForFinalizedSlot: (slot = 0n, timeoutMs) =>
      waitForFinalized(`slot ${slot}`, (header) => header.slot >= slot, timeoutMs),
    waitForFinalizedBlock: (number, timeoutMs) =>
      waitForFinalized(`block ${number}`, ({ blockNumber }) => blockNumber >= number, timeoutMs),
    waitForFinalizedPeriod: (period, timeoutMs) => {
      const first = period * BigInt(slotsPerEpoch * epochsPerSyncCommitteePeriod);
      return waitForFinalized(`period ${period}`, ({ slot }) => slot >= first, timeoutMs);
    },
  };
}
