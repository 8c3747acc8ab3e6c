/** A finalized header as the command line shows it: as JSON, or as a line for a person. @module */
import { toHex } from '@causeway/lightclient/codec';
import {
  type BeaconConfig,
  computeEpochAtSlot,
  computeSyncCommitteePeriodAtSlot,
  hashBeaconBlockHeader,
  type LightClientHeader,
} from '@causeway/lightclient/ethereum';
import type { FinalizedStep } from '@causeway/lightclient/sync/ethereum';
import type { Paint } from '../../show/paint.ts';

/** Integers as decimal text, bytes as hex with `0x`. */
export interface HeadJson {
  readonly slot: string;
  readonly root: string;
  readonly stateRoot: string;
  readonly execution?: { readonly blockNumber?: string; readonly blockHash: string; readonly stateRoot?: string };
}

export function formatHead(header: LightClientHeader): HeadJson {
  const { slot, stateRoot } = header.beacon;
  const execution = formatExecution(header);
  return {
    slot: `${slot}`,
    root: prefixed(hashBeaconBlockHeader(header.beacon)),
    stateRoot: prefixed(stateRoot),
    ...(execution === undefined ? {} : { execution }),
  };
}

function prefixed(bytes: Uint8Array): string {
  return `0x${toHex(bytes)}`;
}

function formatExecution(header: LightClientHeader): HeadJson['execution'] {
  switch (header.shape) {
    case 'beacon':
      return undefined;
    case 'gloas':
      return { blockHash: prefixed(header.executionBlockHash) };
    default: {
      const { blockNumber, blockHash, stateRoot } = header.execution;
      return { blockNumber: `${blockNumber}`, blockHash: prefixed(blockHash), stateRoot: prefixed(stateRoot) };
    }
  }
}

export function formatFinalized(step: FinalizedStep, config: BeaconConfig): object {
  const { slot } = step.header.beacon;
  return {
    ...formatHead(step.header),
    epoch: `${computeEpochAtSlot(config, slot)}`,
    period: `${computeSyncCommitteePeriodAtSlot(config, slot)}`,
    participants: step.participants,
    committeeSize: step.committeeSize,
    signatureSlot: `${step.signatureSlot}`,
    source: step.source,
  };
}

/** With the `0x`. */
const SHORT = 12;

/** `✓ slot 1234  epoch 38  period 0  block 0x3fa2c1d0e4…  execution 1201 0x8c1b7a90ff…  signed by 511 of 512  from node:3500`. */
export function showFinalized(step: FinalizedStep, config: BeaconConfig, paint: Paint): string {
  const { slot } = step.header.beacon;
  const execution = formatExecution(step.header);
  const number = execution?.blockNumber === undefined ? '' : `${execution.blockNumber} `;
  const parts = [
    `${paint('✓', 'green')} slot ${paint(`${slot}`, 'bold')}`,
    `epoch ${computeEpochAtSlot(config, slot)}`,
    `period ${computeSyncCommitteePeriodAtSlot(config, slot)}`,
    `block ${prefixed(step.root).slice(0, SHORT)}…`,
    execution === undefined ? '' : `execution ${number}${execution.blockHash.slice(0, SHORT)}…`,
    `signed by ${step.participants} of ${step.committeeSize}`,
    paint(`from ${step.source}`, 'dim'),
  ];
  return parts.filter((part) => part !== '').join('  ');
}
