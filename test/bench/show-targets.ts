/** What the project wants to reach, beside what was measured. @module */
import type { EthereumFigures, EthereumTask } from './ethereum/bench-ethereum.ts';
import { median } from './percentile.ts';
import type { RestartFigures } from './relay/run-restart.ts';
import type { Figures } from './relay/run-traffic.ts';
import { showTable } from './show-table.ts';
import type { VerificationFigures } from './verify/bench-verification.ts';

export interface Measured {
  readonly verification?: readonly VerificationFigures[];
  readonly ethereum?: readonly EthereumFigures[];
  readonly traffic?: readonly Figures[];
  readonly restarts?: readonly RestartFigures[];
}

interface Target {
  readonly name: string;
  readonly atMost: number;
  readonly digits: number;
  /** Of each run that says something about it. */
  readonly values: (measured: Measured) => readonly number[];
}

const ofBacklog = (of: (figures: Figures) => number) => (measured: Measured) =>
  (measured.traffic ?? []).filter(({ mode, transfers }) => mode === 'backlog' && transfers === 1_000).map(of);

const ofEthereum = (wanted: EthereumTask) => (measured: Measured) =>
  (measured.ethereum ?? [])
    .filter(({ backend, task }) => backend === 'native' && task === wanted)
    .map(({ ratio }) => ratio);

const TARGETS: readonly Target[] = [
  {
    name: 'commit of 100 validators, native, times its bare checks',
    atMost: 1.25,
    digits: 2,
    values: ({ verification = [] }) =>
      verification
        .filter(
          ({ backend, task, validators }) => backend === 'native' && task === 'verifyCommitLight' && validators === 100,
        )
        .map(({ ratio }) => ratio),
  },
  {
    name: 'finality update of 512, native, times a bare signature of known keys',
    atMost: 2,
    digits: 2,
    values: ofEthereum('finality update'),
  },
  {
    name: 'new committee, native, times 512 decompressed keys and one signature',
    atMost: 1.3,
    digits: 2,
    values: ofEthereum('new committee'),
  },
  {
    name: 'backlog of 1,000: source blocks until the last acknowledgement',
    atMost: 12,
    digits: 0,
    values: ofBacklog(({ sourceBlocks }) => sourceBlocks),
  },
  {
    name: 'backlog of 1,000: RPC calls a packet',
    atMost: 5,
    digits: 2,
    values: ofBacklog(({ callsPerPacket }) => callsPerPacket),
  },
  {
    name: 'backlog of 1,000: peak memory MiB',
    atMost: 150,
    digits: 0,
    values: ofBacklog(({ peakMiB }) => peakMiB),
  },
  {
    name: 'backlog of 1,000: CPU seconds',
    atMost: 7,
    digits: 1,
    values: ofBacklog(({ cpuSeconds }) => cpuSeconds),
  },
  {
    name: 'kill -9 with 1,000 in flight: seconds to work again',
    atMost: 5,
    digits: 1,
    values: ({ restarts = [] }) =>
      restarts.filter(({ openAtKill }) => openAtKill === 1_000).map(({ workingAgainSeconds }) => workingAgainSeconds),
  },
];

/** `undefined` when nothing that was measured has a target. */
export function showTargets(measured: Measured): string | undefined {
  const rows = TARGETS.flatMap(({ name, atMost, digits, values }) => {
    const all = values(measured);
    if (all.length === 0) return [];
    const middle = median(all);
    return [[name, `${atMost}`, middle.toFixed(digits), middle <= atMost ? 'met' : 'missed']];
  });
  if (rows.length === 0) return undefined;
  return `What the project wants to reach (on a quiet machine):\n\n${showTable(['target', 'at most', 'measured', ''], rows)}`;
}
