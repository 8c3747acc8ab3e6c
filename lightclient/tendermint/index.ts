/** CometBFT headers: decoding, hashing and verification. Bytes and JSON in, verdicts out. @module */
export { fromBase64, toBase64 } from './base64.ts';
export {
  type BlockId,
  type BlockIdFlag,
  type Commit,
  type CommitSig,
  type Header,
  isZeroBlockId,
  type LightBlock,
  type PartSetHeader,
  type SignedHeader,
  ZERO_BLOCK_ID,
} from './block.ts';
export {
  formatBlockId,
  formatCommit,
  formatHeader,
  formatSignedHeader,
  parseBlockId,
  parseCommit,
  parseHeader,
  parseSignedHeader,
} from './json/block-json.ts';
export { type Block, type CommitResult, parseBlockResult, parseCommitResult } from './json/rpc-json.ts';
export {
  formatLightBlock,
  formatValidator,
  formatValidatorSet,
  parseLightBlock,
  parseTrustedBlock,
  parseValidatorSet,
  parseValidatorsPage,
  type TrustedBlock,
  type ValidatorsPage,
} from './json/validator-json.ts';
export {
  decodeCommit,
  decodeHeader,
  decodeSignedHeader,
  encodeCommit,
  encodeHeader,
  encodeSignedHeader,
} from './protobuf/block-protobuf.ts';
export {
  decodeLightBlock,
  decodeValidatorSet,
  encodeLightBlock,
  encodeValidator,
  encodeValidatorSet,
} from './protobuf/validator-protobuf.ts';
export { decodeTimestamp, encodeTimestamp, formatTime, parseTime, ZERO_TIME } from './time.ts';
export {
  KEY_TYPES,
  type KeyType,
  MAX_VALIDATORS,
  type PublicKey,
  type Validator,
  type ValidatorSet,
} from './validator.ts';
export { findValidator, sortValidators, totalVotingPower, toValidatorSet } from './validator-set.ts';
