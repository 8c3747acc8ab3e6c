/**
 * The headers that teach a wasm client a newer finalized slot, each judged as the contract will judge it.
 * Recipe: one update with the `Next` committee for each period that is entered, then the newest finality with whoever signed it.
 * @module
 */
import type {
  BlsVerifier,
  LightClientFinalityUpdate,
  LightClientUpdate,
  SyncCommittee,
} from '@causeway/lightclient/ethereum';
import {
  applyWasmHeader,
  type CommitteeSummary,
  encodeWasmClientMessage,
  type FinalizingUpdate,
  isExpired,
  isSameCommittee,
  periodAt,
  summarizeCommittee,
  verifyWasmHeader,
  WASM_TYPE_URLS,
  type WasmClientInvalid,
  type WasmClientState,
  type WasmConsensusState,
  type WasmHeader,
  type WasmLightClientHeader,
  wrapClientMessage,
} from '@causeway/lightclient/ethereum/wasm-client';
import { buildUpdateClient } from '../../chains/cosmos/message-builders.ts';
import type { ClientUpdate } from '../../ports/client-driver.ts';
import { type FaultCode, RelayerError } from '../../ports/fault.ts';
import type { BeaconSource } from './beacon-source.ts';

export interface WasmUpdatePlan {
  readonly clientId: string;
  readonly client: WasmClientState;
  /** What the client knows of the slot to go on from: the latest, unless an older one is wanted. */
  readonly trusted: WasmConsensusState;
  readonly source: BeaconSource;
  /** Time of the host's newest block, seconds since 1970. */
  readonly now: bigint;
  readonly bls: BlsVerifier;
  /** Address that submits the updates. */
  readonly signer: string;
  readonly signal?: AbortSignal | undefined;
}

/** A header and what the client knows after it. */
export interface WasmStep {
  readonly header: WasmHeader;
  readonly client: WasmClientState;
  readonly consensus: WasmConsensusState;
}

/** Updates up to the newest finalized slot; none when the client knows it. @throws {RelayerError} as `planHeaders`. */
export async function buildUpdates(plan: WasmUpdatePlan): Promise<readonly ClientUpdate[]> {
  return toUpdates(plan, await planHeaders(plan));
}

/** The messages of planned headers. */
export function toUpdates(
  { clientId, signer }: Pick<WasmUpdatePlan, 'clientId' | 'signer'>,
  steps: readonly WasmStep[],
): readonly ClientUpdate[] {
  return steps.map(({ header, consensus }) => {
    const message = {
      type: WASM_TYPE_URLS.clientMessage,
      bytes: wrapClientMessage(encodeWasmClientMessage(header)),
    };
    const height = { revisionNumber: 0n, revisionHeight: consensus.slot };
    return { clientId, height, message: buildUpdateClient(clientId, message, signer) };
  });
}

/** Before anything is asked of anybody. */
function requireUsable({ client, trusted, now, clientId }: WasmUpdatePlan): void {
  if (client.isFrozen) throw fault('CLIENT_FROZEN', `${clientId} is frozen`);
  if (isExpired(client, trusted.timestamp, now)) throw fault('CLIENT_EXPIRED', `${clientId} has expired`);
}

interface Walk {
  readonly plan: WasmUpdatePlan;
  /** By the period that they were attested in. */
  readonly updates: ReadonlyMap<bigint, LightClientUpdate>;
  readonly steps: WasmStep[];
  client: WasmClientState;
  trusted: WasmConsensusState;
}

/**
 * As far as the source's updates lead: a period is entered only by an update that was finalized inside it.
 * @throws {RelayerError} CLIENT_FROZEN, CLIENT_EXPIRED; CHAIN_NOT_FINAL when the host's time is behind, or nothing is final;
 * HEADER_REJECTED when what the source gives is wrong, PROOF_UNAVAILABLE when it lacks a committee.
 */
export async function planHeaders(plan: WasmUpdatePlan): Promise<readonly WasmStep[]> {
  const { client, trusted, source, signal } = plan;
  requireUsable(plan);
  const newest = await source.finalityUpdate(signal);
  const target = finalizedSlot(newest);
  if (target === undefined) throw fault('CHAIN_NOT_FINAL', 'the beacon chain has finalized nothing yet');
  if (target <= trusted.slot) return [];
  const updates = await fetchUpdates(plan, periodAt(client, target));
  const walk: Walk = { plan, updates, steps: [], client, trusted };
  const last = periodAt(client, target);
  for (let stored = storedPeriod(walk); stored < last; stored = storedPeriod(walk)) {
    if (!(await enterNextPeriod(walk, stored))) return walk.steps;
  }
  // Signed in the period after the one that it finalizes something of.
  const isNext = periodAt(client, newest.signatureSlot) > storedPeriod(walk);
  if (isNext && !(await learnNext(walk))) return walk.steps;
  if (target > walk.trusted.slot) await step(walk, newest);
  return walk.steps;
}

function storedPeriod({ client, trusted }: Walk): bigint {
  return periodAt(client, trusted.slot);
}

function finalizedSlot({ finality }: LightClientFinalityUpdate): bigint | undefined {
  return finality?.header.beacon.slot;
}

/** More than a year of mainnet. */
const MOST_PERIODS = 1024n;
const PERIODS_A_REQUEST = 128;

/** From the period before on: its update has the committee of the trusted period. */
async function fetchUpdates(plan: WasmUpdatePlan, last: bigint): Promise<ReadonlyMap<bigint, LightClientUpdate>> {
  const { client, trusted, source, signal } = plan;
  const stored = periodAt(client, trusted.slot);
  const first = stored === 0n ? 0n : stored - 1n;
  if (last - first > MOST_PERIODS) {
    throw fault('CLIENT_EXPIRED', `${plan.clientId} is ${last - first} periods behind: begin with a new client`);
  }
  const found = new Map<bigint, LightClientUpdate>();
  for (let next = first; next <= last; next += BigInt(PERIODS_A_REQUEST)) {
    const count = Math.min(PERIODS_A_REQUEST, Number(last - next) + 1);
    for (const update of await source.updates(next, count, signal)) {
      found.set(periodAt(client, update.attestedHeader.beacon.slot), update);
    }
  }
  return found;
}

/** Whether the period was entered; a source may not have an update yet that does. */
async function enterNextPeriod(walk: Walk, stored: bigint): Promise<boolean> {
  if (!(await learnNext(walk))) return false;
  const update = walk.updates.get(stored + 1n);
  if (update === undefined || !isUseful(walk, update)) return false;
  await step(walk, update);
  return storedPeriod(walk) > stored;
}

/** Whether the next committee is known; if need be, from the best update of the stored period. */
async function learnNext(walk: Walk): Promise<boolean> {
  if (walk.trusted.nextSyncCommittee !== undefined) return true;
  const own = walk.updates.get(storedPeriod(walk));
  if (own?.nextSyncCommittee === undefined || !isUseful(walk, own)) return false;
  await step(walk, own);
  return true;
}

function isUseful({ trusted }: Walk, update: LightClientUpdate): boolean {
  const slot = finalizedSlot(update);
  return slot !== undefined && slot > trusted.slot;
}

/** Adds a header, once it is found that the client will take it. */
async function step(walk: Walk, update: LightClientUpdate): Promise<void> {
  const { client, trusted, plan } = walk;
  const stored = storedPeriod(walk);
  const role = periodAt(client, update.signatureSlot) === stored ? 'current' : 'next';
  const header: WasmHeader = {
    kind: 'header',
    trustedSlot: trusted.slot,
    activeSyncCommittee: { role, committee: await committeeOf(walk, role) },
    update: await toFinalizing(update, plan),
  };
  const verdict = verifyWasmHeader({ client, trusted, now: plan.now, bls: plan.bls }, header);
  if (verdict.status === 'invalid') throw refusal(plan, header, verdict);
  const after = applyWasmHeader({ client, trusted }, header);
  if (after.status === 'invalid') throw refusal(plan, header, after);
  walk.client = after.clientState;
  walk.trusted = after.consensusState;
  walk.steps.push({ header, client: after.clientState, consensus: after.consensusState });
}

/** In full, as the client remembers no more than its hash. */
async function committeeOf({ client, trusted, updates, plan }: Walk, role: 'current' | 'next'): Promise<SyncCommittee> {
  const known = role === 'current' ? trusted.currentSyncCommittee : trusted.nextSyncCommittee;
  const period = periodAt(client, trusted.slot);
  const announced = updates.get(role === 'current' ? period - 1n : period)?.nextSyncCommittee?.committee;
  if (announced !== undefined && isKnown(known, announced)) return announced;
  if (role === 'current') {
    const { currentSyncCommittee } = await plan.source.bootstrapAt(trusted.slot, plan.signal);
    if (isKnown(known, currentSyncCommittee)) return currentSyncCommittee;
  }
  throw fault(
    'PROOF_UNAVAILABLE',
    `the ${role} committee of ${plan.clientId} at slot ${trusted.slot} cannot be found`,
    'Add a beacon endpoint that keeps light-client updates of older periods.',
  );
}

function isKnown(known: CommitteeSummary | undefined, committee: SyncCommittee): boolean {
  return known !== undefined && isSameCommittee(known, summarizeCommittee(committee));
}

/** From Gloas on the client needs the header of the execution block, too. */
async function toFinalizing(update: LightClientUpdate, { source, signal }: WasmUpdatePlan): Promise<FinalizingUpdate> {
  const { finality } = update;
  if (finality === undefined) throw new Error('unreachable: only updates with finality are used');
  return { ...update, finality: { ...finality, header: await withBlock(finality.header, source, signal) } };
}

async function withBlock(
  header: WasmLightClientHeader,
  source: BeaconSource,
  signal: AbortSignal | undefined,
): Promise<WasmLightClientHeader> {
  if (header.shape !== 'gloas') return header;
  return { ...header, executionHeader: await source.executionHeader(header.executionBlockHash, signal) };
}

function refusal(
  { clientId, now, client }: WasmUpdatePlan,
  header: WasmHeader,
  verdict: WasmClientInvalid,
): RelayerError {
  const { code, want, got } = verdict.reason;
  const signedAt = client.genesisTime + (header.update.signatureSlot - client.genesisSlot) * client.secondsPerSlot;
  const isEarly = code === 'bad-slot-order' && signedAt > now;
  const slot = header.update.finality.header.beacon.slot;
  return new RelayerError({
    code: isEarly ? 'CHAIN_NOT_FINAL' : 'HEADER_REJECTED',
    message: `${clientId} would refuse the header of slot ${slot} (${code})`,
    want,
    got,
    context: { client: clientId, slot: `${slot}` },
  });
}

function fault(code: FaultCode, message: string, hint?: string): RelayerError {
  return new RelayerError({ code, message, ...(hint === undefined ? {} : { hint }) });
}
