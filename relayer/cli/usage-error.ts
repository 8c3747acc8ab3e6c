/** A parameter that cannot be used. @module */
import { CliError } from './cli-error.ts';
import { EXIT } from './exit-code.ts';

export function usage(message: string, want: string, got: string, hint?: string): CliError {
  return new CliError({ code: 'USAGE', exitCode: EXIT.usage, message, want, got, hint });
}
