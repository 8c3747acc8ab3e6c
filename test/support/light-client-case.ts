/** A light client that follows a beacon chain of ours, for tests that then spoil one thing. @module */
import {
  initializeLightClientStore,
  type LightClientStore,
  type LightClientUpdate,
  processLightClientUpdate,
  type UpdateContext,
  type UpdateVerdict,
} from '@causeway/lightclient/ethereum';
import { createNativeBls, nativeSha256 } from '@causeway/lightclient/native';
import type { BeaconChain } from './build-beacon-chain.ts';

const { verifier: bls } = createNativeBls();

/** Judges as if the current slot were that of the update's signature, so that no later one can stand in for it. */
export function contextOf({ config }: Pick<BeaconChain, 'config'>, currentSlot: bigint): UpdateContext {
  return { config, bls, sha256: nativeSha256, currentSlot };
}

/** A store that trusts a block of the chain. */
export function startStore(chain: BeaconChain, slot: bigint): LightClientStore {
  const result = initializeLightClientStore(chain.blockAt(slot).root, chain.bootstrapAt(slot), contextOf(chain, slot));
  if (result.store === undefined) throw new Error(`unreachable: ${JSON.stringify(result.verdict)}`);
  return result.store;
}

/** The store after updates that must all be valid. */
export function follow(
  chain: BeaconChain,
  store: LightClientStore,
  updates: readonly LightClientUpdate[],
): LightClientStore {
  return updates.reduce((before, update) => {
    const { verdict, store: after } = processLightClientUpdate(before, update, contextOf(chain, update.signatureSlot));
    if (verdict.status !== 'valid') throw new Error(`unreachable: ${JSON.stringify(verdict)}`);
    return after;
  }, store);
}

/** The verdict on an update in the slot of its signature, unless the case's clock says another. */
export function judge(
  chain: Pick<BeaconChain, 'config'>,
  store: LightClientStore,
  update: LightClientUpdate,
  currentSlot: bigint = update.signatureSlot,
): UpdateVerdict {
  return processLightClientUpdate(store, update, contextOf(chain, currentSlot)).verdict;
}

/** `valid`, or the code of what is wrong. */
export function outcome(verdict: UpdateVerdict): string {
  return verdict.status === 'valid' ? verdict.status : verdict.reason.code;
}
