/** docs/cli.md names every command, every flag and every reason to be parked. @module */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from '../../../../relayer/cli/program.ts';
import { PARK_TEXTS } from '../../../../relayer/ops/explain-packet.ts';

const docs = readFileSync('docs/cli.md', 'utf8');

function describeTree(
  command: Command,
  path: string,
): readonly { readonly path: string; readonly flags: readonly string[] }[] {
  const flags = command.options.flatMap(({ long }) => (typeof long === 'string' ? [long] : []));
  return [{ path, flags }, ...command.commands.flatMap((child) => describeTree(child, `${path} ${child.name()}`))];
}

const commands = describeTree(createProgram(), 'causeway');

test.each(commands.filter(({ path }) => path !== 'causeway'))('$path is documented', ({ path, flags }) => {
  const name = path.replace(/^causeway /, '');
  // Groups are headings; `verify membership` and the like share one.
  expect(docs).toMatch(new RegExp(`causeway ${name}\\b|### ${name}\\b|, ${name}\\b|## ${name}\\b|verify ${name}\\b`));
  for (const flag of flags) expect(docs).toContain(flag);
});

test('the options of every command are documented', () => {
  const [root] = commands;
  expect(root?.flags.length).toBeGreaterThan(3);
  for (const flag of root?.flags ?? []) expect(docs).toContain(`\`${flag}`);
});

test('every reason to be parked is documented', () => {
  const listed = [...docs.matchAll(/^\| `([a-z]+-[a-z]+)` \| [A-Z]/gm)].map(([, reason]) => reason);
  for (const reason of Object.keys(PARK_TEXTS)) expect(listed).toContain(reason);
});
