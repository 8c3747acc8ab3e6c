/** `causeway version`, and `causeway --version`. @module */
import { Command } from 'commander';
import { readGlobals } from './globals.ts';

export function createVersionCommand(): Command {
  return new Command('version')
    .description('print the version')
    .action((_options, command: Command) => printVersion(readGlobals(command).json));
}

export async function printVersion(json: boolean): Promise<void> {
  const { VERSION } = await import('../version.ts');
  const report = { name: 'causeway', version: VERSION, node: process.versions.node };
  const text = `causeway ${VERSION} (Node.js ${report.node})`;
  process.stdout.write(`${json ? JSON.stringify(report) : text}\n`);
}
