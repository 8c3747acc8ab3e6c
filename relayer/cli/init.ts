/** `causeway init`: a home folder with a commented configuration. @module */
import { Command } from 'commander';
import { readGlobals, toConfigSource } from './globals.ts';

export function createInitCommand(): Command {
  return new Command('init')
    .description('write a commented configuration into the home folder')
    .option('--force', 'replace a configuration that is there already')
    .action(async ({ force }: { readonly force?: boolean }, command: Command) => {
      const globals = readGlobals(command);
      const { existsSync, mkdirSync, writeFileSync } = await import('node:fs');
      const { dirname, join } = await import('node:path');
      const { findConfigFile, findHome } = await import('../../config/load-config.ts');
      const { configJsonSchema, SCHEMA_FILE } = await import('../../config/json-schema.ts');
      const { renderExample } = await import('../../config/render-example.ts');
      const { print } = await import('./show/print.ts');
      const source = toConfigSource(globals);
      const file = findConfigFile(source);
      if (existsSync(file) && force !== true) throw await alreadyThere(file);
      const schema = join(dirname(file), SCHEMA_FILE);
      try {
        mkdirSync(dirname(file), { recursive: true });
        mkdirSync(findHome(source), { recursive: true });
        mkdirSync(join(dirname(file), 'keys'), { recursive: true, mode: 0o700 });
        writeFileSync(file, renderExample());
        writeFileSync(schema, `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
      } catch (error) {
        throw await unwritable(dirname(file), error);
      }
      print(globals.json, { file, schema }, () => nextSteps(file));
    });
}

function nextSteps(file: string): string {
  return `Wrote ${file}. Next:
  1. enter your chains and paths, then   causeway config validate --live
  2. a key for the fees                  causeway keys add default   (or: causeway keys import default)
  3. see what is still missing           causeway doctor
  4. join the chains                     causeway link
  5. relay                               causeway start`;
}

async function unwritable(folder: string, cause: unknown): Promise<unknown> {
  const { describeFileError, fileErrorCode } = await import('../ports/file-error.ts');
  if (fileErrorCode(cause) === undefined) return cause;
  const { CliError } = await import('./cli-error.ts');
  const { EXIT } = await import('./exit-code.ts');
  const [message, got] = [`${folder} cannot be written to`, describeFileError(cause)];
  const hint = 'Name another folder with --home or CAUSEWAY_HOME.';
  return new CliError(
    { code: 'CONFIG_INVALID', exitCode: EXIT.config, message, want: 'a folder of yours', got, hint },
    { cause },
  );
}

async function alreadyThere(file: string): Promise<Error> {
  const { CliError } = await import('./cli-error.ts');
  const { EXIT } = await import('./exit-code.ts');
  const message = `${file} exists already`;
  return new CliError({ code: 'CONFIG_EXISTS', exitCode: EXIT.config, message, hint: 'Add --force to replace it.' });
}
