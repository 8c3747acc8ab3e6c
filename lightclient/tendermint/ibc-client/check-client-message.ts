/**
 * What ibc-go refuses before it looks at any client: its `ValidateBasic` of headers and misbehaviours.
 * Source: ibc-go v10 `07-tendermint/header.go`, `misbehaviour.go`.
 * @module
 */
import { DecodeError, equalBytes, toHex } from '../../codec/index.ts';
import { compareHeights, formatHeight, type Height } from '../../ibc/height.ts';
import { validateIdentifier } from '../../ibc/identifiers.ts';
import { firstFailure, invalid, VALID } from '../../verdict.ts';
import { parseChainRevision } from '../chain-revision.ts';
import { checkSignedHeader } from '../check-header.ts';
import { checkSignatureSizes, checkValidator, checkValidatorSet } from '../check-validators.ts';
import type { TendermintCheck } from '../fault-codes.ts';
import { hashValidatorSet } from '../hash.ts';
import type { SignatureVerifier } from '../signature-verifier.ts';
import type { ValidatorSet } from '../validator.ts';
import { countOwnVotes } from '../verify-commit.ts';
import type { ClientHeader, ClientMisbehaviour } from './client-message.ts';

/** The header's height with the revision of its own chain id. Undefined when that has more than 64 bits. */
export function heightOf({ signedHeader }: ClientHeader): Height | undefined {
  const { chainId, height } = signedHeader.header;
  try {
    return { revisionNumber: parseChainRevision(chainId), revisionHeight: height };
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

/** A set as ibc-go reads it from protobuf: it must name a proposer, and one of its members. */
export function checkWireSet(set: ValidatorSet | undefined, name: string): TendermintCheck {
  if (set === undefined) return invalid('validators-missing', name, 'none');
  const { proposer } = set;
  if (proposer === undefined) return invalid('proposer-missing', `a proposer of the ${name}`, 'none');
  return firstFailure<TendermintCheck>(
    () => checkValidatorSet(set),
    () => checkKeyTypes(set),
    () => checkValidator(proposer, 'proposer'),
    () =>
      set.validators.some(({ address }) => equalBytes(address, proposer.address))
        ? VALID
        : invalid('proposer-not-in-set', `a member of the ${name}`, toHex(proposer.address)),
  );
}

/** ibc-go is built without BLS keys, and then refuses any set that holds one. */
function checkKeyTypes({ validators }: ValidatorSet): TendermintCheck {
  const index = validators.findIndex(({ publicKey }) => publicKey.type === 'bls12381');
  return index < 0 ? VALID : invalid('unsupported-key-type', `validator ${index}: a key that ibc-go reads`, 'bls12381');
}

/** The header by itself: well-formed, above its trusted height, with the validators that it names. */
export function checkClientHeader(message: ClientHeader): TendermintCheck {
  const { signedHeader, validatorSet, trustedHeight } = message;
  const { header, commit } = signedHeader;
  return firstFailure<TendermintCheck>(
    () => checkSignedHeader(signedHeader, header.chainId),
    () => isAboveTrusted(heightOf(message), trustedHeight),
    () => checkWireSet(validatorSet, 'validator set'),
    () => checkSignatureSizes(commit, validatorSet ?? { validators: [] }),
    () => {
      const got = hashValidatorSet(validatorSet ?? { validators: [] });
      if (equalBytes(got, header.validatorsHash)) return VALID;
      return invalid('validators-hash-mismatch', toHex(header.validatorsHash), toHex(got));
    },
  );
}

function isAboveTrusted(height: Height | undefined, trustedHeight: Height): TendermintCheck {
  if (height === undefined) return invalid('revision-too-large', 'a revision of 64 bits', 'more');
  if (compareHeights(trustedHeight, height) < 0) return VALID;
  return invalid('trusted-height-not-below-header', `below ${formatHeight(height)}`, formatHeight(trustedHeight));
}

/** The misbehaviour by itself: both headers well-formed and committed by their own validators. */
export function checkClientMisbehaviour(message: ClientMisbehaviour, verifier: SignatureVerifier): TendermintCheck {
  const { header1, header2, clientId } = message;
  const isClientId = validateIdentifier('client', clientId, 'clientId').status === 'valid';
  return firstFailure<TendermintCheck>(
    () => namesTrust(header1, 'header 1'),
    () => namesTrust(header2, 'header 2'),
    () => sameChain(header1, header2),
    () => (isClientId ? VALID : invalid('bad-client-id', 'a client id', JSON.stringify(clientId.slice(0, 130)))),
    () => checkClientHeader(header1),
    () => checkClientHeader(header2),
    () => inOrder(heightOf(header1), heightOf(header2)),
    () => committedByItsOwn(header1, verifier),
    () => committedByItsOwn(header2, verifier),
  );
}

function namesTrust({ trustedHeight, trustedValidators }: ClientHeader, name: string): TendermintCheck {
  if (trustedHeight.revisionHeight === 0n) {
    return invalid('trusted-height-zero', `${name} with a trusted height`, formatHeight(trustedHeight));
  }
  return trustedValidators === undefined
    ? invalid('validators-missing', `trusted validators of ${name}`, 'none')
    : VALID;
}

function sameChain(header1: ClientHeader, header2: ClientHeader): TendermintCheck {
  const want = header1.signedHeader.header.chainId;
  const got = header2.signedHeader.header.chainId;
  return want === got ? VALID : invalid('misbehaviour-chain-ids-differ', want, got);
}

function inOrder(height1: Height | undefined, height2: Height | undefined): TendermintCheck {
  if (height1 === undefined || height2 === undefined) return invalid('revision-too-large', '64 bits', 'more');
  if (compareHeights(height1, height2) >= 0) return VALID;
  return invalid('misbehaviour-heights-unordered', `${formatHeight(height2)} or above`, formatHeight(height1));
}

function committedByItsOwn({ signedHeader, validatorSet }: ClientHeader, verifier: SignatureVerifier): TendermintCheck {
  const { header, commit } = signedHeader;
  return countOwnVotes({
    chainId: header.chainId,
    height: commit.height,
    blockId: commit.blockId,
    commit,
    validators: validatorSet ?? { validators: [] },
    verifier,
    all: false,
    skipNil: true,
  });
}
