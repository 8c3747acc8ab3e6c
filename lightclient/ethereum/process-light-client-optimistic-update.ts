/** `process_light_client_optimistic_update`. @module */
import type { UpdateContext } from './context.ts';
import { type ProcessResult, processLightClientUpdate } from './process-light-client-update.ts';
import type { LightClientOptimisticUpdate, LightClientStore } from './types.ts';

/** Like an update with neither a next committee nor a finalized header. */
export function processLightClientOptimisticUpdate(
  store: LightClientStore,
  optimisticUpdate: LightClientOptimisticUpdate,
  context: UpdateContext,
): ProcessResult {
  const { attestedHeader, syncAggregate, signatureSlot } = optimisticUpdate;
  return processLightClientUpdate(store, { attestedHeader, syncAggregate, signatureSlot }, context);
}
