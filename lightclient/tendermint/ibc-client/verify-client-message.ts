/**
 * Would ibc-go's 07-tendermint accept this message, and what would it do? The checks and their order are those of
 * MsgUpdateClient: the message by itself, the client's status, the proof of the header or misbehaviour, the effect.
 * Source: ibc-go v10 `07-tendermint/update.go`, `misbehaviour_handle.go`, `02-client/keeper/client.go`.
 * @module
 */
import { equalBytes, toHex } from '../../codec/index.ts';
import { compareHeights, formatHeight, type Height, isZeroHeight } from '../../ibc/height.ts';
import { firstFailure, type Invalid, invalid, type NotEnoughTrust, VALID } from '../../verdict.ts';
import { withChainRevision } from '../chain-revision.ts';
import type { TendermintCheck, TendermintFaultCode, TendermintVerdict } from '../fault-codes.ts';
import { hashValidatorSet } from '../hash.ts';
import { PORTABLE_VERIFIER, type SignatureVerifier } from '../signature-verifier.ts';
import { countTrustedVotes } from '../verify-commit.ts';
import { verifyAgainst, withinTrustingPeriod } from '../verify-header.ts';
import { checkClientHeader, checkClientMisbehaviour, checkWireSet, heightOf } from './check-client-message.ts';
import type { ClientHeader, ClientMessage, ClientMisbehaviour } from './client-message.ts';
import type { ClientState, ConsensusState } from './client-state.ts';

/** A consensus state and the height that it is stored under. */
export interface StoredConsensusState {
  readonly height: Height;
  readonly consensusState: ConsensusState;
}

/** A client as the destination stores it. */
export interface StoredClient {
  readonly clientState: ClientState;
  /**
   * In any order. Needed: those at the latest height (without it ibc-go calls the client expired), at the trusted
   * height, at the header's height, and the nearest below and above that. What is missing here is taken to be missing
   * there.
   */
  readonly consensusStates: readonly StoredConsensusState[];
}

/** Only an `active` client takes messages. Source: ibc-go `07-tendermint/client_state.go`. */
export type ClientStatus = 'active' | 'expired' | 'frozen';

/** What the message does to the client. */
export type ClientEffect =
  | {
      readonly status: 'valid';
      readonly effect: 'updated';
      readonly height: Height;
      readonly consensusState: ConsensusState;
      readonly clientState: ClientState;
    }
  /** The header is stored already; or the misbehaviour is none. */
  | { readonly status: 'valid'; readonly effect: 'noop'; readonly clientState: ClientState }
  | { readonly status: 'valid'; readonly effect: 'frozen'; readonly clientState: ClientState };

/** The verdict on a client message; a valid one says what it does. */
export type ClientVerdict =
  | ClientEffect
  | NotEnoughTrust
  | Invalid<{ code: TendermintFaultCode; want: string; got: string }>;

/** ibc-go writes the same height for every misbehaviour. */
const FROZEN_HEIGHT: Height = { revisionNumber: 0n, revisionHeight: 1n };

/** Frozen comes before expired, as a frozen client expires too. @param now Nanoseconds since 1970. */
export function clientStatus({ clientState, consensusStates }: StoredClient, now: bigint): ClientStatus {
  if (!isZeroHeight(clientState.frozenHeight)) return 'frozen';
  const latest = findState(consensusStates, clientState.latestHeight);
  const isAlive = latest !== undefined && now < latest.timestamp + clientState.trustingPeriod;
  return isAlive ? 'active' : 'expired';
}

/**
 * Judges a header or misbehaviour exactly as the chain with this client will.
 * `not-enough-trust` means that a consensus state nearer to the header is needed first.
 * @param now Block time of the judging chain, nanoseconds since 1970.
 */
export function verifyClientMessage(
  client: StoredClient,
  message: ClientMessage,
  now: bigint,
  verifier: SignatureVerifier = PORTABLE_VERIFIER,
): ClientVerdict {
  const verdict = firstFailure<TendermintVerdict>(
    () => (message.kind === 'header' ? checkClientHeader(message) : checkClientMisbehaviour(message, verifier)),
    () => isActive(client, now),
    () =>
      message.kind === 'header'
        ? verifyUpdate(client, message, now, verifier)
        : verifyMisbehaviour(client, message, now, verifier),
  );
  if (verdict.status !== 'valid') return verdict;
  return message.kind === 'header' ? effectOfHeader(client, message) : effectOfMisbehaviour(client, message);
}

function isActive(client: StoredClient, now: bigint): TendermintCheck {
  const status = clientStatus(client, now);
  if (status === 'active') return VALID;
  const { latestHeight, frozenHeight } = client.clientState;
  return status === 'frozen'
    ? invalid('client-frozen', 'an active client', `frozen at ${formatHeight(frozenHeight)}`)
    : invalid('client-expired', `a live consensus state at ${formatHeight(latestHeight)}`, 'none');
}

function verifyUpdate(
  { clientState, consensusStates }: StoredClient,
  message: ClientHeader,
  now: bigint,
  verifier: SignatureVerifier,
): TendermintVerdict {
  const { trustedHeight, trustedValidators, signedHeader, validatorSet } = message;
  const trusted = findState(consensusStates, trustedHeight);
  if (trusted === undefined) return stateNotFound(trustedHeight);
  const revision = heightOf(message)?.revisionNumber;
  const { chainId, trustLevel, trustingPeriod, maxClockDrift } = clientState;
  return firstFailure<TendermintVerdict>(
    () => matchesTrusted(message, trusted),
    () =>
      revision === trustedHeight.revisionNumber
        ? VALID
        : invalid('revision-mismatch', `${trustedHeight.revisionNumber}`, `${revision}`),
    () =>
      verifyAgainst({
        untrusted: { signedHeader, validators: validatorSet ?? { validators: [] } },
        trusted: {
          chainId,
          height: trustedHeight.revisionHeight,
          time: trusted.timestamp,
          nextValidatorsHash: trusted.nextValidatorsHash,
          validators: trustedValidators,
          validatorsHash: trusted.nextValidatorsHash,
        },
        options: { trustLevel, trustingPeriod, maxClockDrift, verifier },
        now,
      }),
  );
}

function stateNotFound(height: Height): TendermintCheck {
  return invalid('consensus-state-not-found', `a consensus state at ${formatHeight(height)}`, 'none');
}

/** The trusted validators are those that the stored consensus state announced for the block after it. */
function matchesTrusted({ trustedValidators }: ClientHeader, trusted: ConsensusState): TendermintCheck {
  return firstFailure<TendermintCheck>(
    () => checkWireSet(trustedValidators, 'trusted validator set'),
    () => {
      const got = hashValidatorSet(trustedValidators ?? { validators: [] });
      if (equalBytes(got, trusted.nextValidatorsHash)) return VALID;
      return invalid('trusted-validators-hash-mismatch', toHex(trusted.nextValidatorsHash), toHex(got));
    },
  );
}

function verifyMisbehaviour(
  { clientState, consensusStates }: StoredClient,
  { header1, header2 }: ClientMisbehaviour,
  now: bigint,
  verifier: SignatureVerifier,
): TendermintVerdict {
  const trusted1 = findState(consensusStates, header1.trustedHeight);
  const trusted2 = findState(consensusStates, header2.trustedHeight);
  if (trusted1 === undefined) return stateNotFound(header1.trustedHeight);
  if (trusted2 === undefined) return stateNotFound(header2.trustedHeight);
  const check = (header: ClientHeader, trusted: ConsensusState): TendermintVerdict =>
    firstFailure<TendermintVerdict>(
      () => matchesTrusted(header, trusted),
      () => withinTrustingPeriod(trusted.timestamp, clientState.trustingPeriod, now),
      () => isTrusted(clientState, header, verifier),
    );
  return firstFailure<TendermintVerdict>(
    () => check(header1, trusted1),
    () => check(header2, trusted2),
  );
}

/** A header of a later revision is judged under that revision's chain id: the chain may have upgraded since. */
function isTrusted(
  { chainId, trustLevel }: ClientState,
  header: ClientHeader,
  verifier: SignatureVerifier,
): TendermintVerdict {
  return countTrustedVotes({
    chainId: withChainRevision(chainId, heightOf(header)?.revisionNumber ?? 0n),
    commit: header.signedHeader.commit,
    validators: header.trustedValidators ?? { validators: [] },
    trustLevel,
    verifier,
    all: false,
  });
}

function effectOfHeader({ clientState, consensusStates }: StoredClient, message: ClientHeader): ClientEffect {
  const { header } = message.signedHeader;
  const height = { revisionNumber: message.trustedHeight.revisionNumber, revisionHeight: header.height };
  const consensusState = {
    timestamp: header.time,
    root: header.appHash,
    nextValidatorsHash: header.nextValidatorsHash,
  };
  const stored = findState(consensusStates, height);
  if (stored !== undefined) {
    return equalStates(stored, consensusState) ? { status: 'valid', effect: 'noop', clientState } : freeze(clientState);
  }
  const { before, after } = findNeighbours(consensusStates, height);
  const isOrdered =
    (before === undefined || before.timestamp < header.time) && (after === undefined || header.time < after.timestamp);
  if (!isOrdered) return freeze(clientState);
  const latestHeight = compareHeights(height, clientState.latestHeight) > 0 ? height : clientState.latestHeight;
  return { status: 'valid', effect: 'updated', height, consensusState, clientState: { ...clientState, latestHeight } };
}

/** Two blocks at one height, or time that does not rise with height; anything else is no misbehaviour, and no error. */
function effectOfMisbehaviour({ clientState }: StoredClient, { header1, header2 }: ClientMisbehaviour): ClientEffect {
  const first = header1.signedHeader;
  const second = header2.signedHeader;
  const isFork =
    first.header.height === second.header.height && !equalBytes(first.commit.blockId.hash, second.commit.blockId.hash);
  const isTimeViolation = first.header.height > second.header.height && first.header.time <= second.header.time;
  if (isFork || isTimeViolation) return freeze(clientState);
  return { status: 'valid', effect: 'noop', clientState };
}

function freeze(clientState: ClientState): ClientEffect {
  return { status: 'valid', effect: 'frozen', clientState: { ...clientState, frozenHeight: FROZEN_HEIGHT } };
}

function equalStates(a: ConsensusState, b: ConsensusState): boolean {
  const sameRoots = equalBytes(a.root, b.root) && equalBytes(a.nextValidatorsHash, b.nextValidatorsHash);
  return a.timestamp === b.timestamp && sameRoots;
}

function findState(states: readonly StoredConsensusState[], height: Height): ConsensusState | undefined {
  return states.find((entry) => compareHeights(entry.height, height) === 0)?.consensusState;
}

/** The stored states nearest to a height that is not stored itself. */
function findNeighbours(
  states: readonly StoredConsensusState[],
  height: Height,
): { before: ConsensusState | undefined; after: ConsensusState | undefined } {
  let before: StoredConsensusState | undefined;
  let after: StoredConsensusState | undefined;
  for (const entry of states) {
    const side = compareHeights(entry.height, height);
    if (side < 0 && (before === undefined || compareHeights(entry.height, before.height) > 0)) before = entry;
    if (side > 0 && (after === undefined || compareHeights(entry.height, after.height) < 0)) after = entry;
  }
  return { before: before?.consensusState, after: after?.consensusState };
}
