/**
 * What updates or freezes a Tendermint client.
 * Source: ibc-go v10 `proto/ibc/lightclients/tendermint/v1/tendermint.proto`.
 * @module
 */
import { concatBytes, messageField, one, readMessage, stringField } from '../../codec/index.ts';
import { decodeHeight, encodeHeight, type Height } from '../../ibc/height.ts';
import type { SignedHeader } from '../block.ts';
import { decodeSignedHeader, encodeSignedHeader } from '../protobuf/block-protobuf.ts';
import { decodeValidatorSet, encodeValidatorSet } from '../protobuf/validator-protobuf.ts';
import type { ValidatorSet } from '../validator.ts';

/** `ibc.lightclients.tendermint.v1.Header`: a header with what a client needs to judge it. */
export interface ClientHeader {
  readonly kind: 'header';
  readonly signedHeader: SignedHeader;
  /** The set that signed. ibc-go demands a proposer in both sets. */
  readonly validatorSet: ValidatorSet | undefined;
  /** Height of the consensus state to judge from. */
  readonly trustedHeight: Height;
  /** The validators of the block *after* the trusted height: they hash to its `next_validators_hash`. */
  readonly trustedValidators: ValidatorSet | undefined;
}

/** `ibc.lightclients.tendermint.v1.Misbehaviour`: two headers that cannot both be honest. */
export interface ClientMisbehaviour {
  readonly kind: 'misbehaviour';
  /** Deprecated, but ibc-go v10 still demands an identifier here. */
  readonly clientId: string;
  /** Not below `header2`. */
  readonly header1: ClientHeader;
  readonly header2: ClientHeader;
}

/** What MsgUpdateClient carries. */
export type ClientMessage = ClientHeader | ClientMisbehaviour;

/** Type URLs for the `Any` around each message. */
export const TENDERMINT_TYPE_URLS = {
  clientState: '/ibc.lightclients.tendermint.v1.ClientState',
  consensusState: '/ibc.lightclients.tendermint.v1.ConsensusState',
  header: '/ibc.lightclients.tendermint.v1.Header',
  misbehaviour: '/ibc.lightclients.tendermint.v1.Misbehaviour',
} as const;

const NOTHING = new Uint8Array(0);

const HEADER = {
  signedHeader: one(1, 'bytes'),
  validatorSet: one(2, 'bytes'),
  trustedHeight: one(3, 'bytes'),
  trustedValidators: one(4, 'bytes'),
};

/**
 * Decodes `ibc.lightclients.tendermint.v1.Header`. A missing signed header reads as one of default values, which no check
 * lets pass. @throws {DecodeError}
 */
export function decodeClientHeader(bytes: Uint8Array, field = 'header'): ClientHeader {
  const { signedHeader, validatorSet, trustedHeight, trustedValidators } = readMessage(bytes, HEADER, field);
  return {
    kind: 'header',
    signedHeader: decodeSignedHeader(signedHeader ?? NOTHING, `${field}.signed_header`),
    validatorSet: decodeOptionalSet(validatorSet, `${field}.validator_set`),
    trustedHeight: decodeHeight(trustedHeight ?? NOTHING, `${field}.trusted_height`),
    trustedValidators: decodeOptionalSet(trustedValidators, `${field}.trusted_validators`),
  };
}

function decodeOptionalSet(bytes: Uint8Array | undefined, field: string): ValidatorSet | undefined {
  return bytes === undefined ? undefined : decodeValidatorSet(bytes, field);
}

/** Encodes the header for MsgUpdateClient. */
export function encodeClientHeader(header: Omit<ClientHeader, 'kind'>): Uint8Array {
  return concatBytes(
    messageField(1, encodeSignedHeader(header.signedHeader)),
    encodeOptionalSet(2, header.validatorSet),
    messageField(3, encodeHeight(header.trustedHeight)),
    encodeOptionalSet(4, header.trustedValidators),
  );
}

function encodeOptionalSet(number: number, set: ValidatorSet | undefined): Uint8Array {
  return set === undefined ? NOTHING : messageField(number, encodeValidatorSet(set));
}

const MISBEHAVIOUR = { clientId: one(1, 'string'), header1: one(2, 'bytes'), header2: one(3, 'bytes') };

/**
 * Decodes `ibc.lightclients.tendermint.v1.Misbehaviour`. A missing header reads as one of default values, which no check
 * lets pass. @throws {DecodeError}
 */
export function decodeClientMisbehaviour(bytes: Uint8Array, field = 'misbehaviour'): ClientMisbehaviour {
  const { clientId = '', header1, header2 } = readMessage(bytes, MISBEHAVIOUR, field);
  return {
    kind: 'misbehaviour',
    clientId,
    header1: decodeClientHeader(header1 ?? NOTHING, `${field}.header_1`),
    header2: decodeClientHeader(header2 ?? NOTHING, `${field}.header_2`),
  };
}

/** Encodes the misbehaviour for MsgUpdateClient. */
export function encodeClientMisbehaviour({ clientId, header1, header2 }: Omit<ClientMisbehaviour, 'kind'>): Uint8Array {
  return concatBytes(
    stringField(1, clientId),
    messageField(2, encodeClientHeader(header1)),
    messageField(3, encodeClientHeader(header2)),
  );
}
