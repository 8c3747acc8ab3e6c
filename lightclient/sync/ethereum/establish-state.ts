/** Where a follower's trust starts: from the store, or from the configured checkpoint. @module */
import { DecodeError, equalBytes, toHex } from '../../codec/index.ts';
import type { LightClientBootstrap } from '../../ethereum/index.ts';
import { type Signal, throwIfAborted } from '../signal.ts';
import { type FollowContext, keepState, requireUsable, verdictsOf } from './context.ts';
import { BeaconFollowError } from './follow-error.ts';
import { type FollowerState, startState } from './follower-state.ts';
import type { BeaconJudge } from './judge.ts';
import type { BeaconFollowerOptions } from './options.ts';
import { BeaconError, type BeaconProvider } from './provider.ts';
import { decodeFollowerState } from './stored-state.ts';

/** @throws {BeaconFollowError} `store-corrupt`, also when it is of another chain; other errors of the store as they are. */
export async function loadState({
  store,
  config,
}: Pick<BeaconFollowerOptions, 'store' | 'config'>): Promise<FollowerState | undefined> {
  const text = await store.load();
  if (text === undefined) return undefined;
  try {
    return decodeFollowerState(text, config);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const message = `the store cannot be used: ${error.message}; start with an empty one and a checkpoint`;
    throw new BeaconFollowError({ code: 'store-corrupt', message }, { cause: error });
  }
}

/**
 * A checkpoint that is the store's own, or one of its finalized blocks, changes nothing. Another one is a new start when the
 * store is too old to be believed, and refused otherwise: it may be of another history.
 * @throws {BeaconFollowError} `trust-conflict`
 */
export function isNewStart(
  state: FollowerState | undefined,
  root: Uint8Array | undefined,
  { judge, isExpired }: { readonly judge: BeaconJudge; readonly isExpired: (state: FollowerState) => boolean },
): boolean {
  if (state === undefined) {
    if (root !== undefined) return true;
    const message = 'neither a checkpoint nor a stored state to start from';
    throw new BeaconFollowError({ code: 'trust-conflict', message });
  }
  if (root === undefined || isKnown(state, root, judge)) return false;
  if (isExpired(state)) return true;
  const message = `the store began at checkpoint ${toHex(state.checkpointRoot)} and does not hold ${toHex(root)}: use another store for another checkpoint`;
  throw new BeaconFollowError({ code: 'trust-conflict', message });
}

function isKnown({ checkpointRoot, store, finalized }: FollowerState, root: Uint8Array, judge: BeaconJudge): boolean {
  if (equalBytes(checkpointRoot, root) || equalBytes(judge.rootOf(store.finalizedHeader), root)) return true;
  return finalized.some(({ finality }) => finality !== undefined && equalBytes(judge.rootOf(finality.header), root));
}

/**
 * Starts from the checkpoint: the first endpoint whose bootstrap verifies gives it.
 * @throws {BeaconFollowError} `unavailable`, `invalid-update`, `checkpoint-expired`.
 */
export async function bootstrapFrom(
  context: Omit<FollowContext, 'state'>,
  root: Uint8Array,
  signal?: Signal,
): Promise<FollowerState> {
  const { pool, now, judge } = context;
  for (const source of pool.ready(now())) {
    throwIfAborted(signal);
    try {
      const bootstrap = await source.bootstrap(root, signal);
      const state = verifyBootstrap(judge, source, root, bootstrap);
      const started = { ...context, state };
      requireUsable(started, state.store.finalizedHeader, 'the checkpoint');
      pool.confirm(source);
      pool.settle();
      await keepState(started, state);
      return state;
    } catch (error) {
      if (!(error instanceof BeaconError)) throw error;
      pool.fail(source, error, now());
    }
  }
  const verdicts = verdictsOf(context);
  const isWrong = verdicts.some(({ outcome }) => outcome === 'invalid-update');
  const message = `no endpoint has ${isWrong ? 'a bootstrap that verifies' : 'the bootstrap'} of checkpoint ${toHex(root)}`;
  throw new BeaconFollowError({ code: isWrong ? 'invalid-update' : 'unavailable', message, verdicts });
}

function verifyBootstrap(
  judge: BeaconJudge,
  source: BeaconProvider,
  root: Uint8Array,
  bootstrap: LightClientBootstrap,
): FollowerState {
  const { verdict, store } = judge.start(root, bootstrap);
  if (store !== undefined) return startState(root, store, judge.periodAt(store.finalizedHeader.beacon.slot));
  const { code, want, got } = verdict.reason;
  throw new BeaconError(source.id, { code: 'invalid-update', want: `${code}: ${want}`, got });
}
