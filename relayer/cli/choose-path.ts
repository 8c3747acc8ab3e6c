/** The path that a command is about. @module */
import type { Config } from '../../config/config.ts';
import { CliError } from './cli-error.ts';
import { EXIT } from './exit-code.ts';

/** The named path, or the only one. @throws {CliError} USAGE */
export function choosePath({ paths }: Config, name: string | undefined): string {
  const names = paths.map((path) => path.name);
  const [only] = names;
  if (name !== undefined && names.includes(name)) return name;
  if (name === undefined && only !== undefined && names.length === 1) return only;
  const want = names.length === 0 ? 'a path in the configuration' : `one of the paths ${names.join(', ')}`;
  const got = name === undefined ? 'none' : `'${name}'`;
  throw new CliError({ code: 'USAGE', exitCode: EXIT.usage, message: 'Which path?', want, got });
}
