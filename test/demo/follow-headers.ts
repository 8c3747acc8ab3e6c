/** The part of the demo that follows the chain: a line for each finalized header, into the next sync-committee period. @module */
import {
  computeEpochAtSlot,
  computeSyncCommitteePeriodAtSlot,
  type PayloadHeader,
} from '@causeway/lightclient/ethereum';
import type { BeaconFollower, FinalizedStep } from '@causeway/lightclient/sync/ethereum';
import type { TimedBls } from './time-bls.ts';

/** What is followed, and how it is shown. */
export interface Following {
  readonly follower: BeaconFollower;
  readonly timed: TimedBls;
  readonly print: (text?: string) => void;
  readonly pause: () => Promise<void>;
}

const GIVE_UP_MS = 240_000;
const COLUMNS = ['period', 'epoch', 'slot', 'block', 'signed by', 'signature', 'root'] as const;
const WIDTHS = [6, 7, 7, 7, 13, 12, 0];

/**
 * The second finalized header of a period that a committee learned on the way has signed for.
 * @throws {Error} when it takes minutes longer than it should.
 */
export async function followAcrossPeriods({ follower, timed, print, pause }: Following): Promise<PayloadHeader> {
  const deadline = Date.now() + GIVE_UP_MS;
  const periodOf = (slot: bigint): bigint => computeSyncCommitteePeriodAtSlot(follower.config, slot);
  const first = periodOf(follower.state().store.finalizedHeader.beacon.slot);
  let last = first;
  let inNext = 0;
  print(`  ${formatRow(COLUMNS)}`);
  while (Date.now() < deadline) {
    for (const step of await follower.advance()) {
      const { header } = step;
      const period = periodOf(header.beacon.slot);
      if (period > last) print('  — a new committee is in office, which the one before it had vouched for —');
      last = period;
      print(`  ${formatRow(describe(step, follower, timed.take()))}`);
      if (period > first) inNext++;
      if (inNext === 2 && (header.shape === 'deneb' || header.shape === 'capella')) return header;
    }
    await pause();
  }
  throw new Error(`want finalized headers of period ${first + 1n} within ${GIVE_UP_MS / 1_000} s, got none`);
}

function describe(step: FinalizedStep, { config }: BeaconFollower, signatureMs: number): readonly string[] {
  const { header, participants, committeeSize, root } = step;
  const { slot } = header.beacon;
  return [
    String(computeSyncCommitteePeriodAtSlot(config, slot)),
    String(computeEpochAtSlot(config, slot)),
    String(slot),
    'execution' in header ? String(header.execution.blockNumber) : '',
    `${participants}/${committeeSize}`,
    `${signatureMs.toFixed(1)} ms`,
    `0x${Buffer.from(root).toString('hex').slice(0, 8)}…`,
  ];
}

function formatRow(cells: readonly string[]): string {
  return cells.map((cell, i) => (WIDTHS[i] === 0 ? `   ${cell}` : cell.padStart(WIDTHS[i] ?? 0))).join('');
}
