/** `verify ethereum-update`: is an update to be believed, given a light client's store, and what does the store become? @module */
import { DecodeError, toHex } from '@causeway/lightclient/codec';
import {
  type BeaconConfig,
  countParticipants,
  forkAtSlot,
  formatLightClientStore,
  initializeLightClientStore,
  isOlderFork,
  type LightClientFork,
  type LightClientStore,
  type LightClientUpdate,
  parseLightClientStore,
  processLightClientUpdate,
  upgradeLightClientStore,
} from '@causeway/lightclient/ethereum';
import { createNativeBls } from '@causeway/lightclient/native';
import { type Judge, type Judgement, toJudgement } from '../judgement.ts';
import { type Request, readChoice, readHex, readUint, toRequest } from '../request.ts';
import { parseSettings, toBeaconConfig } from './read-config.ts';
import { readBootstrap, readFork, readUpdate, UPDATE_KINDS, type UpdateKind } from './read-object.ts';
import { formatHead, type HeadJson } from './show-finalized.ts';
import { writeOutput } from './write-output.ts';

const PRESETS = ['minimal', 'mainnet'] as const;

interface UpdateJudgement extends Judgement {
  readonly kind?: UpdateKind;
  /** What the store trusts after the update. */
  readonly finalized?: HeadJson;
  readonly optimistic?: HeadJson;
  /** Whether the committee of the next period is known. */
  readonly nextSyncCommittee?: boolean;
}

/** One verifier for the whole run: it remembers committees. @param writeStore File for the store after a valid update. */
export function createUpdateJudge(writeStore?: string): Judge {
  const { verifier: bls } = createNativeBls();
  return (request): UpdateJudgement => {
    const config = readConfig(request);
    const currentSlot = readUint(request, 'nowSlot');
    const before = readStore(request, config);
    if ('verdict' in before) return before;
    const context = { config, ...readFork(request) };
    const { kind, update } = readUpdate(request.update, context, readChoice(request, 'kind', UPDATE_KINDS));
    const fork = forkAtSlot(config, update.attestedHeader.beacon.slot);
    const ready = isOlderFork(before.fork, fork) ? upgradeLightClientStore(before, fork, config) : before;
    const { verdict, store } = processLightClientUpdate(ready, update, { config, bls, currentSlot });
    if (verdict.status === 'invalid') return { ...toJudgement(verdict, String), kind };
    if (writeStore !== undefined) writeOutput(writeStore, formatStore(store, config));
    return { ...judgeStrength(before, store, update, kind), kind, ...toHeads(store) };
  };
}

/** With the genesis validators root, so that it can be read with a configuration that does not tell it. */
function formatStore(store: LightClientStore, config: BeaconConfig): string {
  const genesis = { genesis_validators_root: `0x${toHex(config.genesisValidatorsRoot)}` };
  return `${JSON.stringify({ ...genesis, ...formatLightClientStore(store, config) })}\n`;
}

function readConfig(request: Request): BeaconConfig {
  const { config, store } = request;
  const settings = typeof config === 'string' ? parseSettings(config, 'config') : config;
  const preset = readChoice(request, 'preset', PRESETS);
  const genesis = request.genesisValidatorsRoot ?? undefined;
  return toBeaconConfig(settings, { preset, genesis, others: [store] });
}

/** What the update may change depends on who signed: less than two thirds prove nothing that lasts. */
function judgeStrength(
  before: LightClientStore,
  after: LightClientStore,
  update: LightClientUpdate,
  kind: UpdateKind,
): Judgement {
  const signed = countParticipants(update.syncAggregate);
  const total = 8 * update.syncAggregate.syncCommitteeBits.length;
  const isHead = kind === 'optimistic' && after.optimisticHeader.beacon.slot > before.optimisticHeader.beacon.slot;
  if (isHead || 3 * signed >= 2 * total) return { verdict: 'valid' };
  const reason = { code: 'not-enough-trust', want: `two thirds of ${total}`, got: `${signed}` };
  return { verdict: 'not-enough-trust', reason, signed: `${signed}`, total: `${total}` };
}

function toHeads({ finalizedHeader, optimisticHeader, nextSyncCommittee }: LightClientStore) {
  return {
    finalized: formatHead(finalizedHeader),
    optimistic: formatHead(optimisticHeader),
    nextSyncCommittee: nextSyncCommittee !== undefined,
  };
}

/** A store, a follower's state, or a bootstrap with the root that is trusted. A bootstrap that is wrong is a verdict. */
function readStore(request: Request, config: BeaconConfig): LightClientStore | Judgement {
  const { store: given } = request;
  const context = { config, ...readFork(request) };
  if (typeof given === 'string') return fromBootstrap(request, given, context);
  const { genesis_validators_root: _, ...json } = toRequest(given, 'store');
  if (json.bootstrap !== undefined) {
    const root = json.trusted_block_root ?? json.trustedBlockRoot;
    return fromBootstrap({ trustedBlockRoot: root, ...request }, json.bootstrap, context);
  }
  const inner = typeof json.data === 'object' && json.data !== null ? json.data : json;
  if (Object.hasOwn(inner, 'current_sync_committee_branch')) return fromBootstrap(request, json, context);
  return parseLightClientStore(json.format === undefined ? json : json.store, context);
}

function fromBootstrap(
  request: Request,
  bootstrap: unknown,
  context: { readonly config: BeaconConfig; readonly fork?: LightClientFork },
): LightClientStore | Judgement {
  if ((request.trustedBlockRoot ?? undefined) === undefined) {
    throw new DecodeError('trustedBlockRoot', 'the root of the block that a bootstrap is trusted for', 'nothing');
  }
  const root = readHex(request, 'trustedBlockRoot');
  const { config } = context;
  const { verdict, store } = initializeLightClientStore(root, readBootstrap(bootstrap, context), { config });
  return store ?? toJudgement(verdict, String);
}
