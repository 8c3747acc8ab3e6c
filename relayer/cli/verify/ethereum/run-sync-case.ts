/**
 * Runs a `light_client/sync` test case of the consensus specification: bootstrap, steps, and after each step what the store must
 * say. Format: consensus-specs `tests/formats/light_client/sync.md`.
 * @module
 */

import { type BinaryVerdict, firstFailure, VALID } from '@causeway/lightclient';
import { DecodeError } from '@causeway/lightclient/codec';
import {
  type BeaconConfig,
  type BlsVerifier,
  decodeLightClientBootstrap,
  decodeLightClientUpdate,
  type EthereumFaultCode,
  initializeLightClientStore,
  isOlderFork,
  type LightClientFork,
  type LightClientStore,
  parseBeaconConfig,
  processLightClientStoreForceUpdate,
  processLightClientUpdate,
  upgradeLightClientStore,
} from '@causeway/lightclient/ethereum';
import {
  type JsonObject,
  readJsonArray,
  readJsonBytes,
  readJsonObject,
  readJsonUint,
  type Sha256,
} from '@causeway/lightclient/proofs';
import { type CaseForks, caseForks } from './case-forks.ts';
import { type CaseFiles, readCaseFile, readCaseYaml } from './case-yaml.ts';
import { checkStore, type StoreFaultCode } from './check-store.ts';
import { unpackSnappy } from './snappy.ts';

const MAX_STEPS = 10_000;

/** Why a case fails: an object was refused, or the store says something else than the case. */
export type SyncCaseVerdict = BinaryVerdict<EthereumFaultCode | StoreFaultCode>;

/** What came of a case. */
export interface SyncCaseResult {
  readonly verdict: SyncCaseVerdict;
  /** Where it failed: `bootstrap`, or a step such as `steps[3].process_update`. */
  readonly at?: string;
  /** How many steps there are. */
  readonly steps: number;
}

/** How signatures and hashes are computed. */
export interface SyncCaseOptions {
  readonly bls: BlsVerifier;
  readonly sha256?: Sha256;
}

interface Run extends SyncCaseOptions {
  readonly files: CaseFiles;
  readonly config: BeaconConfig;
  readonly forks: CaseForks;
}

interface StepResult {
  readonly verdict: SyncCaseVerdict;
  readonly store: LightClientStore;
}

/**
 * Runs the case whose files these are, by name: `meta.yaml`, `config.yaml`, `steps.yaml`, `bootstrap.ssz_snappy` and the updates.
 * It ends with the first step that fails.
 * @throws {DecodeError} when a file is missing or malformed.
 */
export function runSyncCase(files: CaseFiles, options: SyncCaseOptions): SyncCaseResult {
  const meta = readJsonObject(readCaseYaml(files, 'meta.yaml'), 'meta.yaml');
  const root = (key: string) => readJsonBytes(meta[key], 32, 32, `meta.yaml.${key}`);
  const configYaml = readCaseYaml(files, 'config.yaml');
  const genesis = { genesisTime: 0n, genesisValidatorsRoot: root('genesis_validators_root') };
  const config = parseBeaconConfig(configYaml, genesis, 'config.yaml');
  const run: Run = { ...options, files, config, forks: caseForks(config, configYaml) };
  const steps = readJsonArray(readCaseYaml(files, 'steps.yaml'), 0, MAX_STEPS, 'steps.yaml');

  const bootstrapFork = run.forks.ofDigest(meta.bootstrap_fork_digest, 'meta.yaml.bootstrap_fork_digest');
  const bootstrap = decodeLightClientBootstrap(readObject(files, 'bootstrap'), { config, fork: bootstrapFork });
  const fork = notBefore(bootstrapFork, readStoreFork(meta, run.forks, 'meta.yaml'), 'meta.yaml');
  const started = initializeLightClientStore(root('trusted_block_root'), bootstrap, { ...run, fork });
  if (started.store === undefined) return { verdict: started.verdict, at: 'bootstrap', steps: steps.length };
  let { store } = started;
  for (const [index, step] of steps.entries()) {
    const field = `steps[${index}]`;
    const [kind, body] = readStep(step, field);
    const result = runStep(kind, body, store, run);
    if (result.verdict.status === 'invalid') {
      return { verdict: result.verdict, at: `${field}.${kind}`, steps: steps.length };
    }
    store = result.store;
  }
  return { verdict: VALID, steps: steps.length };
}

/** Older cases name the store's fork by its digest. */
function readStoreFork(json: JsonObject, forks: CaseForks, field: string): LightClientFork {
  return json.store_fork_version === undefined
    ? forks.ofDigest(json.store_fork_digest, `${field}.store_fork_digest`)
    : forks.ofVersion(json.store_fork_version, `${field}.store_fork_version`);
}

function notBefore(least: LightClientFork, fork: LightClientFork, field: string): LightClientFork {
  if (!isOlderFork(fork, least)) return fork;
  throw new DecodeError(field, `a store of ${least} or newer`, fork);
}

const STEP_KINDS = ['process_update', 'force_update', 'upgrade_store'] as const;

type StepKind = (typeof STEP_KINDS)[number];

function readStep(step: unknown, field: string): readonly [StepKind, JsonObject] {
  const entries = Object.entries(readJsonObject(step, field));
  const [[name, body] = ['', undefined], ...more] = entries;
  const kind = STEP_KINDS.find((known) => known === name);
  if (kind !== undefined && more.length === 0) return [kind, readJsonObject(body, `${field}.${kind}`)];
  const got = entries.map(([key]) => key.slice(0, 40)).join(', ');
  throw new DecodeError(field, `one of ${STEP_KINDS.join(', ')}`, JSON.stringify(got));
}

function runStep(kind: StepKind, body: JsonObject, store: LightClientStore, run: Run): StepResult {
  const result = STEPS[kind](body, store, run);
  const verdict = firstFailure<SyncCaseVerdict>(
    () => result.verdict,
    () => checkStore(result.store, readJsonObject(body.checks, `${kind}.checks`), run),
  );
  return { verdict, store: result.store };
}

type Step = (body: JsonObject, store: LightClientStore, run: Run) => StepResult;

const STEPS: Readonly<Record<StepKind, Step>> = {
  process_update: (body, store, run) => {
    const { config, files, forks } = run;
    if (typeof body.update !== 'string') throw new DecodeError('process_update.update', 'a name', typeof body.update);
    const fork = forks.ofDigest(body.update_fork_digest, 'process_update.update_fork_digest');
    const update = decodeLightClientUpdate(readObject(files, body.update), { config, fork });
    const currentSlot = readJsonUint(body.current_slot, 64, 'process_update.current_slot');
    return processLightClientUpdate(store, update, { ...run, currentSlot });
  },
  force_update: (body, store, { config }) => {
    const currentSlot = readJsonUint(body.current_slot, 64, 'force_update.current_slot');
    return { verdict: VALID, store: processLightClientStoreForceUpdate(store, currentSlot, config) };
  },
  upgrade_store: (body, store, { config, forks }) => {
    const fork = notBefore(store.fork, readStoreFork(body, forks, 'upgrade_store'), 'upgrade_store');
    return { verdict: VALID, store: upgradeLightClientStore(store, fork, config) };
  },
};

function readObject(files: CaseFiles, name: string): Uint8Array {
  const file = `${name}.ssz_snappy`;
  return unpackSnappy(readCaseFile(files, file), file);
}
