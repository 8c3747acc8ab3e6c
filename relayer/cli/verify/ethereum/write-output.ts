/** Files that are written. @module */
import { writeFileSync } from 'node:fs';
import { describeFileError, fileErrorCode } from '../../../ports/file-error.ts';
import { CliError } from '../../cli-error.ts';
import { EXIT } from '../../exit-code.ts';

/** @throws {CliError} STORE_UNAVAILABLE */
export function writeOutput(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw fileErrorCode(error) === undefined ? error : unusableFile(file, error);
  }
}

export function unusableFile(file: string, cause: unknown): CliError {
  const message = `${file} cannot be used`;
  const want = 'a file that can be read and written';
  const fault = { code: 'STORE_UNAVAILABLE', exitCode: EXIT.unavailable, message, want, got: describeFileError(cause) };
  return new CliError(fault, { cause });
}
