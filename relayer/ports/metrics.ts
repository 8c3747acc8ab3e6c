/** What the pipeline reports for dashboards; the names that are exported live in `relayer/ops`. @module */
import type { ChainState, EndpointHealth } from './control.ts';
import type { JobCounts } from './job-queue.ts';
import type { LaneEnd, Step } from './packet.ts';

export interface Metrics {
  /** A stage ran over `packets` packets for `ms` milliseconds. */
  stageDone(stage: string, ms: number, packets: number): void;
  /** Events read from a block. `cleared`: found by reconciling, not by watching. */
  packetSent(source: LaneEnd, destination: LaneEnd, cleared: boolean): void;
  ackWritten(source: LaneEnd, destination: LaneEnd, cleared: boolean): void;
  packetTimedOut(source: LaneEnd, destination: LaneEnd): void;
  /** A step of ours was included and took effect. `latencyMs`: since the packet was first seen. */
  stepConfirmed(step: Step, source: LaneEnd, destination: LaneEnd, latencyMs: number): void;
  /**
   * A node took a transaction with so many messages. `packets`: their lane on `chain`, its counterparty, and the time since
   * the oldest of them was seen; left out when it carries none.
   */
  txSubmitted(chain: string, messages: number, packets?: SubmittedPackets): void;
  broadcastError(chain: string, reason: string): void;
  simulateError(chain: string): void;
  clientUpdated(sourceChain: string, chain: string, clientId: string): void;
  clientUpdateSkipped(sourceChain: string, chain: string, clientId: string): void;
  clientState(chain: string, clientId: string, secondsToExpiry: number, trustingPeriodSeconds: number): void;
  chainHeight(chain: string, height: bigint): void;
  walletBalance(chain: string, account: string, denom: string, amount: bigint): void;
  /** Open packets of a lane: how many, and the oldest. */
  backlog(source: LaneEnd, destination: LaneEnd, size: number, oldestSequence: bigint): void;
  misbehaviour(sourceChain: string, chain: string, clientId: string): void;
}

export interface SubmittedPackets {
  readonly own: LaneEnd;
  readonly counterparty: LaneEnd;
  readonly latencyMs: number;
}

/** What adapters report, and what is counted when somebody asks for metrics: requests, sockets, endpoints, jobs, trouble. */
export interface ChainMetrics {
  /** A request to an endpoint ended. `fault`: why it failed. */
  queryDone(chain: string, type: string, fault?: string): void;
  /** A request that an answer kept from before made needless. */
  queryCached(chain: string, type: string): void;
  socketEvent(chain: string): void;
  socketReconnected(chain: string): void;
  chainState(chain: string, state: ChainState): void;
  endpointState(chain: string, health: EndpointHealth): void;
  jobCounts(counts: Readonly<Record<string, JobCounts>>): void;
  /** Packets of a lane that wait for something outside of this program. */
  parked(source: LaneEnd, destination: LaneEnd, count: number): void;
  pathStopped(path: string, isStopped: boolean): void;
}
