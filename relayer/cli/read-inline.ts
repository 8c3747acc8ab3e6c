/** Values that are too long for a command line come from files. @module */
import { readFileSync } from 'node:fs';
import { describeFileError } from '../ports/file-error.ts';
import { CliError } from './cli-error.ts';
import { EXIT } from './exit-code.ts';

/** `@FILE` stands for the hex in a file, which `xxd` and others wrap; anything else for itself. @throws {CliError} NO_INPUT */
export function readInline(value: unknown): unknown {
  return typeof value === 'string' && value.startsWith('@') ? readInputFile(value.slice(1)).replace(/\s/g, '') : value;
}

/** A file, or standard input for `-`. @throws {CliError} NO_INPUT */
export function readInputFile(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, cause: unknown): CliError {
  const message = `${file} cannot be read`;
  const fault = {
    code: 'NO_INPUT',
    exitCode: EXIT.noInput,
    message,
    want: 'a readable file',
    got: describeFileError(cause),
  };
  return new CliError(fault, { cause });
}
