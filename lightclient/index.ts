/** What every part of the package shares: verdicts and decoding errors. Verifiers live in the subpaths. @module */
export { DecodeError } from './codec/decode-error.ts';
export {
  type BinaryVerdict,
  type Fault,
  firstFailure,
  type Invalid,
  invalid,
  type NotEnoughTrust,
  VALID,
  type Valid,
  type Verdict,
} from './verdict.ts';
