/** Where a new client begins: at a checkpoint that our own light client has verified, with both committees. @module */
import {
  type BeaconConfig,
  type BlsVerifier,
  computeSlotAtTime,
  computeSyncCommitteePeriodAtSlot,
  initializeLightClientStore,
  type LightClientBootstrap,
  type LightClientStore,
  processLightClientUpdate,
} from '@causeway/lightclient/ethereum';
import { RelayerError } from '../../ports/fault.ts';
import type { BeaconSource } from './beacon-source.ts';

export interface BeginOptions {
  readonly config: BeaconConfig;
  /** Of a finalized block, from a source that is trusted. */
  readonly root: Uint8Array;
  /** For that root; a claim. */
  readonly bootstrap: LightClientBootstrap;
  readonly source: Pick<BeaconSource, 'updates'>;
  readonly bls: BlsVerifier;
  readonly nowNs: bigint;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The store to make a client of. The next committee comes from the update of the checkpoint's period where there is one: a
 * client without it, created late in a period, may never learn it.
 * @throws {RelayerError} HEADER_REJECTED when bootstrap or update are wrong.
 */
export async function beginAtCheckpoint(options: BeginOptions): Promise<LightClientStore> {
  const { config, root, bootstrap, source, bls, nowNs, signal } = options;
  const { verdict, store } = initializeLightClientStore(root, bootstrap, { config, bls });
  if (store === undefined) throw rejected('the bootstrap of the checkpoint', verdict.reason);
  const period = computeSyncCommitteePeriodAtSlot(config, bootstrap.header.beacon.slot);
  const [update] = await source.updates(period, 1, signal);
  if (update === undefined) return store;
  const currentSlot = computeSlotAtTime(config, nowNs);
  const processed = processLightClientUpdate(store, update, { config, bls, currentSlot });
  if (processed.verdict.status === 'valid') return processed.store;
  const { reason } = processed.verdict;
  if (UNHELPFUL.has(reason.code)) return store;
  throw rejected(`the update of period ${period}`, reason);
}

/** Nothing is wrong with such an update: it tells nothing new, or the committee that signed it is the one to be learnt. */
const UNHELPFUL: ReadonlySet<string> = new Set(['not-relevant', 'committee-not-known']);

interface Reason {
  readonly code: string;
  readonly want: string;
  readonly got: string;
}

function rejected(what: string, { code, want, got }: Reason): RelayerError {
  return new RelayerError({ code: 'HEADER_REJECTED', message: `${what} is wrong (${code})`, want, got });
}
