/** What the parts of the submitter share: what they work with, and how a chain refuses. @module */
import type { RejectReason } from '../ports/chain-writer.ts';
import type { JobQueue } from '../ports/job-queue.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { ChainPorts, DirectionDeps } from './deps.ts';
import type { GasModel } from './gas-model.ts';
import type { StageContext } from './stage.ts';

export interface SubmitRun {
  readonly chain: ChainPorts;
  /** Directions that submit to this chain. */
  readonly directions: readonly DirectionDeps[];
  readonly context: StageContext;
  readonly queue: JobQueue;
  readonly metrics: Metrics;
  readonly gas: GasModel;
  /** Names this process in the lease. */
  readonly owner: string;
}

/** Before inclusion: nothing was paid. */
export interface Rejection {
  readonly reason: RejectReason;
  readonly log: string;
  readonly messageIndex?: number | undefined;
}
