/** What can be said of a validator set without a header. Source: CometBFT `types/validator_set.go`. @module */
import { equalBytes, toHex } from '../codec/index.ts';
import { invalid, VALID } from '../verdict.ts';
import { deriveAddress } from './address.ts';
import type { Commit } from './block.ts';
import type { TendermintCheck } from './fault-codes.ts';
import { KEY_TYPES, MAX_TOTAL_VOTING_POWER, MAX_VALIDATORS, type Validator, type ValidatorSet } from './validator.ts';

const HASH_SIZE = 32;

/**
 * Go's `ValidateBasic` of a set, but for the proposer: neither empty nor too large, addresses derived from their keys,
 * no negative power, total below the cap.
 */
export function checkValidatorSet({ validators }: ValidatorSet): TendermintCheck {
  if (validators.length === 0) return invalid('validators-empty', 'at least one validator', 'none');
  if (validators.length > MAX_VALIDATORS) {
    return invalid('too-many-validators', `at most ${MAX_VALIDATORS}`, `${validators.length}`);
  }
  let total = 0n;
  for (const [index, validator] of validators.entries()) {
    const verdict = checkValidator(validator, `validator ${index}`);
    if (verdict.status !== 'valid') return verdict;
    total += validator.votingPower;
    // Within the loop, so that Go's clipping addition is never reached.
    if (total > MAX_TOTAL_VOTING_POWER) {
      return invalid('total-voting-power-too-large', `at most ${MAX_TOTAL_VOTING_POWER}`, `${total} or more`);
    }
  }
  return VALID;
}

/** A validator by itself; `name` appears in the fault. */
export function checkValidator({ address, publicKey, votingPower }: Validator, name: string): TendermintCheck {
  if (votingPower < 0n) return invalid('bad-voting-power', `${name}: 0 or more`, `${votingPower}`);
  const derived = deriveAddress(publicKey);
  if (derived === undefined) return invalid('bad-public-key', `${name}: a ${publicKey.type} key`, 'other bytes');
  if (equalBytes(derived, address)) return VALID;
  return invalid('validator-address-mismatch', `${name}: ${toHex(derived)}`, toHex(address));
}

/**
 * Rules that CometBFT's consensus keeps but its light client does not look at: nobody appears twice, nobody is without
 * power.
 * No honest chain commits to a set that breaks them.
 */
export function checkDistinctVoters({ validators }: ValidatorSet): TendermintCheck {
  const seen = new Set<string>();
  for (const [index, { address, votingPower }] of validators.entries()) {
    if (votingPower <= 0n) return invalid('bad-voting-power', `validator ${index}: above 0`, `${votingPower}`);
    const key = addressKey(address);
    if (seen.has(key)) return invalid('duplicate-validator', 'each address once', `${toHex(address)} twice`);
    seen.add(key);
  }
  return VALID;
}

/** An address as a map key: cheaper than hex. */
export function addressKey(address: Uint8Array): string {
  return String.fromCharCode(...address);
}

/** The commit names a whole block: Go's light client also lets one pass whose part set is empty. */
export function checkCompleteBlockId({ blockId }: Commit): TendermintCheck {
  const { hash, parts } = blockId;
  if (hash.length === HASH_SIZE && parts.total > 0 && parts.hash.length === HASH_SIZE) return VALID;
  const got = `hashes of ${hash.length} and ${parts.hash.length} bytes, ${parts.total} parts`;
  return invalid('block-id-incomplete', 'two hashes of 32 bytes and at least one part', got);
}

/**
 * No signature is longer than its validator's key type allows, whether it is needed or not. For ed25519 that is the
 * limit of CometBFT 0.38; later versions allow the longest of all key types everywhere.
 */
export function checkSignatureSizes({ signatures }: Commit, { validators }: ValidatorSet): TendermintCheck {
  for (const [index, { signature }] of signatures.entries()) {
    const validator = validators[index];
    // A commit with more entries than validators is refused where the votes are counted.
    if (validator === undefined) return VALID;
    const limit = KEY_TYPES[validator.publicKey.type].signatureSize;
    if (signature.length > limit) {
      return invalid('signature-too-long', `vote ${index}: at most ${limit} bytes`, `${signature.length} bytes`);
    }
  }
  return VALID;
}
