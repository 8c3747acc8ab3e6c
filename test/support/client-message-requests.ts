/** Requests of `causeway verify client-message`, made from headers that test validators signed. @module */
import { bytesField, concatBytes, stringField, toHex } from '@causeway/lightclient/codec';
import { SDK_SPECS } from '@causeway/lightclient/proofs';
import {
  type ClientHeader,
  type ClientState,
  encodeClientHeader,
  encodeClientMisbehaviour,
  encodeClientState,
  encodeConsensusState,
  formatTime,
  type LightBlock,
  TENDERMINT_TYPE_URLS,
  type ValidatorSet,
} from '@causeway/lightclient/tendermint';
import { BASE_TIME, buildBlock, createSigners, SECOND, sha256 } from './build-header.ts';
import type { VerifyCase } from './verify-requests.ts';

const SIGNERS = createSigners(4);
const OTHERS = createSigners(4, 'other');
const TRUSTED = buildBlock({ height: 10n, signers: SIGNERS });
const HEIGHT = '1-10';

const CLIENT_STATE: ClientState = {
  chainId: 'test-1',
  trustLevel: { numerator: 1n, denominator: 3n },
  trustingPeriod: 3600n * SECOND,
  unbondingPeriod: 7200n * SECOND,
  maxClockDrift: 10n * SECOND,
  frozenHeight: { revisionNumber: 0n, revisionHeight: 0n },
  latestHeight: { revisionNumber: 1n, revisionHeight: 10n },
  proofSpecs: SDK_SPECS,
  upgradePath: ['upgrade', 'upgradedIBCState'],
};

/** The same names as in a batch line, all texts. */
export interface ClientMessageRequest {
  readonly clientState: string;
  readonly consensusStates: readonly { readonly height: string; readonly value: string }[];
  readonly message: string;
  readonly messageType: string;
  readonly now: string;
}

export interface ClientMessageCase extends VerifyCase {
  readonly request: ClientMessageRequest & Readonly<Record<string, unknown>>;
  readonly code?: string;
  readonly effect?: 'updated' | 'noop' | 'frozen';
}

function wrapAny(typeUrl: string, hex: string): string {
  return toHex(concatBytes(stringField(1, typeUrl), bytesField(2, Uint8Array.from(Buffer.from(hex, 'hex')))));
}

/** A header 10 blocks on that the trusted validators signed; each case changes one thing. */
export function clientMessageCases(): readonly ClientMessageCase[] {
  const block = buildBlock({ height: 20n, signers: SIGNERS });
  const valid = request(block);
  const earlier = { height: '1-30', value: stateOf(buildBlock({ height: 30n, time: BASE_TIME, signers: SIGNERS })) };
  const known = { height: '1-20', value: stateOf(block) };
  const frozen = { ...CLIENT_STATE, frozenHeight: { revisionNumber: 0n, revisionHeight: 1n } };
  const handover = buildBlock({ height: 20n, signers: OTHERS });
  return [
    { id: 'header', want: 'valid', effect: 'updated', request: valid },
    { id: 'header in an Any', want: 'valid', effect: 'updated', request: { ...valid, ...inAny(valid) } },
    { id: 'known header', want: 'valid', effect: 'noop', request: withState(valid, known) },
    { id: 'header before an earlier one', want: 'valid', effect: 'frozen', request: withState(valid, earlier) },
    { id: 'header of strangers', want: 'not-enough-trust', code: 'not-enough-trust', request: request(handover) },
    { id: 'expired client', want: 'invalid', code: 'client-expired', request: { ...valid, now: at(3610n) } },
    { id: 'last moment of the client', want: 'valid', effect: 'updated', request: { ...valid, now: at(3610n, -1n) } },
    { id: 'frozen client', want: 'invalid', code: 'client-frozen', request: { ...valid, clientState: hexOf(frozen) } },
    {
      id: 'unknown trusted height',
      want: 'invalid',
      code: 'client-expired',
      request: { ...valid, consensusStates: [] },
    },
    { id: 'header from the future', want: 'invalid', code: 'header-from-future', request: { ...valid, now: at(10n) } },
    { id: 'two headers of one height', want: 'valid', effect: 'frozen', request: fork(block) },
    { id: 'the same header twice', want: 'valid', effect: 'noop', request: misbehaviour(block, block) },
  ];
}

function request(block: LightBlock): ClientMessageRequest & Readonly<Record<string, unknown>> {
  return {
    clientState: hexOf(CLIENT_STATE),
    consensusStates: [{ height: HEIGHT, value: stateOf(TRUSTED) }],
    message: toHex(encodeClientHeader(clientHeader(block))),
    messageType: 'Header',
    now: at(60n),
  };
}

function fork(block: LightBlock): ReturnType<typeof request> {
  return misbehaviour(block, buildBlock({ height: 20n, signers: SIGNERS, header: { appHash: sha256('another') } }));
}

function misbehaviour(first: LightBlock, second: LightBlock): ReturnType<typeof request> {
  const headers = { header1: clientHeader(first), header2: clientHeader(second) };
  const message = toHex(encodeClientMisbehaviour({ clientId: '07-tendermint-0', ...headers }));
  return { ...request(first), message, messageType: 'Misbehaviour' };
}

function clientHeader({ signedHeader, validators }: LightBlock): ClientHeader {
  const trustedValidators = withProposer(TRUSTED.validators);
  const trustedHeight = CLIENT_STATE.latestHeight;
  return { kind: 'header', signedHeader, validatorSet: withProposer(validators), trustedHeight, trustedValidators };
}

function withProposer(set: ValidatorSet): ValidatorSet {
  return { ...set, proposer: set.validators[0] };
}

function stateOf({ signedHeader: { header } }: LightBlock): string {
  const { time, appHash, nextValidatorsHash } = header;
  return toHex(encodeConsensusState({ timestamp: time, root: appHash, nextValidatorsHash }));
}

function withState<T extends ClientMessageRequest>(base: T, state: ClientMessageRequest['consensusStates'][number]): T {
  return { ...base, consensusStates: [...base.consensusStates, state] };
}

function inAny({ clientState, message, consensusStates }: ClientMessageRequest): Partial<ClientMessageRequest> {
  return {
    clientState: wrapAny(TENDERMINT_TYPE_URLS.clientState, clientState),
    message: wrapAny(TENDERMINT_TYPE_URLS.header, message),
    consensusStates: consensusStates.map(({ height, value }) => {
      return { height, value: wrapAny(TENDERMINT_TYPE_URLS.consensusState, value) };
    }),
  };
}

function hexOf(state: ClientState): string {
  return toHex(encodeClientState(state));
}

/** Seconds after the first block, and nanoseconds more. */
function at(seconds: bigint, ns = 0n): string {
  return formatTime(BASE_TIME + seconds * SECOND + ns);
}
