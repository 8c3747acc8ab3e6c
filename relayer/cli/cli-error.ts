/** A failure that the command line explains in a sentence or two. @module */
import type { ExitCode } from './exit-code.ts';

export interface CliFault {
  /** Stable, for scripts: `USAGE`, `MALFORMED_INPUT` … */
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly message: string;
  readonly want?: string | undefined;
  readonly got?: string | undefined;
  /** What to do next. */
  readonly hint?: string | undefined;
  /** Each fault of a configuration, for programs. */
  readonly problems?: readonly object[];
}

export class CliError extends Error {
  override readonly name = 'CliError';
  readonly fault: CliFault;

  constructor(fault: CliFault, options?: ErrorOptions) {
    super(fault.message, options);
    this.fault = fault;
  }
}
