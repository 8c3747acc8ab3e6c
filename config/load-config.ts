/** Loads the configuration: file, environment, schema, cross-checks. @module */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildConfig } from './build-config.ts';
import { checkReferences } from './check-references.ts';
import type { Config } from './config.ts';
import { ConfigError, type ConfigProblem } from './config-error.ts';
import { applyOverrides, type Environment, readOverrides } from './env-overrides.ts';
import { explainIssues } from './explain-issues.ts';
import { readYaml } from './read-yaml.ts';
import { type ConfigFile, fileSchema } from './schema.ts';

const CONFIG_FILE = 'causeway.yaml';

export interface ConfigSource {
  /** `--home`. */
  readonly home?: string | undefined;
  /** `--config`. */
  readonly file?: string | undefined;
  readonly env?: Environment;
}

/** Where configuration lives: `--home`, then `CAUSEWAY_HOME`, then `~/.causeway`. */
export function findHome(source: ConfigSource): string {
  const env = source.env ?? process.env;
  return resolve(source.home ?? (env.CAUSEWAY_HOME || join(homedir(), '.causeway')));
}

/** The file: `--config`, then `CAUSEWAY_CONFIG`, then `causeway.yaml` in the home folder. */
export function findConfigFile(source: ConfigSource): string {
  const env = source.env ?? process.env;
  return resolve(source.file ?? (env.CAUSEWAY_CONFIG || join(findHome(source), CONFIG_FILE)));
}

/** @throws {ConfigError} with every problem found. */
export function loadConfig(source: ConfigSource = {}): Config {
  const file = findConfigFile(source);
  const content = parseConfig(readText(file), { file, env: source.env ?? process.env });
  return buildConfig(content, file, findHome(source));
}

/** The content of a configuration file, checked and with defaults. @throws {ConfigError} with every problem found. */
export function parseConfig(text: string, context: { readonly file: string; readonly env: Environment }): ConfigFile {
  const yaml = readYaml(text);
  if (yaml.problems.length > 0) throw new ConfigError(context.file, yaml.problems);
  const { overrides, problems } = readOverrides(context.env, yaml.content);
  const content = applyOverrides(yaml.content, overrides);
  const locate = (path: readonly PropertyKey[]): Pick<ConfigProblem, 'line' | 'variable'> => {
    const override = overrides.find((candidate) => overlaps(candidate.path, path));
    return override === undefined ? { line: yaml.lineOf(path) } : { variable: override.variable };
  };
  const parsed = fileSchema.safeParse(content);
  if (!parsed.success) {
    throw new ConfigError(context.file, [...problems, ...explainIssues(parsed.error.issues, content, locate)]);
  }
  const contradictions = checkReferences(parsed.data).map(({ path, want, got }) => ({
    path: path.join('.'),
    want,
    got: `'${got}'`,
    ...locate(path),
  }));
  const all = [...problems, ...contradictions];
  if (all.length > 0) throw new ConfigError(context.file, all);
  return parsed.data;
}

/** One of the two leads to the other. */
function overlaps(a: readonly PropertyKey[], b: readonly PropertyKey[]): boolean {
  return a.length > 0 && b.length > 0 && a.every((key, index) => index >= b.length || String(key) === String(b[index]));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error';
    const got = code === 'ENOENT' ? "no such file; run 'causeway init' to create one" : code;
    throw new ConfigError(file, [{ path: '', want: 'a readable configuration file', got }]);
  }
}
