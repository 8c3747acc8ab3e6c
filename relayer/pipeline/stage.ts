/** Stages and who owns which state: the one table that says what moves a packet on. @module */
import type { StageResult } from '../ports/outcome.ts';
import type { PacketRow, PacketState } from '../ports/packet.ts';
import type { DirectionDeps, Services } from './deps.ts';

/** Decides about a batch of packets in one state. Reads through ports, writes nothing. */
export type Stage = (batch: readonly PacketRow[], deps: DirectionDeps, context: StageContext) => Promise<StageResult>;

export interface StageContext extends Services {
  readonly signal: AbortSignal;
}

/** Jobs that drain the packets of a direction. */
export type DirectionJob =
  | 'await-finality'
  | 'triage'
  | 'prove-recv'
  | 'await-ack'
  | 'prove-ack'
  | 'prove-timeout'
  | 'settle'
  | 'revive'
  | 'expire'
  | 'reconcile';

/** Jobs of a chain. */
export type ChainJob = 'watch' | 'submit' | 'confirm' | 'refresh';

/** The job that may move a packet out of each state, and on which side it runs. */
export const OWNER = {
  seen: { job: 'await-finality', on: 'direction' },
  final: { job: 'triage', on: 'direction' },
  proving: { job: 'prove-recv', on: 'direction' },
  delivering: { job: 'submit', on: 'destination' },
  delivered: { job: 'await-ack', on: 'direction' },
  'ack-final': { job: 'prove-ack', on: 'direction' },
  acknowledging: { job: 'submit', on: 'source' },
  'timing-out': { job: 'prove-timeout', on: 'direction' },
  withdrawing: { job: 'submit', on: 'source' },
  settling: { job: 'settle', on: 'direction' },
  parked: { job: 'revive', on: 'direction' },
  done: undefined,
  'timed-out': undefined,
  conflict: undefined,
} as const satisfies Record<
  PacketState,
  | { readonly job: DirectionJob; readonly on: 'direction' }
  | { readonly job: ChainJob; readonly on: 'source' | 'destination' }
  | undefined
>;
