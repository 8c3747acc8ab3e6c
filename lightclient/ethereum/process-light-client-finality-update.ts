/** `process_light_client_finality_update`. @module */
import type { UpdateContext } from './context.ts';
import { type ProcessResult, processLightClientUpdate } from './process-light-client-update.ts';
import type { LightClientFinalityUpdate, LightClientStore } from './types.ts';

/** Like an update without a next committee. */
export function processLightClientFinalityUpdate(
  store: LightClientStore,
  finalityUpdate: LightClientFinalityUpdate,
  context: UpdateContext,
): ProcessResult {
  const { attestedHeader, finality, syncAggregate, signatureSlot } = finalityUpdate;
  const update = { attestedHeader, syncAggregate, signatureSlot, ...(finality && { finality }) };
  return processLightClientUpdate(store, update, context);
}
