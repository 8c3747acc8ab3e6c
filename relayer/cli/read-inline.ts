/** Values that are too long for a command line come from files. @module */
import { readFileSync } from 'node:fs';
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
    const got = error instanceof Error && 'code' in error ? String(error.code) : 'an error';
    const fault = {
      code: 'NO_INPUT',
      exitCode: EXIT.noInput,
      message: `${file} cannot be read`,
      want: 'a readable file',
      got,
    };
    throw new CliError(fault, { cause: error });
  }
}
