/**
 * How old a checkpoint may be to begin with. Beyond that, validators who have left could have signed another history for free.
 * Spec: consensus-specs `specs/{phase0,electra,gloas}/weak-subjectivity.md`.
 * @module
 */
import { type BinaryVerdict, invalid, VALID } from '../verdict.ts';
import type { BeaconConfig, ForkName, PresetName } from './config.ts';
import { computeEpochAtSlot } from './slots.ts';

/** `SAFETY_DECAY`: how many percent of the margin of one third may be lost. */
const SAFETY_DECAY = 10n;

const ETH_TO_GWEI = 10n ** 9n;
const MAX_EFFECTIVE_BALANCE = 32n;
const EFFECTIVE_BALANCE_INCREMENT = ETH_TO_GWEI;
const MAX_DEPOSITS = 16n;

/** What of a chain's configuration limits how fast its validators change. */
export interface ChurnParameters {
  readonly minValidatorWithdrawabilityDelay: bigint;
  readonly minPerEpochChurnLimit: bigint;
  readonly churnLimitQuotient: bigint;
  /** Gwei. */
  readonly minPerEpochChurnLimitElectra: bigint;
  readonly churnLimitQuotientGloas: bigint;
  readonly consolidationChurnLimitQuotient: bigint;
  /** Gwei. */
  readonly maxPerEpochActivationChurnLimitGloas: bigint;
}

/** Those of the specification's two configurations; public networks have those of `mainnet`. */
export const CHURN_PARAMETERS: Readonly<Record<PresetName, ChurnParameters>> = {
  mainnet: {
    minValidatorWithdrawabilityDelay: 256n,
    minPerEpochChurnLimit: 4n,
    churnLimitQuotient: 65_536n,
    minPerEpochChurnLimitElectra: 128n * ETH_TO_GWEI,
    churnLimitQuotientGloas: 32_768n,
    consolidationChurnLimitQuotient: 65_536n,
    maxPerEpochActivationChurnLimitGloas: 256n * ETH_TO_GWEI,
  },
  minimal: {
    minValidatorWithdrawabilityDelay: 256n,
    minPerEpochChurnLimit: 2n,
    churnLimitQuotient: 32n,
    minPerEpochChurnLimitElectra: 64n * ETH_TO_GWEI,
    churnLimitQuotientGloas: 16n,
    consolidationChurnLimitQuotient: 32n,
    maxPerEpochActivationChurnLimitGloas: 128n * ETH_TO_GWEI,
  },
};

/** Who is active at the checkpoint. */
export interface ActiveStake {
  readonly fork: ForkName;
  /** Of all active validators, in Gwei. */
  readonly totalActiveBalance: bigint;
  /** Counts before Electra. */
  readonly activeValidators: bigint;
}

/** `compute_weak_subjectivity_period`, in epochs. @throws {RangeError} when nobody is active. */
export function computeWeakSubjectivityPeriod(
  { fork, totalActiveBalance, activeValidators }: ActiveStake,
  { preset, slotsPerEpoch }: Pick<BeaconConfig, 'preset' | 'slotsPerEpoch'>,
  churn: ChurnParameters = CHURN_PARAMETERS[preset],
): bigint {
  if (totalActiveBalance <= 0n) throw new RangeError(`totalActiveBalance: want more than 0, got ${totalActiveBalance}`);
  const delay = churn.minValidatorWithdrawabilityDelay;
  if (fork === 'gloas') return delay + epochsOfChurn(totalActiveBalance, gloasChurn(totalActiveBalance, churn));
  if (fork === 'electra' || fork === 'fulu') {
    return delay + epochsOfChurn(totalActiveBalance, electraChurn(totalActiveBalance, churn));
  }
  if (activeValidators <= 0n) throw new RangeError(`activeValidators: want more than 0, got ${activeValidators}`);
  const average = totalActiveBalance / activeValidators / ETH_TO_GWEI;
  return delay + epochsBeforeElectra(activeValidators, average, { slotsPerEpoch, churn });
}

function epochsOfChurn(balance: bigint, perEpoch: bigint): bigint {
  return (SAFETY_DECAY * balance) / (2n * perEpoch * 100n);
}

function wholeIncrements(gwei: bigint): bigint {
  return gwei - (gwei % EFFECTIVE_BALANCE_INCREMENT);
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/** `get_balance_churn_limit`. */
function electraChurn(balance: bigint, churn: ChurnParameters): bigint {
  return wholeIncrements(max(churn.minPerEpochChurnLimitElectra, balance / churn.churnLimitQuotient));
}

/** Exits, activations and consolidations, by their weights. */
function gloasChurn(balance: bigint, churn: ChurnParameters): bigint {
  const exits = wholeIncrements(max(churn.minPerEpochChurnLimitElectra, balance / churn.churnLimitQuotientGloas));
  const most = churn.maxPerEpochActivationChurnLimitGloas;
  const activations = exits < most ? exits : most;
  const consolidations = wholeIncrements(balance / churn.consolidationChurnLimitQuotient);
  return (2n * exits) / 3n + activations / 3n + consolidations;
}

/** `N`, `t`, `T`, `delta`, `Delta` and `D` of the specification. */
function epochsBeforeElectra(
  n: bigint,
  t: bigint,
  { slotsPerEpoch, churn }: { readonly slotsPerEpoch: bigint; readonly churn: ChurnParameters },
): bigint {
  const most = MAX_EFFECTIVE_BALANCE;
  const delta = max(churn.minPerEpochChurnLimit, n / churn.churnLimitQuotient);
  const topUps = MAX_DEPOSITS * slotsPerEpoch;
  const d = SAFETY_DECAY;
  if (t * (200n + 12n * d) <= most * (200n + 3n * d)) return (3n * n * d * t) / (200n * topUps * (most - t));
  const bySetChurn = (n * (t * (200n + 12n * d) - most * (200n + 3n * d))) / (600n * delta * (2n * t + most));
  const byTopUps = (n * (200n + 3n * d)) / (600n * topUps);
  return max(bySetChurn, byTopUps);
}

/** What can be wrong with the age of a checkpoint. */
export type WeakSubjectivityFaultCode =
  /** The checkpoint is older than the weak-subjectivity period: get a younger one from a source that you trust. */
  | 'checkpoint-too-old'
  /** The checkpoint is of a slot that has not begun. */
  | 'checkpoint-in-future';

/** A checkpoint and now, in slots; the period in epochs. */
export interface CheckpointAge {
  readonly checkpointSlot: bigint;
  readonly currentSlot: bigint;
  readonly weakSubjectivityPeriod: bigint;
}

/** `is_within_weak_subjectivity_period`. */
export function isWithinWeakSubjectivityPeriod(
  { checkpointSlot, currentSlot, weakSubjectivityPeriod }: CheckpointAge,
  config: Pick<BeaconConfig, 'slotsPerEpoch'>,
): BinaryVerdict<WeakSubjectivityFaultCode> {
  if (checkpointSlot > currentSlot) {
    return invalid('checkpoint-in-future', `slot ${currentSlot} or before`, `${checkpointSlot}`);
  }
  const last = computeEpochAtSlot(config, checkpointSlot) + weakSubjectivityPeriod;
  const now = computeEpochAtSlot(config, currentSlot);
  return now <= last ? VALID : invalid('checkpoint-too-old', `epoch ${last} at the latest`, `${now}`);
}
