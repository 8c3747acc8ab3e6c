/** Explains a failure in one or two sentences and picks the exit code. @module */
import { CommanderError } from 'commander';
import { CliError, type CliFault } from './cli-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';

export interface FailureOptions {
  readonly json: boolean;
  readonly debug: boolean;
}

/** Writes to standard error and, with `--json`, one object to standard output. */
export function reportFailure(error: unknown, { json, debug }: FailureOptions): ExitCode {
  const fault = toCliFault(error);
  const { exitCode, ...shown } = fault;
  if (json) process.stdout.write(`${JSON.stringify({ error: shown })}\n`);
  // commander has printed its own sentence already, unless it was told not to.
  if (!(error instanceof CommanderError) || json) process.stderr.write(`${formatFault(fault)}\n`);
  if (debug && error instanceof Error) process.stderr.write(`${withCauses(error)}\n`);
  return exitCode;
}

/** `causeway: --now cannot be read: want an RFC 3339 time, got "x". See …` */
export function formatFault({ message, want, got, hint }: CliFault): string {
  const difference = want === undefined ? '' : `: want ${want}, got ${got ?? 'nothing'}`;
  const sentence = `${message}${difference}`;
  const stop = /[.!?]$/.test(sentence) ? '' : '.';
  return `causeway: ${sentence}${stop}${hint === undefined ? '' : ` ${hint}`}`;
}

/** What an error is called and how the process ends because of it. */
export function toCliFault(error: unknown): CliFault {
  if (error instanceof CliError) return error.fault;
  if (error instanceof CommanderError) {
    return { code: 'USAGE', exitCode: EXIT.usage, message: error.message.replace(/^error: /, '') };
  }
  return {
    code: 'INTERNAL',
    exitCode: EXIT.internal,
    message: `This is a defect: ${error instanceof Error ? error.message : String(error)}`,
    hint: 'Run again with --debug and report it.',
  };
}

function withCauses(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${withCauses(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
