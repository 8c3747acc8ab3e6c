/** A verdict as `causeway verify` prints it. @module */

import type { Verdict } from '@causeway/lightclient';
import { DecodeError } from '@causeway/lightclient/codec';
import { RelayerError } from '../../ports/fault.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { exitCodeOf as exitCodeOfFault } from '../report-failure.ts';
import type { Request } from './request.ts';

export interface Judgement {
  readonly verdict: 'valid' | 'not-enough-trust' | 'invalid';
  readonly reason?: { readonly code: string; readonly want: string; readonly got: string };
  /** `not-enough-trust`: voting power, as decimal text. */
  readonly signed?: string;
  readonly total?: string;
  /** A valid client message: what it does to the client. */
  readonly effect?: 'updated' | 'noop' | 'frozen';
}

/** Judges one request. @throws {DecodeError} for a malformed one. */
export type Judge = (request: Request) => Judgement;

export interface Malformed {
  readonly error: {
    /** `malformed-input`, `internal`, or the code of a fault: a node that gives no answer. */
    readonly code: string;
    readonly field?: string;
    readonly want?: string;
    readonly got?: string;
    readonly message: string;
  };
}

/** @param wanted What would have been enough signed power, for the reason. */
export function toJudgement(verdict: Verdict, wanted: (total: bigint) => string): Judgement {
  switch (verdict.status) {
    case 'valid':
      return { verdict: 'valid' };
    case 'not-enough-trust':
      return {
        verdict: 'not-enough-trust',
        reason: { code: 'not-enough-trust', want: wanted(verdict.total), got: `${verdict.signed}` },
        signed: `${verdict.signed}`,
        total: `${verdict.total}`,
      };
    case 'invalid': {
      const { code, want, got } = verdict.reason;
      return { verdict: 'invalid', reason: { code, want, got } };
    }
  }
}

export function exitCodeOf({ verdict }: Judgement): ExitCode {
  if (verdict === 'valid') return EXIT.ok;
  return verdict === 'invalid' ? EXIT.invalid : EXIT.notEnoughTrust;
}

/** Malformed input in full; a fault of our surroundings or a defect of ours by its message. */
export function explain(error: unknown): Malformed {
  if (error instanceof DecodeError) {
    const { field, want, got, message } = error;
    return { error: { code: 'malformed-input', field, want, got, message } };
  }
  if (error instanceof RelayerError) return { error: { code: error.fault.code, message: error.message } };
  return { error: { code: 'internal', message: error instanceof Error ? error.message : String(error) } };
}

/** How a batch ends because of it. */
export function exitCodeOfFailure(error: unknown): ExitCode {
  if (error instanceof DecodeError) return EXIT.malformed;
  return error instanceof RelayerError ? exitCodeOfFault(error.fault.code) : EXIT.internal;
}
