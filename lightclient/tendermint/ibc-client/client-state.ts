/**
 * What a chain stores about a Tendermint client.
 * Source: ibc-go v10 `proto/ibc/lightclients/tendermint/v1/tendermint.proto`, `07-tendermint/client_state.go`.
 * @module
 */
import {
  bytesField,
  concatBytes,
  DecodeError,
  encodeUtf8,
  many,
  messageField,
  one,
  readMessage,
  stringField,
  uintField,
} from '../../codec/index.ts';
import { decodeHeight, encodeHeight, type Height } from '../../ibc/height.ts';
import { decodeProofSpec, encodeProofSpec, type ProofSpec } from '../../proofs/index.ts';
import { invalid, VALID } from '../../verdict.ts';
import { parseChainRevision } from '../chain-revision.ts';
import type { TendermintCheck } from '../fault-codes.ts';
import { decodeTimestamp, encodeTimestamp } from '../time.ts';
import { isTrustLevel, type TrustLevel } from '../trust-level.ts';
import { decodeDuration, encodeDuration } from './duration.ts';

const NOTHING = new Uint8Array(0);
const MAX_CHAIN_ID_BYTES = 50;
const MAX_PROOF_SPECS = 16;
const MAX_UPGRADE_PATH = 16;

/** `ibc.lightclients.tendermint.v1.ClientState`. */
export interface ClientState {
  readonly chainId: string;
  readonly trustLevel: TrustLevel;
  /** Nanoseconds, like the next two. */
  readonly trustingPeriod: bigint;
  readonly unbondingPeriod: bigint;
  readonly maxClockDrift: bigint;
  /** 0-0 unless the client is frozen. */
  readonly frozenHeight: Height;
  readonly latestHeight: Height;
  readonly proofSpecs: readonly ProofSpec[];
  readonly upgradePath: readonly string[];
}

/** `ibc.lightclients.tendermint.v1.ConsensusState`: what a client remembers of a header. */
export interface ConsensusState {
  /** Nanoseconds since 1970. */
  readonly timestamp: bigint;
  /** The application hash: the root that packet proofs lead to. */
  readonly root: Uint8Array;
  readonly nextValidatorsHash: Uint8Array;
}

const CLIENT_STATE = {
  chainId: one(1, 'string'),
  trustLevel: one(2, 'bytes'),
  trustingPeriod: one(3, 'bytes'),
  unbondingPeriod: one(4, 'bytes'),
  maxClockDrift: one(5, 'bytes'),
  frozenHeight: one(6, 'bytes'),
  latestHeight: one(7, 'bytes'),
  proofSpecs: many(8, 'bytes', MAX_PROOF_SPECS),
  upgradePath: many(9, 'string', MAX_UPGRADE_PATH),
  /** Deprecated, and without effect since ibc-go v7. */
  allowUpdateAfterExpiry: one(10, 'bool'),
  allowUpdateAfterMisbehaviour: one(11, 'bool'),
};
const FRACTION = { numerator: one(1, 'uint64'), denominator: one(2, 'uint64') };

/** Decodes `ibc.lightclients.tendermint.v1.ClientState` (the message, not an `Any` around it). @throws {DecodeError} */
export function decodeClientState(bytes: Uint8Array, field = 'clientState'): ClientState {
  const read = readMessage(bytes, CLIENT_STATE, field);
  const { numerator = 0n, denominator = 0n } = readMessage(
    read.trustLevel ?? NOTHING,
    FRACTION,
    `${field}.trust_level`,
  );
  return {
    chainId: read.chainId ?? '',
    trustLevel: { numerator, denominator },
    trustingPeriod: decodeDuration(read.trustingPeriod, `${field}.trusting_period`),
    unbondingPeriod: decodeDuration(read.unbondingPeriod, `${field}.unbonding_period`),
    maxClockDrift: decodeDuration(read.maxClockDrift, `${field}.max_clock_drift`),
    frozenHeight: decodeHeight(read.frozenHeight ?? NOTHING, `${field}.frozen_height`),
    latestHeight: decodeHeight(read.latestHeight ?? NOTHING, `${field}.latest_height`),
    proofSpecs: read.proofSpecs.map((entry, index) => decodeProofSpec(entry, `${field}.proof_specs[${index}]`)),
    upgradePath: read.upgradePath,
  };
}

/** Encodes `ibc.lightclients.tendermint.v1.ClientState`, without an `Any` around it. */
export function encodeClientState(state: ClientState): Uint8Array {
  const { numerator, denominator } = state.trustLevel;
  return concatBytes(
    stringField(1, state.chainId),
    messageField(2, concatBytes(uintField(1, numerator), uintField(2, denominator))),
    messageField(3, encodeDuration(state.trustingPeriod)),
    messageField(4, encodeDuration(state.unbondingPeriod)),
    messageField(5, encodeDuration(state.maxClockDrift)),
    messageField(6, encodeHeight(state.frozenHeight)),
    messageField(7, encodeHeight(state.latestHeight)),
    ...state.proofSpecs.map((spec) => messageField(8, encodeProofSpec(spec))),
    ...state.upgradePath.map((key) => messageField(9, encodeUtf8(key))),
  );
}

const CONSENSUS_STATE = { timestamp: one(1, 'bytes'), root: one(2, 'bytes'), nextValidatorsHash: one(3, 'bytes') };
const MERKLE_ROOT = { hash: one(1, 'bytes') };

/** Decodes `ibc.lightclients.tendermint.v1.ConsensusState` (not an `Any` around it). @throws {DecodeError} */
export function decodeConsensusState(bytes: Uint8Array, field = 'consensusState'): ConsensusState {
  const { timestamp, root, nextValidatorsHash = NOTHING } = readMessage(bytes, CONSENSUS_STATE, field);
  return {
    timestamp: decodeTimestamp(timestamp, `${field}.timestamp`),
    root: readMessage(root ?? NOTHING, MERKLE_ROOT, `${field}.root`).hash ?? NOTHING,
    nextValidatorsHash,
  };
}

/** Encodes `ibc.lightclients.tendermint.v1.ConsensusState`, without an `Any` around it. */
export function encodeConsensusState({ timestamp, root, nextValidatorsHash }: ConsensusState): Uint8Array {
  return concatBytes(
    messageField(1, encodeTimestamp(timestamp)),
    messageField(2, bytesField(1, root)),
    bytesField(3, nextValidatorsHash),
  );
}

/** What ibc-go demands of a client state when a client is created. */
export function checkClientState(state: ClientState): TendermintCheck {
  const problem = findProblem(state);
  return problem === undefined ? VALID : invalid('bad-client-state', problem.want, problem.got);
}

function findProblem(state: ClientState): { want: string; got: string } | undefined {
  const { trustingPeriod, unbondingPeriod, maxClockDrift, latestHeight, trustLevel } = state;
  const size = encodeUtf8(state.chainId).length;
  const rules: readonly [boolean, string, string][] = [
    [state.chainId.trim() !== '' && size <= MAX_CHAIN_ID_BYTES, 'a chain id of 1 to 50 bytes', `${size} bytes`],
    [isTrustLevel(trustLevel), 'a trust level of 1/3 to 1', `${trustLevel.numerator}/${trustLevel.denominator}`],
    [trustingPeriod > 0n, 'a trusting period above 0', `${trustingPeriod} ns`],
    [unbondingPeriod > 0n, 'an unbonding period above 0', `${unbondingPeriod} ns`],
    [maxClockDrift > 0n, 'a clock drift above 0', `${maxClockDrift} ns`],
    [trustingPeriod < unbondingPeriod, 'a trusting period below the unbonding period', `${trustingPeriod} ns`],
    [latestHeight.revisionHeight > 0n, 'a latest height above 0', `${latestHeight.revisionHeight}`],
    [hasOwnRevision(state), 'the revision of the chain id', `${latestHeight.revisionNumber}`],
    [state.proofSpecs.length > 0, 'proof specs', 'none'],
    [state.upgradePath.every((key) => key.trim() !== ''), 'an upgrade path without blank keys', 'a blank key'],
  ];
  const broken = rules.find(([holds]) => !holds);
  return broken === undefined ? undefined : { want: broken[1], got: broken[2] };
}

function hasOwnRevision({ chainId, latestHeight }: ClientState): boolean {
  try {
    return parseChainRevision(chainId) === latestHeight.revisionNumber;
  } catch (error) {
    // A revision of more than 64 bits is nobody's.
    if (error instanceof DecodeError) return false;
    throw error;
  }
}
