/** `causeway version`. @module */
import { Command } from 'commander';
import { VERSION } from '../version.ts';
import { readGlobals } from './globals.ts';

export function createVersionCommand(): Command {
  return new Command('version').description('print the version').action((_options, command: Command) => {
    const report = { name: 'causeway', version: VERSION, node: process.versions.node };
    process.stdout.write(`${readGlobals(command).json ? JSON.stringify(report) : showVersion()}\n`);
  });
}

export function showVersion(): string {
  return `causeway ${VERSION} (Node.js ${process.versions.node})`;
}
