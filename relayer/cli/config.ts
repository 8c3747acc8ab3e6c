/** `causeway config validate|show|schema`. @module */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { DoctorCheck } from '../ports/control.ts';
import { type Globals, loadConfigOf, readGlobals, toConfigSource } from './globals.ts';

export function createConfigCommand(): Command {
  return new Command('config')
    .description('check and show the configuration')
    .addCommand(
      new Command('validate')
        .description('check the configuration')
        .option('--live', 'also ask each endpoint')
        .action(({ live }: { readonly live?: boolean }, command: Command) =>
          validate(readGlobals(command), live === true),
        ),
    )
    .addCommand(
      new Command('show')
        .description('print every setting in effect, secrets masked')
        .action((_options, command: Command) => show(readGlobals(command))),
    )
    .addCommand(new Command('schema').description('print the JSON schema for editors').action(schema));
}

async function validate(globals: Globals, live: boolean): Promise<void> {
  const { print } = await import('./show/print.ts');
  const { showChecks, worstExitCode } = await import('./show/show-checks.ts');
  const { createPaint } = await import('./show/paint.ts');
  const config = await loadConfigOf(globals);
  const summary = { valid: true, file: config.file, chains: config.chains.length, paths: config.paths.length };
  const checks = live ? await checkEndpoints(globals) : [];
  const text = `${config.file}: valid, with ${plural(summary.chains, 'chain')} and ${plural(summary.paths, 'path')}.`;
  const shown = checks.length === 0 ? '' : `\n${showChecks(checks, createPaint())}`;
  print(globals.json, live ? { ...summary, checks } : summary, () => `${text}${shown}`);
  process.exitCode = worstExitCode(checks);
}

function plural(count: number, noun: string): string {
  return `${count === 0 ? 'no' : count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Needs neither keys nor store. */
async function checkEndpoints(globals: Globals): Promise<readonly DoctorCheck[]> {
  const { probeRelayer } = await import('./open-relayer.ts');
  const checks = await probeRelayer(globals);
  return checks.filter(({ name }) => name.endsWith(': endpoints') || name.endsWith(': light client'));
}

async function show(globals: Globals): Promise<void> {
  const { stringify } = await import('yaml');
  const { findConfigFile, parseConfig } = await import('../../config/load-config.ts');
  const { maskConfig } = await import('../../config/show-config.ts');
  const { print } = await import('./show/print.ts');
  const { file } = await loadConfigOf(globals);
  const content = maskConfig(
    parseConfig(readFileSync(findConfigFile(toConfigSource(globals)), 'utf8'), { file, env: process.env }),
  );
  print(
    globals.json,
    { file, config: content },
    () => `# ${file}, with defaults and environment\n${stringify(content)}`,
  );
}

async function schema(): Promise<void> {
  const { configJsonSchema } = await import('../../config/json-schema.ts');
  process.stdout.write(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
}
