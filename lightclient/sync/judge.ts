/** The verifier's functions with one client's parameters filled in. @module */

import { equalBytes, toHex } from '../codec/index.ts';
import {
  checkSignedHeader,
  hashValidatorSet,
  type LightBlock,
  type SignatureVerifier,
  type TendermintCheck,
  type TendermintVerdict,
  type TrustLevel,
  verifyCommitLight,
  verifyHeader,
} from '../tendermint/index.ts';
import { firstFailure, invalid, VALID } from '../verdict.ts';

export interface JudgeOptions {
  readonly chainId: string;
  readonly trustLevel: TrustLevel;
  /** Nanoseconds. */
  readonly trustingPeriod: bigint;
  /** Nanoseconds. */
  readonly maxClockDrift: bigint;
  readonly verifier?: SignatureVerifier | undefined;
}

/** Whether the parts of a block belong together and its own validators signed it. Says nothing about who they are. */
export type JudgeAlone = (block: LightBlock) => TendermintCheck;

export interface Judgement {
  /** Whether `untrusted` follows from `trusted`, as CometBFT's light client has it: by the validators of X itself. */
  readonly follows: (trusted: LightBlock, untrusted: LightBlock, now: bigint) => TendermintVerdict;
  readonly alone: JudgeAlone;
}

export function createJudgement(options: JudgeOptions): Judgement {
  const headerOptions = { ...options, trustedValidators: 'current' } as const;
  return {
    follows: (trusted, untrusted, now) => verifyHeader(untrusted, trusted, headerOptions, now),
    alone: (block) => judgeAlone(block, options),
  };
}

function judgeAlone({ signedHeader, validators }: LightBlock, { chainId, verifier }: JudgeOptions): TendermintCheck {
  const { header, commit } = signedHeader;
  return firstFailure<TendermintCheck>(
    () => checkSignedHeader(signedHeader, chainId),
    () => {
      const got = hashValidatorSet(validators);
      const want = header.validatorsHash;
      return equalBytes(got, want) ? VALID : invalid('validators-hash-mismatch', toHex(want), toHex(got));
    },
    () => verifyCommitLight({ chainId, height: header.height, blockId: commit.blockId, commit, validators }, verifier),
  );
}
