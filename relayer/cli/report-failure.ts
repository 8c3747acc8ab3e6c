/** Explains a failure in one or two sentences and picks the exit code. @module */
import { CommanderError } from 'commander';
import { ConfigError, formatProblem } from '../../config/config-error.ts';
import { type FaultCode, RETRY, RelayerError } from '../ports/fault.ts';
import { toSentence } from '../ports/sentence.ts';
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
  // Where a command is missing, its help has been shown already.
  if (json || !isHelp(error)) process.stderr.write(`${formatFault(fault)}\n`);
  if (debug && error instanceof Error) process.stderr.write(`${withCauses(error)}\n`);
  return exitCode;
}

/** `causeway: --now cannot be read: want an RFC 3339 time, got "x". See …` */
export function formatFault({ message, want, got, hint }: CliFault): string {
  const difference = want === undefined ? '' : `: want ${want}, got ${got ?? 'nothing'}`;
  const sentence = `${message}${difference}`;
  const stop = /[.!?]$/.test(sentence) ? '' : '.';
  return `causeway: ${sentence}${stop}${hint === undefined ? '' : ` ${toSentence(hint)}`}`;
}

function isHelp(error: unknown): boolean {
  return error instanceof CommanderError && error.code === 'commander.help';
}

/** `error: unknown command 'statsu'` with `(Did you mean status?)` on a line of its own. */
function sentenceOf({ message }: CommanderError): string {
  return message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
}

/** What an error is called and how the process ends because of it. */
export function toCliFault(error: unknown): CliFault {
  if (error instanceof CliError) return error.fault;
  if (error instanceof CommanderError) {
    const message = isHelp(error) ? 'A command is missing' : sentenceOf(error);
    return { code: 'USAGE', exitCode: EXIT.usage, message, hint: 'See what there is with --help.' };
  }
  if (error instanceof RelayerError) return { ...error.fault, exitCode: exitCodeOf(error.fault.code) };
  if (error instanceof ConfigError) return configFault(error);
  return {
    code: 'INTERNAL',
    exitCode: EXIT.internal,
    message: `This is a defect: ${error instanceof Error ? error.message : String(error)}`,
    hint: 'Run again with --debug and report it.',
  };
}

/** Where an outage of our surroundings has a code of its own. */
const UNAVAILABLE: ReadonlySet<FaultCode> = new Set([
  'RPC_UNREACHABLE',
  'RPC_NO_ENDPOINT',
  'RPC_WRONG_CHAIN',
  'STORE_UNAVAILABLE',
  'STORE_FULL',
  'QUEUE_UNAVAILABLE',
  'API_UNAVAILABLE',
]);

/** Sorted by what a script can do: correct configuration or input, wait for the surroundings, try again, or ask a person. */
export function exitCodeOf(code: FaultCode): ExitCode {
  if (code === 'CONFIG_INVALID') return EXIT.config;
  if (code === 'INPUT_INVALID') return EXIT.malformed;
  if (UNAVAILABLE.has(code)) return EXIT.unavailable;
  return RETRY[code] === 'never' ? EXIT.refused : EXIT.temporary;
}

/** One line a problem, after the first sentence. */
function configFault({ file, problems }: ConfigError): CliFault {
  const lines = problems.map((problem) => `\n  ${formatProblem(file, problem)}`).join('');
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  return {
    code: 'CONFIG_INVALID',
    exitCode: EXIT.config,
    message: `The configuration has ${count}:${lines}`,
    problems,
  };
}

function withCauses(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${withCauses(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
