/** Options that every command has, and what follows from them. @module */
import type { Command } from 'commander';
import type { Config } from '../../config/config.ts';
import type { ConfigSource } from '../../config/load-config.ts';

export interface Globals {
  readonly home?: string;
  readonly config?: string;
  readonly json: boolean;
  readonly debug: boolean;
  readonly passphraseFile?: string;
}

export function readGlobals(command: Command): Globals {
  const options: Readonly<Record<string, unknown>> = command.optsWithGlobals();
  const text = (name: string): string | undefined => (typeof options[name] === 'string' ? options[name] : undefined);
  const [home, config, passphraseFile] = [text('home'), text('config'), text('passphraseFile')];
  return {
    json: options.json === true,
    debug: options.debug === true,
    ...(home === undefined ? {} : { home }),
    ...(config === undefined ? {} : { config }),
    ...(passphraseFile === undefined ? {} : { passphraseFile }),
  };
}

export function toConfigSource({ home, config }: Globals): ConfigSource {
  return { home, file: config };
}

/** @throws {ConfigError} */
export async function loadConfigOf(globals: Globals): Promise<Config> {
  const { loadConfig } = await import('../../config/load-config.ts');
  return loadConfig(toConfigSource(globals));
}
